import { currencyExponent } from '../../money/currency.ts'
import { formatDecimal, parseDecimal } from '../../money/decimal.ts'

/**
 * Airwallex writes amounts as JSON numbers of the major unit, with the decimals of ISO 4217
 * (https://www.airwallex.com/docs/payments__supported-currencies).
 */

/** A JSON number is read as a double, which keeps fifteen digits as they are written. */
const EXACT_DIGITS = 15

/** Null when it cannot be written exactly. */
export function toAirwallexAmount(amount: bigint, currency: string): number | null {
  if (amount.toString().length > EXACT_DIGITS) return null
  return Number(formatDecimal(amount, currencyExponent(currency), 0))
}

/** @returns in the smallest unit; null for what is no amount of the currency. */
export const fromAirwallexAmount = (amount: number, currency: string): bigint | null =>
  parseDecimal(String(amount), currencyExponent(currency))?.amount ?? null
