import { frameAncestors, type OriginPattern } from '../server/accounts/origins.ts'
import type { CheckoutView } from '../server/checkout/views.ts'
import type { Config } from '../server/config.ts'
import { stripeBrowserOrigins } from '../server/providers/stripe/stripe.ts'

/** Sent with every page and file. */
export const COMMON_HEADERS: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Cross-Origin-Resource-Policy': 'cross-origin',
}

/**
 * The policy of a pay page: our own scripts by nonce, the provider's form, and the embedding sites the merchant
 * allowed. Everything else is refused.
 */
export function payPagePolicy(
  config: Config,
  view: CheckoutView,
  allowedOrigins: OriginPattern[],
  nonce: string,
): string {
  const provider =
    view.kind === 'payment'
      ? stripeBrowserOrigins(config.stripe)
      : { script: [], frame: [], connect: walletOrigin(config) }
  return policy({
    'script-src': ["'self'", `'nonce-${nonce}'`, ...provider.script],
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...provider.connect],
    'frame-src': provider.frame.length > 0 ? provider.frame : ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': [frameAncestors(allowedOrigins)],
  })
}

/** A page without script that nobody needs to embed. */
export const PLAIN_PAGE_POLICY = policy({
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  // A merchant who embeds a wrong link should see what is wrong; there is nothing to click on it.
  'frame-ancestors': ['*'],
})

function policy(directives: Record<string, string[]>): string {
  return Object.entries({ 'default-src': ["'none'"], 'base-uri': ["'none'"], ...directives })
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ')
}

const walletOrigin = ({ sandboxWalletUrl }: Config): string[] =>
  sandboxWalletUrl ? [new URL(sandboxWalletUrl).origin] : []
