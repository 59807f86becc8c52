import { currencyExponent, parseCurrency } from '../../../server/money/currency.ts'
import { formatDecimal, parseDecimal } from '../../../server/money/decimal.ts'
import { ApiError, invalid } from './errors.ts'

/**
 * Amounts are written in the major unit, with the decimals of ISO 4217 (airwallex.com/docs/payments__supported-currencies).
 * The books keep whole numbers of the smallest unit.
 */

/** Refuses what is no positive amount of the currency. @returns in the smallest unit. */
export function readAmount(amount: number, currency: string): number {
  const digits = currencyExponent(currency)
  const read = parseDecimal(String(amount), digits)
  if (!read) throw invalid('amount', `amount must be a number with at most ${digits} decimals for ${currency}`)
  if (read.amount === 0n) throw invalid('amount', 'amount must be greater than 0')
  if (read.amount > BigInt(Number.MAX_SAFE_INTEGER)) throw aboveLimit(amount, Number.MAX_SAFE_INTEGER)
  return Number(read.amount)
}

export const writeAmount = (smallest: number, currency: string): number =>
  Number(formatDecimal(BigInt(smallest), currencyExponent(currency), 0))

export function readCurrency(code: string): string {
  if (parseCurrency(code) === code) return code
  throw new ApiError(400, { code: 'currency_not_supported', message: `The currency ${code} is not supported.` })
}

export const aboveLimit = (amount: number, limit: number) =>
  new ApiError(400, {
    code: 'amount_above_limit',
    source: 'amount',
    message: `The operating amount ${amount} is above the limit ${limit}.`,
  })
