import { z } from 'zod'
import { currencyExponent } from '../../../server/money/currency.ts'
import { formatDecimal, parseDecimal } from '../../../server/money/decimal.ts'
import { unprocessable } from './errors.ts'

/** An amount as PayPal writes it: `{"currency_code": "EUR", "value": "12.00"}`. */
export const money = z.strictObject({
  currency_code: z.string().length(3),
  value: z
    .string()
    .max(32)
    .regex(/^-?(\d+|\d*\.\d+)$/),
})

export type Money = z.infer<typeof money>

/** https://developer.paypal.com/api/rest/reference/currency-codes/ */
const CURRENCIES = new Set(
  'AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(' '),
)
const WITHOUT_DECIMALS = new Set(['HUF', 'JPY', 'TWD'])

const decimalsOf = (currency: string): number => (WITHOUT_DECIMALS.has(currency) ? 0 : 2)

/**
 * In the smallest amount that PayPal counts in this currency, whole forints for HUF.
 * @param field where it stands in the request, for the error.
 */
export function readAmount({ currency_code: currency, value }: Money, field: string): bigint {
  const where = { field: `${field}/value`, value, location: 'body' } as const
  if (!CURRENCIES.has(currency)) {
    const more = { field: `${field}/currency_code`, value: currency, location: 'body' } as const
    throw unprocessable('CURRENCY_NOT_SUPPORTED', `No payment can be made in ${currency}.`, more)
  }
  if (value.startsWith('-')) throw unprocessable('CANNOT_BE_ZERO_OR_NEGATIVE', 'The amount is below zero.', where)
  const decimals = decimalsOf(currency)
  if (decimals === 0 && value.includes('.')) {
    throw unprocessable('DECIMALS_NOT_SUPPORTED', `${currency} has no decimals here.`, where)
  }
  const parsed = parseDecimal(value.startsWith('.') ? `0${value}` : value, decimals)
  if (!parsed) throw unprocessable('DECIMAL_PRECISION', `${currency} has ${decimals} decimals.`, where)
  if (parsed.amount === 0n) throw unprocessable('CANNOT_BE_ZERO_OR_NEGATIVE', 'The amount is zero.', where)
  return parsed.amount
}

/** What was kept by `writeAmount`. */
export const amountOf = ({ currency_code, value }: Money): bigint =>
  parseDecimal(value, decimalsOf(currency_code))!.amount

export function writeAmount(amount: bigint, currency: string): Money {
  const decimals = decimalsOf(currency)
  return { currency_code: currency, value: formatDecimal(amount, decimals, decimals) }
}

/** In the currency's smallest unit by ISO 4217: two decimals for HUF. */
export const isoAmount = (amount: bigint, currency: string): bigint =>
  amount * 10n ** BigInt(currencyExponent(currency) - decimalsOf(currency))

/** What a payment costs the merchant beside the share: in EUR 35 cents. */
const FIXED_FEE: Record<string, bigint> = { HUF: 90n, JPY: 40n, TWD: 10n }

/** 2.49 % and a fixed part, rounded here and nowhere else, half a unit upwards; never more than the payment. */
export function feeOn(amount: bigint, currency: string): bigint {
  const fee = (amount * 249n + 5_000n) / 10_000n + (FIXED_FEE[currency] ?? 35n)
  return fee < amount ? fee : amount
}
