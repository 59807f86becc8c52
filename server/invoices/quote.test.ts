import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Instant, toInstant } from '../clock.ts'
import { FIAT_CURRENCIES, type Pair, readPrice, writeRate } from '../rates/rate.ts'
import {
  costOf,
  creditAtQuote,
  expectedAt,
  owedOf,
  type PricedInvoice,
  type QuoteTerms,
  quoteAt,
  worthOf,
} from './quote.ts'

const START = Date.parse('2026-01-15T12:00:00.000Z')
const MINUTE = 60_000
const at = (ms: number): Instant => toInstant(START + ms)

const quote = (price: string, from: number, received = 0n): QuoteTerms => ({
  rate: writeRate(readPrice(price)!),
  received,
  valid_from: at(from),
  valid_until: at(from + 15 * MINUTE),
})

const pair = fc.record<Pair>({
  asset: fc.constantFrom('USDC', 'XLM', 'XRP'),
  currency: fc.constantFrom(...FIAT_CURRENCIES),
})
/** From a thousandth to a hundred thousand. */
const rate = fc.bigInt({ min: 10n ** 15n, max: 10n ** 23n })
const price = fc.bigInt({ min: 1n, max: 10n ** 9n })

describe('what a price costs', () => {
  it.each([
    ['XLM', '0.275', 2_500n, 909_090_910n],
    ['XRP', '2.06', 2_500n, 12_135_923n],
    ['USDC', '1', 2_500n, 250_000_000n],
    ['USDC', '0.86', 1n, 116_280n],
  ] as const)('%s at %s for %i cents is %i', (asset, text, cents, cost) => {
    expect(costOf(cents, readPrice(text)!, { asset, currency: 'EUR' })).toBe(cost)
  })

  it('is worth the price, and one unit less is not', () => {
    fc.assert(
      fc.property(pair, rate, price, (market, r, cents) => {
        const cost = costOf(cents, r, market)
        expect(worthOf(cost, r, market)).toBeGreaterThanOrEqual(cents)
        expect(worthOf(cost - 1n, r, market)).toBeLessThan(cents)
      }),
    )
  })
})

describe('the quote for a transfer', () => {
  const first = quote('0.25', 0)
  const second = quote('0.30', 15 * MINUTE)
  const third = quote('0.20', 30 * MINUTE)
  const all = [first, second, third]

  it('is the one in force when its ledger closed', () => {
    expect(quoteAt(all, at(5 * MINUTE))).toBe(first)
    expect(quoteAt(all, at(20 * MINUTE))).toBe(second)
    expect(quoteAt(all, at(44 * MINUTE))).toBe(third)
  })

  it('is for a minute the one before too, where that is better for the payer', () => {
    expect(quoteAt(all, at(30 * MINUTE + 59_999))).toBe(second)
    expect(quoteAt(all, at(31 * MINUTE))).toBe(third)
    expect(quoteAt(all, at(15 * MINUTE + 1))).toBe(second)
  })

  it('is none a minute after the last one ended', () => {
    expect(quoteAt(all, at(46 * MINUTE - 1))).toBe(third)
    expect(quoteAt(all, at(46 * MINUTE))).toBeNull()
    expect(quoteAt([first, third], at(20 * MINUTE))).toBeNull()
    expect(quoteAt([], at(0))).toBeNull()
  })

  it('is the first for what closed before it: clocks differ', () => {
    expect(quoteAt(all, at(-2_000))).toBe(first)
  })
})

/** An invoice that is paid in parts, each at a quote of its own. */
function pay(invoice: PricedInvoice, quotes: QuoteTerms[], parts: { amount: bigint; at: number }[]) {
  let current = invoice
  for (const { amount, at: index } of parts) {
    const { priced, received } = creditAtQuote(current, quotes[index]!, quotes.at(-1)!, amount)
    quotes[index]!.received = received
    current = { ...current, ...priced, received_amount: current.received_amount + amount }
  }
  return current
}

const invoiceFor = (market: Pair, cents: bigint, r: bigint): PricedInvoice => ({
  asset: market.asset,
  received_amount: 0n,
  expected_amount: costOf(cents, r, market),
  pricing_currency: market.currency,
  pricing_amount: cents,
  pricing_received: 0n,
})

describe('money at quotes', () => {
  it('pays exactly, however what a quote asks for is split', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 999 }), { maxLength: 6 })
    fc.assert(
      fc.property(pair, rate, price, cuts, (market, r, cents, shares) => {
        const invoice = invoiceFor(market, cents, r)
        const cost = invoice.expected_amount!
        const marks = [0n, ...shares.map((share) => (cost * BigInt(share)) / 1000n), cost].sort((a, b) =>
          a < b ? -1 : 1,
        )
        const amounts = marks.slice(1).map((mark, n) => mark - marks[n]!)
        const parts = amounts.filter((amount) => amount > 0n).map((amount) => ({ amount, at: 0 }))
        const terms = { ...quote('1', 0), rate: writeRate(r) }
        for (const upTo of parts.keys()) {
          const partly = pay(invoice, [{ ...terms }], parts.slice(0, upTo + 1))
          expect(partly.expected_amount).toBe(cost)
        }
        const paid = pay(invoice, [{ ...terms }], parts)
        expect(paid.received_amount).toBe(cost)
        expect(owedOf(paid)).toBe(0n)
      }),
    )
  })

  it('at several quotes loses less than a cent at each, and gives nothing away', () => {
    const part = fc.record({ amount: fc.bigInt({ min: 1n, max: 10n ** 12n }), at: fc.nat({ max: 2 }) })
    fc.assert(
      fc.property(
        pair,
        fc.tuple(rate, rate, rate),
        price,
        fc.array(part, { maxLength: 12 }),
        (market, rates, cents, parts) => {
          const quotes = rates.map((r) => ({ ...quote('1', 0), rate: writeRate(r) }))
          const invoice = invoiceFor(market, cents, rates[2])
          const paid = pay(invoice, quotes, parts)
          const exact = rates.reduce((sum, r, n) => {
            const came = parts.filter(({ at: index }) => index === n).reduce((all, { amount }) => all + amount, 0n)
            return sum + worthOf(came, r, market)
          }, 0n)
          expect(paid.pricing_received).toBe(exact)
          expect(paid.received_amount).toBe(parts.reduce((sum, { amount }) => sum + amount, 0n))
        },
      ),
    )
  })

  it('says what remains so that it pays, at the newest quote', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 9n })
    fc.assert(
      fc.property(
        pair,
        rate,
        rate,
        price,
        fc.array(amount, { maxLength: 4 }),
        (market, before, now, cents, amounts) => {
          const quotes = [before, now].map((r) => ({ ...quote('1', 0), rate: writeRate(r) }))
          const start = invoiceFor(market, cents, before)
          let current: PricedInvoice = { ...start, ...expectedAt(start, now) }
          for (const [n, part] of amounts.entries()) {
            if (owedOf(current) === 0n) break
            current = pay(current, quotes, [{ amount: part, at: n % 2 }])
          }
          if (owedOf(current) === 0n) return
          const remains = current.expected_amount! - current.received_amount
          expect(remains).toBeGreaterThan(0n)
          const paid = pay(current, quotes, [{ amount: remains, at: 1 }])
          expect(owedOf(paid)).toBe(0n)
          expect(paid.expected_amount).toBe(paid.received_amount)
        },
      ),
    )
  })
})
