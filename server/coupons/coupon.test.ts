import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CouponRow } from '../store/schema.ts'
import { type CouponRefusal, codeKey, discountOf, type Reduction, refusalOf } from './coupon.ts'

const NOW = '2026-01-15T12:00:00.000Z'
const ORDER = { amount: 2500n, currency: 'EUR', productIds: ['prod_1'] }

const percent = (percent_off: number): Reduction => ({ type: 'percentage', percent_off, amount_off: null })
const fixed = (amount_off: bigint): Reduction => ({ type: 'fixed', percent_off: null, amount_off })

describe('a discount', () => {
  const amounts = fc.bigInt({ min: 1n, max: 999_999_999_999n })
  const reductions = fc.oneof(fc.integer({ min: 1, max: 100 }).map(percent), amounts.map(fixed))

  it('is never negative, never above the amount, and adds up with the charge', () => {
    fc.assert(
      fc.property(reductions, amounts, (reduction, amount) => {
        const discount = discountOf(reduction, amount)
        const charge = amount - discount
        expect(discount).toBeGreaterThanOrEqual(0n)
        expect(charge).toBeGreaterThanOrEqual(0n)
        expect(discount + charge).toBe(amount)
      }),
    )
  })

  it('in percent is off by half of the smallest unit at most, and never smaller for more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), amounts, amounts, (off, one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one]
        const error = 100n * discountOf(percent(off), more) - BigInt(off) * more
        expect(error).toBeGreaterThan(-50n)
        expect(error).toBeLessThanOrEqual(50n)
        expect(discountOf(percent(off), less)).toBeLessThanOrEqual(discountOf(percent(off), more))
      }),
    )
  })

  it.each<[string, Reduction, bigint, bigint]>([
    ['a half upwards', percent(50), 1n, 1n],
    ['less than a half downwards', percent(33), 1n, 0n],
    ['to the nearest', percent(15), 1999n, 300n],
    ['of all is all', percent(100), 2500n, 2500n],
    ['as it is', fixed(500n), 2500n, 500n],
    ['a fixed one at the amount', fixed(5000n), 2500n, 2500n],
  ])('is taken %s', (_, reduction, amount, discount) => {
    expect(discountOf(reduction, amount)).toBe(discount)
  })
})

describe('a coupon', () => {
  const coupon: CouponRow = {
    id: 'cpn_1',
    app_id: 'app_1',
    mode: 'test',
    code: 'ten',
    code_key: 'TEN',
    ...percent(10),
    currency: 'EUR',
    max_redemptions: 10,
    times_redeemed: 0,
    min_amount: 2500n,
    valid_from: NOW,
    valid_until: '2026-01-15T12:00:00.001Z',
    product_ids: '["prod_1","prod_2"]',
    active: 1,
    created_at: NOW,
    updated_at: NOW,
    deleted_at: null,
  }

  it('applies at the edge of each of its conditions', () => {
    expect(refusalOf(coupon, ORDER, 9, NOW)).toBeNull()
  })

  it.each<[CouponRefusal, Partial<CouponRow>]>([
    ['inactive', { active: 0 }],
    ['not_yet_valid', { valid_from: '2026-01-15T12:00:00.001Z' }],
    ['expired', { valid_until: NOW }],
    ['other_currency', { currency: 'USD' }],
    ['below_minimum', { min_amount: 2501n }],
    ['other_products', { product_ids: '["prod_2"]' }],
    ['used_up', { max_redemptions: 9 }],
  ])('is refused as %s', (refusal, change) => {
    expect(refusalOf({ ...coupon, ...change }, ORDER, 9, NOW)).toBe(refusal)
  })

  it('without conditions applies to anything', () => {
    const any = { currency: null, min_amount: null, max_redemptions: null, valid_from: null, valid_until: null }
    expect(refusalOf({ ...coupon, ...any, product_ids: '[]' }, { ...ORDER, productIds: [] }, 99, NOW)).toBeNull()
  })

  it('is found in any case, with spaces around it', () => {
    expect(codeKey(' Summer-26 ')).toBe('SUMMER-26')
  })
})
