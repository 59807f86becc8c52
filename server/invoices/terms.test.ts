import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Problem } from '../problem.ts'
import type { Asset } from '../store/schema.ts'
import { ASSETS, formatAmount } from './asset.ts'
import { readAmount, readTerms } from './terms.ts'

const read = (sent: string | number, asset: Asset = 'USDC') => readAmount('amount', sent, asset)

function problemOf(work: () => unknown): Problem {
  try {
    work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('nothing was wrong')
}

describe('an amount', () => {
  it.each([
    ['250.00', 2_500_000_000n, 2],
    ['0.0000001', 1n, 7],
    ['7', 70_000_000n, 0],
    [50, 500_000_000n, 0],
    [0.1, 1_000_000n, 1],
    [250.5, 2_505_000_000n, 1],
    [4.35, 43_500_000n, 2],
    [1e-7, 1n, 7],
    [0.0000012, 12n, 7],
    [123456789.1234567, 1_234_567_891_234_567n, 7],
    [450_359_962.7370495, 4_503_599_627_370_495n, 7],
    ['922337203685.4775807', 9_223_372_036_854_775_807n, 7],
  ])('%s is read exactly', (sent, amount, scale) => {
    expect(read(sent)).toEqual({ amount, scale })
  })

  it.each([
    ['', 'plain decimal'],
    ['-1', 'plain decimal'],
    ['+1', 'plain decimal'],
    ['1e3', 'plain decimal'],
    ['1,5', 'plain decimal'],
    ['.5', 'plain decimal'],
    ['0x10', 'plain decimal'],
    [' 1', 'plain decimal'],
    [1e15, 'more than USDC can carry'],
    [1e21, 'more than USDC can carry'],
    ['1'.repeat(30), 'more than USDC can carry'],
    [1e-8, 'at most 7 digits'],
    [-1e-7, 'plain decimal'],
    [-5, 'plain decimal'],
    ['1.00000001', 'at most 7 digits'],
    ['0.0000000', 'greater than 0'],
    [0, 'greater than 0'],
    ['922337203685.4775808', 'more than USDC can carry'],
    [0.1234567890123456, 'at most 7 digits'],
    [450_359_962.7370496, 'send it as a string'],
    [900_000_000_000, 'send it as a string'],
  ])('%s is refused with words', (sent, words) => {
    const problem = problemOf(() => read(sent))
    expect(problem).toMatchObject({ kind: 'invalid', issues: [{ path: 'amount' }] })
    expect(problem.message).toContain(words)
  })

  it('of XRP has six digits', () => {
    expect(read('1.000001', 'XRP').amount).toBe(1_000_001n)
    expect(problemOf(() => read('1.0000001', 'XRP')).message).toContain('at most 6 digits')
  })

  it('is the same as a JSON number and as a string, below what a double tells apart', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('USDC' as const, 'XLM' as const, 'XRP' as const),
        fc.integer({ min: 1, max: 52 }).chain((bits) => fc.bigInt({ min: 1n, max: 2n ** BigInt(bits) - 1n })),
        (asset, amount) => {
          const text = formatAmount(amount, { asset, scale: 0 })
          expect(read(JSON.parse(text), asset)).toEqual(read(text, asset))
          expect(read(JSON.parse(text), asset).amount).toBe(amount)
        },
      ),
    )
  })

  it('is never another than the JSON number was written as', () => {
    const written = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.bigInt({ min: 0n, max: 10n ** 7n - 1n }))
    fc.assert(
      fc.property(written, ([whole, fraction]) => {
        const text = `${whole}.${String(fraction).padStart(7, '0')}`
        try {
          expect(read(JSON.parse(text)).amount).toBe(read(text).amount)
        } catch (error) {
          expect((error as Error).message).toMatch(/send it as a string|greater than 0|can carry/)
        }
      }),
    )
  })

  it('is written as it was read', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('USDC' as const, 'XLM' as const, 'XRP' as const),
        fc.bigInt({ min: 1n, max: 9_223_372_036_854_775_807n }),
        fc.nat(),
        (asset, amount, n) => {
          const text = formatAmount(amount, { asset, scale: n % (ASSETS[asset].digits + 1) })
          expect(formatAmount(read(text, asset).amount, { asset, scale: read(text, asset).scale })).toBe(text)
          expect(read(text, asset).amount).toBe(amount)
        },
      ),
    )
  })
})

describe('the terms of an invoice', () => {
  const terms = { asset: 'USDC' as const, allowCustomAmount: false }

  it('may leave the amount to the payer, but not name one as well', () => {
    expect(readTerms({ ...terms, allowCustomAmount: true })).toEqual({ amount: null, scale: 0, price: null })
    expect(problemOf(() => readTerms({ ...terms, allowCustomAmount: true, amount: '1' })).kind).toBe('invalid')
  })

  it('need an amount otherwise', () => {
    expect(problemOf(() => readTerms(terms))).toMatchObject({ kind: 'malformed', issues: [{ path: 'amount' }] })
  })

  it('may be a price, which is in cents and keeps its digits', () => {
    const priced = { ...terms, pricingCurrency: 'EUR' as const }
    expect(readTerms({ ...priced, pricingAmount: '25.5' })).toEqual({
      amount: null,
      scale: 1,
      price: { currency: 'EUR', amount: 2_550n },
    })
    expect(problemOf(() => readTerms(priced))).toMatchObject({ kind: 'malformed', issues: [{ path: 'pricingAmount' }] })
    const wrong = (change: object, path: string) =>
      expect(problemOf(() => readTerms({ ...priced, pricingAmount: '5', ...change }))).toMatchObject({
        kind: 'invalid',
        issues: [{ path }],
      })
    wrong({ amount: '5' }, 'amount')
    wrong({ allowCustomAmount: true }, 'allowCustomAmount')
    wrong({ pricingAmount: '5.001' }, 'pricingAmount')
    wrong({ pricingAmount: '0' }, 'pricingAmount')
    wrong({ pricingCurrency: null }, 'pricingAmount')
  })
})
