import * as library from 'tough-cookie'
import { describe, expect, it } from 'vitest'
import { BoundedCookieJar } from '../../../../src/main/engine/scenario/bounded-cookie-jar.ts'

describe('a cookie whose Domain', () => {
  it.each([
    ['web', 'http://web:8080/', 'http://web:8080/x', true],
    ['.WEB', 'http://web/', 'http://web/', true],
    ['web', 'http://web/', 'http://a.web/', false],
    ['github.io', 'http://github.io/', 'http://github.io/', true],
    ['github.io', 'http://github.io/', 'http://a.github.io/', false],
    ['github.io', 'http://a.github.io/', 'http://a.github.io/', false],
    ['shop.test', 'http://shop.test/', 'http://a.shop.test/', true],
    ['web', 'http://other/', 'http://web/', false]
  ])('is %s and that %s sets is sent to %s: %s', (domain, from, to, isSent) => {
    const jar = new BoundedCookieJar(library)
    jar.set(`a=1; Domain=${domain}`, from)
    expect(jar.cookiesFor(to)).toEqual(isSent ? ['a=1'] : [])
  })
})

describe('a jar', () => {
  it('keeps the newest 180 cookies of a domain, and those of another', () => {
    const jar = new BoundedCookieJar(library)
    jar.set('other=1', 'http://b.test/')
    for (let count = 1; count <= 500; count++) jar.set(`c${count}=1; Path=/${count % 7}`, 'http://a.test/')
    const kept = Array.from({ length: 7 }, (_, path) => jar.cookiesFor(`http://a.test/${path}`)).flat()
    const numbers = kept.map((cookie) => Number(/\d+/.exec(cookie)?.[0])).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 180 }, (_, index) => 321 + index))
    expect(jar.cookiesFor('http://b.test/')).toEqual(['other=1'])
  })

  it('counts a cookie that is set again once', () => {
    const jar = new BoundedCookieJar(library)
    for (let count = 1; count <= 100; count++) jar.set(`c${count}=1`, 'http://a.test/')
    for (let count = 1; count <= 500; count++) jar.set('again=1', 'http://a.test/')
    expect(jar.cookiesFor('http://a.test/')).toHaveLength(101)
  })

  it('takes no cookie of more than 4096 bytes', () => {
    const jar = new BoundedCookieJar(library)
    jar.set(`a=${'x'.repeat(4095)}`, 'http://a.test/')
    jar.set(`b=${'x'.repeat(4096)}`, 'http://a.test/')
    expect(jar.cookiesFor('http://a.test/').map((cookie) => cookie.length)).toEqual([4097])
  })
})
