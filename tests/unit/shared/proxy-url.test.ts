import { describe, expect, it } from 'vitest'
import { parseProxyUrl } from '../../../src/shared/proxy-url.ts'

const NOBODY = { username: '', password: '' }

describe('the URL of a proxy', () => {
  it.each<[text: string, url: object]>([
    ['http://proxy:3128', { scheme: 'http', host: 'proxy', port: 3128, ...NOBODY }],
    ['proxy:3128', { scheme: 'http', host: 'proxy', port: 3128, ...NOBODY }],
    ['proxy', { scheme: 'http', host: 'proxy', port: 80, ...NOBODY }],
    ['HTTPS://Proxy.test/', { scheme: 'https', host: 'proxy.test', port: 443, ...NOBODY }],
    ['http://[::1]:3128', { scheme: 'http', host: '::1', port: 3128, ...NOBODY }],
    [
      'http://ada:p%40ss%3Aword@proxy:1',
      { scheme: 'http', host: 'proxy', port: 1, username: 'ada', password: 'p@ss:word' }
    ]
  ])('%s', (text, url) => {
    expect(parseProxyUrl(text)).toEqual(url)
  })

  it.each([
    'socks5://proxy:1080',
    'http://',
    'http://proxy/path',
    'http://proxy?query',
    'http://proxy:0',
    'http://proxy:99999',
    'http://a:%zz@proxy',
    'two words'
  ])('%s is none', (text) => {
    expect(parseProxyUrl(text)).toBeNull()
  })
})
