import { describe, expect, it } from 'vitest'
import {
  isCredentialHeader,
  maskCredentials,
  maskSetCookies
} from '../../../src/shared/credential-headers.ts'

describe('maskCredentials', () => {
  it('leaves the scheme of an authorization and the name of any other credential', () => {
    const head = [
      'GET /?authorization:x HTTP/1.1',
      'Authorization: Basic YWRhOnB3',
      'proxy-authorization:Digest username="ada", response="1"',
      'Cookie: sid=1; theme=dark',
      'X-Api-Key: k',
      'authorization: onlyatoken',
      'Accept: */*'
    ]
    expect(maskCredentials(`${head.join('\r\n')}\r\n\r\nCookie: body`)).toBe(
      [
        'GET /?authorization:x HTTP/1.1',
        'Authorization: Basic ***',
        'proxy-authorization:Digest ***',
        'Cookie: ***',
        'X-Api-Key: ***',
        'authorization: ***',
        'Accept: */*',
        '',
        'Cookie: body'
      ].join('\r\n')
    )
  })

  it('masks a head that was cut', () => {
    expect(maskCredentials('GET / HTTP/1.1\r\nauthorization: Bearer abc')).toBe(
      'GET / HTTP/1.1\r\nauthorization: Bearer ***'
    )
  })
})

it('maskSetCookies leaves the names of cookies and what else is said of them', () => {
  expect(maskSetCookies('HTTP/1.1 200 OK\r\nSet-Cookie: sid=a=b; Path=/\r\nx: y=z\r\n\r\n')).toBe(
    'HTTP/1.1 200 OK\r\nSet-Cookie: sid=***; Path=/\r\nx: y=z\r\n\r\n'
  )
})

it('a credential header is one in any case', () => {
  expect(['AUTHORIZATION', 'cookie', 'X-Auth-Token', 'accept', 'set-cookie'].map(isCredentialHeader)).toEqual(
    [true, true, true, false, false]
  )
})
