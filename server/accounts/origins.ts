import { getDomain } from 'tldts'
import { invalid } from '../problem.ts'
import type { Json } from '../store/schema.ts'

/**
 * Sites that may embed a page, in one canonical text that is stored, compared and shown as it is:
 * - `https://shop.example` or `https://shop.example:8443`: exactly this origin
 * - `https://*.shop.example`: every origin below it, any number of labels down, and not `https://shop.example` itself
 * - `http://localhost:3000`: plain http, for the loopback hosts alone
 * - `*`: any origin, which must be said and is never a default
 */
export type OriginPattern = string & { readonly brand: 'OriginPattern' }

export const ANY_ORIGIN = '*' as OriginPattern

const FIELD = 'allowed_origins'
const EXAMPLE = 'https://shop.example'
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])
const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i
/** Scheme, the wildcard if there is one, then host and port. What the URL parser would forgive is not let through. */
const ORIGIN = /^(https?):\/\/(\*\.)?([^\s/\\?#@%*]+)\/?$/i
const IP_ADDRESS = /^(\d+\.\d+\.\d+\.\d+|\[[\da-f:]+\])$/
/** Whole labels: a host, or what stands for the `*`. The URL parser lets `;` and `,` through, a header must not. */
export const HOST = /^[a-z\d_-]+(\.[a-z\d_-]+)*$/

/**
 * Reads what a merchant wrote. Upper case, an IDN, the default port and one slash at the end are tolerated.
 * @throws Problem `invalid` that says what to write instead.
 */
export function parseOriginPattern(text: string): OriginPattern {
  const written = text.trim()
  if (written === '*') return ANY_ORIGIN
  const match = ORIGIN.exec(written)
  if (!match) throw refuse(written, whatIsWrong(written))
  const [, scheme = '', wildcard, authority = ''] = match
  const url = URL.parse(`${scheme}://${authority}`)
  if (!url) throw refuse(written, `is no address a browser knows: write it like ${EXAMPLE}`)
  refuseBadHost(written, url, wildcard !== undefined)
  return (wildcard ? url.origin.replace('://', '://*.') : url.origin) as OriginPattern
}

/** Of a name in the DNS. */
const LONGEST_HOST = 253
/** They all stand in one header of each page, and proxies take 8 kB of headers or less. */
const LONGEST_LIST = 4_000

function refuseBadHost(written: string, url: URL, wildcard: boolean): void {
  const { hostname, origin, protocol } = url
  if (hostname.length > LONGEST_HOST) {
    throw refuse(
      `${written.slice(0, 40)}…`,
      `has a host of more than ${LONGEST_HOST} characters: write it like ${EXAMPLE}`,
    )
  }
  if (!HOST.test(hostname) && !IP_ADDRESS.test(hostname)) {
    throw refuse(written, `has a host that is no name: write it like ${EXAMPLE}`)
  }
  if (wildcard && (LOOPBACK_HOSTS.has(hostname) || IP_ADDRESS.test(hostname))) {
    throw refuse(written, `has nothing below it that a * could stand for: write ${origin}`)
  }
  if (protocol === 'http:' && !LOOPBACK_HOSTS.has(hostname)) {
    const secure = `https://${wildcard ? '*.' : ''}${url.host}`
    throw refuse(written, `is not encrypted: write ${secure} (http is for localhost, 127.0.0.1 and [::1])`)
  }
  if (isPublicSuffix(hostname, wildcard)) {
    throw refuse(
      written,
      `is a public suffix, below which anyone can have a site: write your own name with it, ` +
        `like https://${wildcard ? '*.' : ''}your-shop.${hostname}`,
    )
  }
}

/**
 * By the Public Suffix List, with its private part (`github.io`). For a wildcard the question is whether the names
 * below belong to one owner, so a host that is on no list counts as well when it is a single label.
 */
function isPublicSuffix(hostname: string, wildcard: boolean): boolean {
  const options = { allowPrivateDomains: true, extractHostname: false }
  if (IP_ADDRESS.test(hostname)) return false
  if (!wildcard) return hostname.includes('.') && getDomain(hostname, options) === null
  const owner = getDomain(`any.${hostname}`, options)
  return owner === null || !`.${hostname}`.endsWith(`.${owner}`)
}

function whatIsWrong(written: string): string {
  if (written === '' || written === 'null') return `is no origin: write it like ${EXAMPLE}`
  if (!SCHEME.test(written)) return `has no scheme: write it like ${EXAMPLE}`
  if (!/^https?:/i.test(written)) return `is no web address: write it like ${EXAMPLE}`
  if (written.includes('@')) return `holds a user name: write it like ${EXAMPLE}`
  if (written.includes('*')) {
    return 'has a * where none can be: write https://*.shop.example for all below a host, or * alone for any origin'
  }
  const origin = URL.parse(written)?.origin
  if (origin) return `goes on after the host: write ${origin}`
  return `is no address a browser knows: write it like ${EXAMPLE}`
}

const refuse = (written: string, problem: string) => invalid(FIELD, `"${written}" ${problem}.`, 'invalid_origin')

/**
 * What a merchant or an app is made with, each once.
 * @throws Problem `invalid` when there is none, or when `*` does not stand alone.
 */
export function parseAllowedOrigins(texts: readonly string[]): OriginPattern[] {
  const patterns = [...new Set(texts.map(parseOriginPattern))]
  if (patterns.length === 0) {
    const message = `needs the sites that may embed the checkout, like ${EXAMPLE}, or "*" for any site.`
    throw invalid(FIELD, message, 'origins_missing')
  }
  if (patterns.length > 1 && patterns.includes(ANY_ORIGIN)) {
    throw invalid(FIELD, '"*" allows any site already: leave the others out, or leave out the "*".', 'invalid_origin')
  }
  if (patterns.join(' ').length > LONGEST_LIST) {
    const message = `must have at most ${LONGEST_LIST} characters in all: write https://*.shop.example for many sites of one shop.`
    throw invalid(FIELD, message, 'invalid_origin')
  }
  return patterns
}

/** From the store's `allowed_origins`, which holds nothing but what was parsed. */
export const readAllowedOrigins = (json: Json): OriginPattern[] => JSON.parse(json)

/** @param origin as a browser sends it; anything else (`null`, a path, upper case) matches nothing, not even `*`. */
export function originMatches(pattern: OriginPattern, origin: string): boolean {
  if (!isOrigin(origin)) return false
  if (pattern === ANY_ORIGIN) return true
  const [before, after] = pattern.split('*')
  if (before === undefined || after === undefined) return pattern === origin
  if (!origin.startsWith(before) || !origin.endsWith(after)) return false
  return HOST.test(origin.slice(before.length, -after.length))
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && url.origin === text && (url.protocol === 'https:' || url.protocol === 'http:')
}

/**
 * The sources of a `frame-ancestors` directive. They mean there what they mean here (CSP 3, 6.7.2.8), but for
 * `http://[::1]`: the grammar has no IPv6, so browsers frame nothing from it.
 */
export const frameAncestors = (patterns: readonly OriginPattern[]): string =>
  patterns.length === 0 ? "'none'" : patterns.join(' ')
