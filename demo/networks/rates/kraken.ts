import { formatDecimal, parseDecimal } from '../../../server/money/decimal.ts'
import type { Books } from './pairs.ts'

/** Kraken's names for what it listed first; all others go by their usual ones. */
const OLD_NAMES: Record<string, string> = { XLM: 'XXLM', XRP: 'XXRP', USD: 'ZUSD', EUR: 'ZEUR', GBP: 'ZGBP' }

/** Pairs with an old name for both of their parts have an old name themselves. */
function nameOf(base: string, currency: string): string {
  const [oldBase, oldCurrency] = [OLD_NAMES[base], OLD_NAMES[currency]]
  return oldBase && oldCurrency ? oldBase + oldCurrency : base + currency
}

/** It may be asked for under either name, and is answered under the old one. */
export function readTicker(books: Books, asked: string): { name: string; rate: string } | null {
  for (const [pair, { kraken }] of books) {
    const [base = '', currency = ''] = pair.split('-')
    const name = nameOf(base, currency)
    if (kraken !== null && (asked === name || asked === base + currency)) return { name, rate: kraken }
  }
  return null
}

/** The spread that it shows: a unit of the eighth digit to either side, so that the middle is the rate. */
const DIGITS = 8

/** With room for a bid below it. */
export const isRate = (text: string): boolean => (parseDecimal(text, DIGITS)?.amount ?? 0n) > 1n

/** https://docs.kraken.com/api/docs/rest-api/get-ticker-information */
export function writeTicker(rate: string): object {
  const { amount } = parseDecimal(rate, DIGITS) ?? { amount: 0n }
  const ask = formatDecimal(amount + 1n, DIGITS, DIGITS)
  const bid = formatDecimal(amount - 1n, DIGITS, DIGITS)
  const last = formatDecimal(amount, DIGITS, DIGITS)
  return {
    a: [ask, '1000', '1000.000'],
    b: [bid, '1000', '1000.000'],
    c: [last, '25.00000000'],
    v: ['120000.00000000', '450000.00000000'],
    p: [last, last],
    t: [310, 1240],
    l: [last, last],
    h: [last, last],
    o: last,
  }
}
