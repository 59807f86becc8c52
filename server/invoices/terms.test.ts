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
    [1e21, 'plain decimal'],
    [1e-7, 'plain decimal'],
    [-5, 'plain decimal'],
    ['1.00000001', 'at most 7 digits'],
    ['0.0000000', 'greater than 0'],
    [0, 'greater than 0'],
    ['922337203685.4775808', 'more than USDC can carry'],
    [0.1234567890123456, 'send it as a string'],
  ])('%s is refused with words', (sent, words) => {
    const problem = problemOf(() => read(sent))
    expect(problem).toMatchObject({ kind: 'invalid', issues: [{ path: 'amount' }] })
    expect(problem.message).toContain(words)
  })

  it('of XRP has six digits', () => {
    expect(read('1.000001', 'XRP').amount).toBe(1_000_001n)
    expect(problemOf(() => read('1.0000001', 'XRP')).message).toContain('at most 6 digits')
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
