import type { Theme } from '../messages.ts'

export interface EmbedOptions {
  /** The checkout's base URL: `https://pay.example`, or with the path that it is served under. */
  host: string
  /** Default: `system`, which follows the payer's own setting. */
  theme?: Theme | undefined
  /** A language tag, such as `de`. Default: the page's `<html lang>`; where it has none, the payer's own. */
  locale?: string | undefined
}

export interface CheckoutOptions extends EmbedOptions {
  /** The `id` that `POST /v1/payments` answered. */
  paymentId: string
}

export interface SubscriptionOptions extends EmbedOptions {
  /** A package's `id`, such as `subpkg_…`. */
  packageId: string
  /** In CSS pixels; never wider than its place. Default: 420. */
  width?: number | undefined
  /** The least, in CSS pixels: it grows with the page in it. Default: 520. */
  height?: number | undefined
}

/**
 * Throws a TypeError that names the option `name` and says what to write.
 * @param what completes "… must be".
 */
export function expect(isRight: unknown, name: string, what: string): asserts isRight {
  if (!isRight) throw new TypeError(`paylink-checkout: ${name} must be ${what}.`)
}

/** Checks what all embeds take. @returns the base URL, which ends in a slash. */
export function readBase({ host, theme, locale = '' }: EmbedOptions): string {
  expect(globalThis.document, 'this', 'called in a browser')
  expect(/^https?:\/\/[^?#\s]+$/.test(host), 'host', 'a URL like https://pay.example')
  expectTheme(theme)
  expect(/^[\w-]*$/.test(locale), 'locale', 'a language tag like de')
  return `${host}`.replace(/\/*$/, '/')
}

export function expectTheme(theme = 'system'): void {
  expect(/^(light|dark|system)$/.test(theme), 'theme', 'light, dark or system')
}
