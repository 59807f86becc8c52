import { frameAncestors, type OriginPattern } from '../server/accounts/origins.ts'
import type { CheckoutView } from '../server/checkout/views.ts'
import type { Config } from '../server/config.ts'
import { airwallexBrowserOrigins } from '../server/providers/airwallex/airwallex.ts'
import type { BrowserOrigins } from '../server/providers/provider.ts'
import { stripeBrowserOrigins } from '../server/providers/stripe/stripe.ts'

/**
 * Sent with every page and file. No Cross-Origin-Opener-Policy: a provider's page opens in a window of its own, and the
 * page that opened it has to see when that is closed.
 */
export const COMMON_HEADERS: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cross-Origin-Resource-Policy': 'cross-origin',
}

/**
 * The policy of a pay page: our own scripts by nonce, the providers' forms, and the embedding sites the merchant
 * allowed. Everything else is refused.
 * @param logoUrl the merchant's, which lies elsewhere.
 */
export function payPagePolicy(
  config: Config,
  view: Pick<CheckoutView, 'kind'>,
  allowedOrigins: OriginPattern[],
  nonce: string,
  logoUrl: string | null = null,
): string {
  const outside = view.kind === 'payment' ? formOrigins(config) : [{ ...NONE, connect: walletOrigin(config) }]
  const frames = outside.flatMap(({ frame }) => frame)
  return policy({
    'script-src': ["'self'", `'nonce-${nonce}'`, ...outside.flatMap(({ script }) => script)],
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:', ...originOf(logoUrl)],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...outside.flatMap(({ connect }) => connect)],
    'frame-src': frames.length > 0 ? frames : ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': [frameAncestors(allowedOrigins)],
  })
}

/** A subscription's page: its first invoice is paid in it. */
export const subscriptionPagePolicy = (
  config: Config,
  allowedOrigins: OriginPattern[],
  nonce: string,
  logoUrl: string | null = null,
): string => payPagePolicy(config, { kind: 'invoice' }, allowedOrigins, nonce, logoUrl)

/** A payment link's page: no script, the merchant's pictures, and one form that leads to our own pay page. */
export const shopPagePolicy = (allowedOrigins: OriginPattern[], nonce: string): string =>
  policy({
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:', 'https:', 'http://localhost:*', 'http://127.0.0.1:*'],
    'form-action': ["'self'"],
    'frame-ancestors': [frameAncestors(allowedOrigins)],
  })

const PLAIN_PAGE = {
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  // A merchant who embeds a wrong link should see what is wrong; there is nothing to click on it.
  'frame-ancestors': ['*'],
}

/** A page without script that nobody needs to embed. */
export const PLAIN_PAGE_POLICY = policy(PLAIN_PAGE)

/** The same for one that tells the page around it what is wrong. */
export const problemPagePolicy = (nonce: string): string =>
  policy({ 'script-src': [`'nonce-${nonce}'`], ...PLAIN_PAGE })

function policy(directives: Record<string, string[]>): string {
  return Object.entries({ 'default-src': ["'none'"], 'base-uri': ["'none'"], ...directives })
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ')
}

const NONE: BrowserOrigins = { script: [], frame: [], connect: [] }

/** Of all providers whose form may come into the page. Those with a page of their own need nothing here. */
const formOrigins = ({ stripe, airwallex }: Config): BrowserOrigins[] => [
  stripeBrowserOrigins(stripe),
  airwallexBrowserOrigins(airwallex),
]

const originOf = (url: string | null): string[] => (url === null ? [] : [new URL(url).origin])

const walletOrigin = ({ sandboxWalletUrl }: Config): string[] =>
  sandboxWalletUrl ? [new URL(sandboxWalletUrl).origin] : []
