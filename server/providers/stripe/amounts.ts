import { currencyExponent } from '../../money/currency.ts'

/**
 * Stripe's smallest unit is ours but for a few currencies (https://docs.stripe.com/currencies).
 */

/** Without decimals by ISO 4217, but written with two: 5 krónur are 500. */
const WRITTEN_WITH_TWO_DECIMALS = new Set(['ISK', 'UGX'])
/** Two decimals by ISO 4217, but charged whole. */
const CHARGED_WHOLE = new Set(['MGA'])

/** Null when Stripe cannot charge exactly this. */
export function toStripeAmount(amount: bigint, currency: string): bigint | null {
  if (WRITTEN_WITH_TWO_DECIMALS.has(currency)) return amount * 100n
  if (CHARGED_WHOLE.has(currency)) return amount % 100n === 0n ? amount / 100n : null
  if (currencyExponent(currency) === 3 && amount % 10n !== 0n) return null
  return amount
}

/** An amount that Stripe tells, in our smallest unit. */
export function fromStripeAmount(amount: bigint, currency: string): bigint {
  if (WRITTEN_WITH_TWO_DECIMALS.has(currency)) return amount / 100n
  return CHARGED_WHOLE.has(currency) ? amount * 100n : amount
}

/** The least Stripe charges, in our smallest unit; 0 where it publishes none. */
const MINIMUM: Record<string, bigint> = {
  ...Object.fromEntries(['USD', 'EUR', 'CHF', 'CAD', 'AUD', 'NZD', 'SGD', 'BRL', 'INR'].map((code) => [code, 50n])),
  AED: 200n,
  BGN: 100n,
  CZK: 1500n,
  DKK: 250n,
  GBP: 30n,
  HKD: 400n,
  HUF: 17500n,
  JPY: 50n,
  MXN: 1000n,
  MYR: 200n,
  NOK: 300n,
  PLN: 200n,
  RON: 200n,
  SEK: 300n,
  THB: 1000n,
}

export const stripeMinimum = (currency: string): bigint => MINIMUM[currency] ?? 0n

/** The most Stripe takes in one charge, as it writes amounts: eight digits. */
export const STRIPE_MAXIMUM = 99_999_999n
