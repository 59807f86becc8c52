import { z } from 'zod'
import { currencyExponent } from '../../../server/money/currency.ts'
import { formatDecimal, parseDecimal } from '../../../server/money/decimal.ts'
import { unprocessable } from './errors.ts'

/** Money as Mollie writes it: all of the currency's decimals, no more and no fewer. */
export interface Amount {
  currency: string
  value: string
}

export const amountParameter = z.strictObject({ currency: z.string(), value: z.string() })

export function writeAmount(minor: bigint, currency: string): Amount {
  const digits = currencyExponent(currency)
  return { currency, value: formatDecimal(minor, digits, digits) }
}

/** What an amount that is kept is in the smallest unit. */
export const minorOf = ({ currency, value }: Amount): bigint => parseDecimal(value, currencyExponent(currency))!.amount

/**
 * Reads an amount that came with a request, in the smallest unit.
 * @throws ApiError when the currency is not taken, the decimals are not exactly its own, or it is not above zero.
 */
export function readAmount({ currency, value }: Amount, field = 'amount'): bigint {
  if (!CURRENCIES.has(currency)) throw unprocessable(`The currency ${currency} is not supported.`, `${field}.currency`)
  const digits = currencyExponent(currency)
  const decimal = parseDecimal(value, digits)
  if (!decimal || decimal.scale !== digits) {
    const example = digits === 0 ? '10' : `10.${'0'.repeat(digits)}`
    throw unprocessable(`The value must be written with ${digits} decimals, like ${example}.`, `${field}.value`)
  }
  if (decimal.amount === 0n) throw unprocessable('The value must be higher than zero.', `${field}.value`)
  return decimal.amount
}

/** What cards can be charged in (docs.mollie.com/docs/multicurrency). Other methods take euros. */
const CURRENCIES = new Set(
  'AED AUD CAD CHF CZK DKK EUR GBP HKD HUF ILS ISK JPY NOK NZD PLN RON SEK SGD USD ZAR'.split(' '),
)

/** For people, in English. */
export function amountText({ currency, value }: Amount): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).format(value as Intl.StringNumericLiteral)
}
