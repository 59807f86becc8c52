import { invalid } from '../problem.ts'
import type { Mode } from '../store/schema.ts'

/** Credentials of a provider account, by their names in the provider's own shape. */
export type Credentials = Readonly<Record<string, unknown>>

interface WebhookCredential {
  /** What the provider's webhooks are checked with; there is none until they are registered. */
  webhook: string
  /** What stays the same for as long as it is the same account. */
  account: string
}

/** Mollie is not among them: each of its orders names the address that it tells. */
const WEBHOOK_CREDENTIALS = new Map<string, WebhookCredential>([
  ['stripe', { webhook: 'webhookSecret', account: 'publishableKey' }],
  ['airwallex', { webhook: 'webhookSecret', account: 'clientId' }],
  ['paypal', { webhook: 'webhookId', account: 'clientId' }],
])

/** Whether what the provider sends can be checked, so that it counts. True where nothing needs to be registered. */
export function checksWebhooks(provider: string, credentials: Credentials): boolean {
  const names = WEBHOOK_CREDENTIALS.get(provider)
  return !names || Boolean(credentials[names.webhook])
}

/** Whether what was given says how webhooks are checked: they are registered by hand then. */
export function bringsWebhook(provider: string, given: Credentials): boolean {
  const names = WEBHOOK_CREDENTIALS.get(provider)
  return names !== undefined && Boolean(given[names.webhook])
}

/**
 * New credentials replace the old ones, but keep how the same account's webhooks are checked: a provider tells that
 * once, when they are registered.
 */
export function replaceCredentials(provider: string, given: Credentials, old: Credentials): Credentials {
  const names = WEBHOOK_CREDENTIALS.get(provider)
  if (!names || given[names.webhook] || !old[names.webhook]) return given
  if (given[names.account] !== old[names.account]) return given
  return { ...given, [names.webhook]: old[names.webhook] }
}

/** Whether these are another account's: what was made with the old one cannot be read with them. */
export function isOtherAccount(provider: string, given: Credentials, old: Credentials): boolean {
  const names = WEBHOOK_CREDENTIALS.get(provider)
  return names !== undefined && given[names.account] !== old[names.account]
}

/** As Stripe and Mollie write theirs; others do not say what they are for. */
const KEY_WITH_MODE = /^(?:[prs]k_)?(test|live)_/

/** @returns the mode that one of the keys is for, where that is another; else null. */
export function otherModeOf(credentials: Credentials, mode: Mode): { name: string; mode: string } | null {
  for (const [name, value] of Object.entries(credentials)) {
    const said = typeof value === 'string' ? KEY_WITH_MODE.exec(value)?.[1] : undefined
    if (said !== undefined && said !== mode) return { name, mode: said }
  }
  return null
}

/**
 * A live key for a test account would move real money for test payments.
 * @throws Problem `invalid`
 */
export function requireMode(credentials: Credentials, mode: Mode): void {
  const other = otherModeOf(credentials, mode)
  if (other) throw invalid(`credentials.${other.name}`, `is a ${other.mode} key, and this is the ${mode} account.`)
}
