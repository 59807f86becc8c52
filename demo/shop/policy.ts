import { createHash } from 'node:crypto'

export const POLICY = 'Content-Security-Policy'

/**
 * What the widget asks of a page that allows nothing else: its script and what that imports, and its frame. A page's own
 * inline scripts are named by their hashes.
 */
export const contentSecurityPolicy = (host: string, inlineScripts: readonly string[] = []): string =>
  [
    "default-src 'none'",
    `script-src 'self' ${[host, ...inlineScripts].join(' ')}`,
    `frame-src ${host}`,
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

/** The hashes of the inline scripts in a piece of HTML that we wrote ourselves. */
export const inlineScriptHashes = (html: string): string[] =>
  [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  )
