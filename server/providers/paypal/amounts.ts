import { currencyExponent } from '../../money/currency.ts'
import { formatDecimal, parseDecimal } from '../../money/decimal.ts'
import type { Money } from './answers.ts'

/**
 * What PayPal takes payments in. BRL, CNY and MYR are for accounts of the country itself, which PayPal checks.
 * https://developer.paypal.com/api/rest/reference/currency-codes/
 */
const CURRENCIES = new Set(
  'AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD'.split(' '),
)

/** PayPal refuses decimals in these, whatever ISO 4217 says. */
const WITHOUT_DECIMALS = new Set(['HUF', 'JPY', 'TWD'])

/** PayPal takes up to 15 digits in front of the point, and no payment of nothing. */
const MOST_WHOLE_DIGITS = 15

/** Null when PayPal can charge exactly this; else why not. */
export function whyNotExact(amount: bigint, currency: string): string | null {
  if (!CURRENCIES.has(currency)) return `takes no ${currency}`
  if (amount <= 0n) return 'charges more than nothing'
  if (amount % hidden(currency) !== 0n) return `charges whole ${currency} only`
  if (amount / 10n ** BigInt(currencyExponent(currency)) >= 10n ** BigInt(MOST_WHOLE_DIGITS)) {
    return `charges no more than ${MOST_WHOLE_DIGITS} digits at once`
  }
  return null
}

/** @param amount for which `whyNotExact` is null. */
export function toMoney(amount: bigint, currency: string): Money {
  const decimals = WITHOUT_DECIMALS.has(currency) ? 0 : currencyExponent(currency)
  return { currency_code: currency, value: formatDecimal(amount / hidden(currency), decimals, decimals) }
}

/** In the currency's smallest unit; null when it is no amount of it. */
export const fromMoney = ({ currency_code, value }: Money): bigint | null =>
  parseDecimal(value, currencyExponent(currency_code))?.amount ?? null

/** How many of our smallest units are one of PayPal's: a hundred in HUF. */
const hidden = (currency: string): bigint =>
  WITHOUT_DECIMALS.has(currency) ? 10n ** BigInt(currencyExponent(currency)) : 1n
