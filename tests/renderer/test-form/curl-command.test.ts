import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCurlCommand, parseCurlCommand } from '../../../src/renderer/src/features/test-form/curl-command.ts'

describe('isCurlCommand', () => {
  test.each(['curl http://a', '  curl -v x', '$ curl x', 'curl.exe x', 'curl \\\n x'])('takes %j', (text) => {
    expect(isCurlCommand(text)).toBe(true)
  })

  test.each(['curly x', 'a curl x', 'http://curl x', '', 'curl'])('refuses %j', (text) => {
    expect(isCurlCommand(text)).toBe(false)
  })
})

describe('parseCurlCommand', () => {
  test('reads a bare URL as a GET', () => {
    expect(parseCurlCommand('curl https://example.test/a?b=1&c=2')).toEqual({
      method: 'GET',
      url: 'https://example.test/a?b=1&c=2',
      headers: [],
      auth: { kind: 'unsaid', username: '', password: '', token: '' },
      ...{ unixSocket: '', body: null, parts: [], bodyFile: '' },
      timeout: '',
      connectTimeout: '',
      notes: []
    })
  })

  test('reads what a browser copies', () => {
    const request = parseCurlCommand(
      [
        `curl 'https://shop.test/api/cart' \\`,
        `  -X 'PUT' \\`,
        `  -H 'accept: */*' \\`,
        `  -H 'content-type: application/json' \\`,
        `  -b 'session=1; theme=dark' \\`,
        `  --data-raw $'{"name":"it\\'s"}' \\`,
        `  --compressed --insecure`
      ].join('\n')
    )
    expect(request).toMatchObject({
      method: 'PUT',
      url: 'https://shop.test/api/cart',
      headers: [
        ['accept', '*/*'],
        ['content-type', 'application/json'],
        ['cookie', 'session=1; theme=dark'],
        ['accept-encoding', 'gzip, deflate, br']
      ],
      body: `{"name":"it's"}`
    })
    expect(request?.notes).toContain(
      '-k was left out: under Network the plan says whether certificates are checked.'
    )
  })

  test('posts data, joined with &, as a form', () => {
    expect(parseCurlCommand(`curl http://a -d x=1 --data 'y=2'`)).toMatchObject({
      method: 'POST',
      body: 'x=1&y=2',
      headers: [['content-type', 'application/x-www-form-urlencoded']]
    })
  })

  test('keeps the content type that was given', () => {
    expect(parseCurlCommand(`curl http://a -H 'Content-Type: text/plain' -d hi`)?.headers).toEqual([
      ['Content-Type', 'text/plain']
    ])
  })

  test('posts --json with both of its headers', () => {
    expect(parseCurlCommand(`curl --json '{"a":1}' http://a`)).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      headers: [
        ['content-type', 'application/json'],
        ['accept', 'application/json']
      ]
    })
  })

  test('puts data into the query with -G', () => {
    expect(parseCurlCommand(`curl -G http://a/s?x=1 --data-urlencode 'q=a b&c' -d n=2`)).toMatchObject({
      method: 'GET',
      url: 'http://a/s?x=1&q=a%20b%26c&n=2',
      body: null
    })
  })

  test('asks with HEAD for -I', () => {
    expect(parseCurlCommand('curl -I http://a')?.method).toBe('HEAD')
  })

  test.each([
    ['-u ada:s:écret', { kind: 'basic', username: 'ada', password: 's:écret', token: '' }],
    ['-u "ada:$PASSWORD"', { kind: 'basic', username: 'ada', password: '${env.PASSWORD}', token: '' }],
    ['-u ada', { kind: 'basic', username: 'ada', password: '', token: '' }],
    ['--digest -u ada:x', { kind: 'digest', username: 'ada', password: 'x', token: '' }],
    ['--oauth2-bearer "$TOKEN"', { kind: 'bearer', username: '', password: '', token: '${env.TOKEN}' }],
    ["-u ada:x -H 'Authorization: Own'", { kind: 'unsaid', username: '', password: '', token: '' }]
  ])('authenticates by %s', (options, auth) => {
    expect(parseCurlCommand(`curl ${options} http://a`)).toMatchObject({ auth, notes: [] })
  })

  test('goes over a Unix socket', () => {
    expect(parseCurlCommand('curl --unix-socket /run/app.sock http://a')).toMatchObject({
      unixSocket: '/run/app.sock',
      notes: []
    })
  })

  test('reads short options in a row and with their value attached', () => {
    expect(parseCurlCommand('curl -sSLXDELETE -A"my agent" http://a')).toMatchObject({
      method: 'DELETE',
      headers: [['user-agent', 'my agent']],
      notes: ['-L was left out: redirects are settled in the defaults of the plan.']
    })
  })

  test('reads long options with an equals sign', () => {
    expect(parseCurlCommand('curl --request=PATCH --url=http://a')).toMatchObject({
      method: 'PATCH',
      url: 'http://a'
    })
  })

  test('takes http for a URL without a scheme', () => {
    expect(parseCurlCommand('curl localhost:8080/x')?.url).toBe('http://localhost:8080/x')
    expect(parseCurlCommand('curl $BASE/x')?.url).toBe('${env.BASE}/x')
  })

  test('takes timeouts over', () => {
    expect(parseCurlCommand('curl -m 5 --connect-timeout 1.5 http://a')).toMatchObject({
      timeout: '5s',
      connectTimeout: '1.5s'
    })
  })

  test('has each header once: the last holds, cookies are joined', () => {
    expect(parseCurlCommand(`curl http://a -H 'A: 1' -H 'a: 2' -b x=1 -b y=2`)?.headers).toEqual([
      ['A', '2'],
      ['cookie', 'x=1; y=2']
    ])
  })

  test('drops a header that was given without a value and keeps one that is to be empty', () => {
    expect(parseCurlCommand(`curl http://a -H 'Accept:' -H 'X-Empty;'`)?.headers).toEqual([['X-Empty', '']])
  })

  test('takes parts and files as they are named', () => {
    const command = `curl http://a -F 'a=x;y' -F 'b=@p.png;type=image/png;filename="q.png"' --form-string c=@d`
    expect(parseCurlCommand(command)).toMatchObject({
      method: 'POST',
      body: null,
      parts: [
        { name: 'a', kind: 'value', content: 'x;y', filename: '', contentType: '' },
        { name: 'b', kind: 'file', content: 'p.png', filename: 'q.png', contentType: 'image/png' },
        { name: 'c', kind: 'value', content: '@d', filename: '', contentType: '' }
      ]
    })
    expect(parseCurlCommand('curl http://a -T disk.img')).toMatchObject({
      method: 'PUT',
      bodyFile: 'disk.img'
    })
    expect(parseCurlCommand('curl http://a --data-binary @x.csv')).toMatchObject({
      ...{ method: 'POST', bodyFile: 'x.csv', notes: [] }
    })
  })

  test('says what of files it does not take', () => {
    const request = parseCurlCommand('curl http://a -d @body.json -b jar.txt -F "x=<y"')
    expect(request).toMatchObject({ body: null, method: 'POST', parts: [], bodyFile: 'body.json' })
    expect(request?.notes).toEqual([
      'The file body.json is sent with its line ends.',
      '-b was left out: cookie files are not read.',
      'The part x was left out: its value stands in a file.'
    ])
  })

  test('names what it does not know', () => {
    expect(parseCurlCommand('curl --frobnicate http://a')?.notes).toEqual([
      '--frobnicate is not known and was left out.'
    ])
  })

  test('is null without a URL', () => {
    expect(parseCurlCommand('curl -v')).toBeNull()
  })

  test('gives back any URL path, header value and body that was quoted for a shell', () => {
    const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
    const escape = (text: string): string => text.replaceAll('${', () => '$${')
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary' }), (path, body) => {
        const command = `curl ${quote(`http://a/${path}`)} --data-raw ${quote(body)}`
        const request = parseCurlCommand(command)
        expect(request?.url).toBe(escape(`http://a/${path}`))
        expect(request?.body).toBe(escape(body))
      })
    )
  })
})
