import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RefundStatus } from '../store/schema.ts'
import { IllegalTransition } from '../transitions.ts'
import { leftToRefund, moveRefund, REFUND_TRANSITIONS } from './refund.ts'

const statuses = Object.keys(REFUND_TRANSITIONS) as RefundStatus[]
const ALLOWED = ['pending succeeded', 'pending failed', 'succeeded failed']

describe('a refund', () => {
  it.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))(
    'from %s to %s: only if the contract lists it',
    (from, to) => {
      if (ALLOWED.includes(`${from} ${to}`)) expect(moveRefund(from, to)).toBe(to)
      else expect(() => moveRefund(from, to)).toThrow(IllegalTransition)
    },
  )
})

describe('what is left to refund', () => {
  it('is what was charged, not what was ordered', () => {
    expect(leftToRefund({ amount: 2500n, discount_amount: 500n }, [])).toBe(2000n)
  })

  it('counts refunds that may yet be paid out, and not those that failed', () => {
    const refunds = [
      { amount: 300n, status: 'pending' as const },
      { amount: 200n, status: 'succeeded' as const },
      { amount: 1000n, status: 'failed' as const },
    ]
    expect(leftToRefund({ amount: 2500n, discount_amount: 500n }, refunds)).toBe(1500n)
  })

  it('and what is held are together the charge, always', () => {
    const refund = fc.record({ amount: fc.bigInt({ min: 1n, max: 10n ** 12n }), status: fc.constantFrom(...statuses) })
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.array(refund), (amount, refunds) => {
        const held = refunds.map((one) => (one.status === 'failed' ? 0n : one.amount)).reduce((a, b) => a + b, 0n)
        expect(leftToRefund({ amount, discount_amount: 0n }, refunds) + held).toBe(amount)
      }),
    )
  })
})
