import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Problem } from '../problem.ts'
import { frameAncestors, originMatches, parseAllowedOrigins, parseOriginPattern } from './origins.ts'

const label = fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,8}[a-z0-9])?$/)
const port = fc.option(fc.integer({ min: 1, max: 65_535 }).filter((n) => n !== 443 && n !== 80))
const at = (port: number | null) => (port === null ? '' : `:${port}`)

/** The text that a refused pattern is answered with. */
function refusal(text: string): string {
  try {
    parseOriginPattern(text)
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
  throw new Error(`${text} was accepted`)
}

describe('parseOriginPattern', () => {
  it.each([
    ['https://shop.example', 'https://shop.example'],
    ['  https://shop.example/ ', 'https://shop.example'],
    ['HTTPS://Shop.EXAMPLE:443', 'https://shop.example'],
    ['https://shop.example:8443/', 'https://shop.example:8443'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['https://*.BÜCHER.example:8443', 'https://*.xn--bcher-kva.example:8443'],
    ['https://shop。example', 'https://shop.example'],
    ['https://*.shop.example', 'https://*.shop.example'],
    ['https://*.your-shop.github.io', 'https://*.your-shop.github.io'],
    ['https://*.shop.co.uk', 'https://*.shop.co.uk'],
    ['https://192.168.1.20:8443', 'https://192.168.1.20:8443'],
    ['https://intranet', 'https://intranet'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://LOCALHOST:80', 'http://localhost'],
    ['http://127.0.0.1:4243', 'http://127.0.0.1:4243'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['*', '*'],
  ])('reads %s as %s', (text, pattern) => {
    expect(parseOriginPattern(text)).toBe(pattern)
  })

  it.each([
    ['shop.example', 'has no scheme: write it like https://shop.example'],
    ['', 'is no origin'],
    ['null', 'is no origin'],
    ['ftp://shop.example', 'is no web address'],
    ['https://shop.example/cart', 'goes on after the host: write https://shop.example.'],
    ['https://shop.example//', 'goes on after the host: write https://shop.example.'],
    ['https://shop.example?x', 'goes on after the host: write https://shop.example.'],
    ['https://shop.example#x', 'goes on after the host: write https://shop.example.'],
    ['https://shop.example@evil.com', 'holds a user name'],
    ['https://shop.example\\.evil.com', 'goes on after the host'],
    ['https://shop%2eexample', 'goes on after the host: write https://shop.example.'],
    ['https://shop.example:99999', 'is no address a browser knows'],
    ['https://.shop.example', 'has a host that is no name'],
    ['https://shop.example.', 'has a host that is no name'],
    ["https://shop.example;script-src'", 'has a host that is no name'],
    ['https://shop.example,evil.com', 'has a host that is no name'],
    ['https://a..shop.example', 'has a host that is no name'],
    ['http://shop.example', 'is not encrypted: write https://shop.example '],
    ['http://*.shop.example:81', 'is not encrypted: write https://*.shop.example:81 '],
    ['http://localhost.evil.com', 'is not encrypted'],
    ['http://127.0.0.1.evil.com', 'is not encrypted'],
    ['http://*.localhost', 'write http://localhost.'],
    ['https://*.127.0.0.1', 'write https://127.0.0.1.'],
    ['https://*.[::1]:3000', 'write https://[::1]:3000.'],
    ['https://*', 'has a * where none can be'],
    ['https://*shop.example', 'has a * where none can be'],
    ['https://shop.*', 'has a * where none can be'],
    ['https://a.*.shop.example', 'has a * where none can be'],
    ['https://*.*.shop.example', 'has a * where none can be'],
    ['https://shop.example:*', 'has a * where none can be'],
    ['https://*.com', 'like https://*.your-shop.com'],
    ['https://*.co.uk', 'like https://*.your-shop.co.uk'],
    ['https://*.CO.UK:8443', 'is a public suffix'],
    ['https://*.github.io', 'like https://*.your-shop.github.io'],
    ['https://*.kobe.jp', 'is a public suffix'],
    ['https://*.公司.cn', 'is a public suffix'],
    ['https://*.intranet', 'is a public suffix'],
    ['https://github.io', 'like https://your-shop.github.io'],
    ['https://co.uk', 'is a public suffix'],
  ])('refuses %j and says what to write', (text, says) => {
    expect(refusal(text)).toContain(says)
  })

  it('is its own fixed point, and what it read stays an origin that matches itself', () => {
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 3 }), port, fc.boolean(), (labels, port, wildcard) => {
        const text = `https://${wildcard ? '*.' : ''}${labels.join('.')}.example${at(port)}`
        const pattern = parseOriginPattern(text.toUpperCase())
        expect(pattern).toBe(text)
        expect(originMatches(pattern, pattern.replace('*', 'www'))).toBe(true)
      }),
    )
  })

  it('answers any text with a pattern or a Problem, and no pattern can break out of the header', () => {
    const piece = fc.constantFrom(
      'https://',
      'http://',
      '*',
      '.',
      'shop',
      'example',
      ':',
      '8',
      '/',
      '@',
      '\\',
      ';',
      ',',
      ' ',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (text) => {
          try {
            expect(parseOriginPattern(text)).toMatch(/^(\*|https?:\/\/[a-z0-9*_.:[\]-]+)$/)
          } catch (error) {
            expect(error).toBeInstanceOf(Problem)
          }
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

describe('originMatches', () => {
  const exact = parseOriginPattern('https://shop.example')
  const below = parseOriginPattern('https://*.shop.example')
  const any = parseOriginPattern('*')

  it('takes one exact origin for itself', () => {
    expect(originMatches(exact, 'https://shop.example')).toBe(true)
  })

  it('takes one or more labels for the *', () => {
    expect(originMatches(below, 'https://www.shop.example')).toBe(true)
    expect(originMatches(below, 'https://a.b-c.shop.example')).toBe(true)
    expect(originMatches(below, 'https://shop.example')).toBe(false)
    expect(originMatches(parseOriginPattern('https://*.shop.example:8443'), 'https://a.shop.example:8443')).toBe(true)
    expect(originMatches(parseOriginPattern('https://*.bücher.example'), 'https://a.xn--bcher-kva.example')).toBe(true)
  })

  it.each([
    'https://shop.example.evil.com',
    'https://evilshop.example',
    'https://evil-shop.example',
    'https://shop.example.',
    'https://www.shop.example.',
    'https://.shop.example',
    'https://a..shop.example',
    'https://*.shop.example',
    'https://shop.example:8443',
    'https://www.shop.example:8443',
    'http://shop.example',
    'http://www.shop.example',
    'https://shop.example/',
    'https://www.shop.example/',
    'https://evil.com/.shop.example',
    'https://evil.com#.shop.example',
    'https://evil.com?.shop.example',
    'https://evil.com\\.shop.example',
    'https://evil.com:.shop.example',
    'https://shop.example@evil.com',
    'https://user@shop.example',
    'https://user:www@a.shop.example',
    'https://SHOP.example',
    'https://WWW.shop.example',
    ' https://shop.example',
    'https://shop.exаmple',
    'https://xn--shop-.example',
    'null',
    '',
    'https://',
  ])('takes %j for neither the shop nor what is below it', (origin) => {
    expect(originMatches(exact, origin)).toBe(false)
    expect(originMatches(below, origin)).toBe(false)
  })

  it('takes every web origin for *, and nothing that is no origin', () => {
    expect(originMatches(any, 'https://shop.example')).toBe(true)
    expect(originMatches(any, 'http://127.0.0.1:4243')).toBe(true)
    for (const text of ['null', '', '*', 'ftp://shop.example', 'https://shop.example/', 'chrome-extension://abc']) {
      expect(originMatches(any, text), text).toBe(false)
    }
  })

  it('matches a wildcard exactly when the host ends with a dot and the base', () => {
    fc.assert(
      fc.property(fc.array(label, { maxLength: 3 }), fc.constantFrom('', '.'), port, port, (labels, dot, one, two) => {
        const pattern = parseOriginPattern(`https://*.shop.example${at(one)}`)
        const origin = `https://${labels.join('.')}${dot}shop.example${at(two)}`
        expect(originMatches(pattern, origin)).toBe(labels.length > 0 && dot === '.' && one === two)
      }),
    )
  })
})

describe('parseAllowedOrigins', () => {
  it('keeps each origin once, in order', () => {
    const texts = ['https://b.example', 'https://a.example/', 'https://B.example:443']
    expect(parseAllowedOrigins(texts)).toEqual(['https://b.example', 'https://a.example'])
    expect(parseAllowedOrigins(['*'])).toEqual(['*'])
  })

  it('wants at least one, and * on its own', () => {
    expect(() => parseAllowedOrigins([])).toThrow('or "*" for any site')
    expect(() => parseAllowedOrigins(['*', 'https://a.example'])).toThrow('allows any site already')
  })
})

describe('what stands in a header of each page', () => {
  it('is no longer than headers may be', () => {
    const long = `https://${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.example`
    expect(() => parseOriginPattern(long)).toThrow(/more than 253 characters/)
    const many = Array.from({ length: 100 }, (_, n) => `https://shop-${n}.${'a'.repeat(40)}.example`)
    expect(() => parseAllowedOrigins(many)).toThrow(/at most 4000 characters in all/)
    expect(parseAllowedOrigins(many.slice(0, 60))).toHaveLength(60)
  })
})

describe('frameAncestors', () => {
  it('is the list as CSP writes it', () => {
    expect(frameAncestors(parseAllowedOrigins(['https://shop.example', 'https://*.shop.example:8443']))).toBe(
      'https://shop.example https://*.shop.example:8443',
    )
    expect(frameAncestors(parseAllowedOrigins(['*']))).toBe('*')
    expect(frameAncestors([])).toBe("'none'")
  })
})
