/** Pieces of HTTP/1.1 responses, right and wrong. */
export const HTTP_WORDS: readonly string[] = [
  ...[
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.0 200 OK\r\n',
    'HTTP/2.0 200\r\n',
    'HTTP/0.9 200 \r\n',
    'HTTP/1.1 099 X\r\n'
  ],
  ...['HTTP/1.1 100 Continue\r\n\r\n', 'HTTP/1.1 103 Early\r\nLink: x\r\n\r\n', 'HTTP/1.1 101 Up\r\n\r\n'],
  ...[
    'HTTP/1.1 204 No Content\r\n\r\n',
    'HTTP/1.1 304 Same\r\nContent-Length: 5\r\n\r\n',
    'HTTP/',
    '1.1',
    ' 200'
  ],
  ...[
    '\r\n',
    '\r\n\r\n',
    '\n',
    '\r',
    '\n\n',
    '\r\r\n',
    '\0',
    '\t',
    ' ',
    '\x7f',
    '\xa0',
    '\xff',
    ':',
    ': ',
    ';',
    ','
  ],
  ...['Content-Length: 0\r\n', 'Content-Length: 5\r\n', 'content-length:5 \r\n', 'Content-Length: 5, 5\r\n'],
  ...['Content-Length: +5\r\n', 'Content-Length: 0x5\r\n', 'Content-Length:\r\n', 'Content-Length : 5\r\n'],
  ...[
    'Transfer-Encoding: chunked\r\n',
    'Transfer-Encoding: gzip, Chunked\r\n',
    'Transfer-Encoding: chunked, x\r\n'
  ],
  ...[
    'Transfer-Encoding: \tchunked\t\r\n',
    'Transfer-Encoding:\r\n',
    'transfer-encoding: xchunked\r\n',
    'chunked'
  ],
  ...[
    'Connection: close\r\n',
    'Connection: keep-alive\r\n',
    'Proxy-Connection: close, x\r\n',
    'close',
    'keep-alive'
  ],
  ...['Set-Cookie: a=b\r\n', 'Content-Encoding: gzip\r\n', ' folded\r\n', 'X: y\r\n', 'X:\r\n', 'X Y: z\r\n'],
  ...[
    '0\r\n\r\n',
    '5\r\nhello\r\n',
    '5;a=b\r\nhello\r\n',
    '5;a="b\\"c"\r\nhello\r\n',
    '5;;\r\nhello\r\n',
    'A\r\n',
    ';\r\n'
  ],
  ...[
    '00000000000000005\r\n',
    'fffffffffffffff\r\n',
    '1fffffffffffff\r\n',
    '20000000000000\r\n',
    '-1\r\n',
    '5 \r\n',
    ' 5\r\n',
    '"',
    '="'
  ]
]
