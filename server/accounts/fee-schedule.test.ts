import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkFeeSchedule, scheduledFee } from './fee-schedule.ts'

describe('fee schedules', () => {
  it.each<[string, number, Record<string, number>, bigint, string, bigint]>([
    ['a percentage and a fixed part', 140, { EUR: 25 }, 2500n, 'EUR', 60n],
    ['half a cent, which is rounded up', 50, {}, 100n, 'EUR', 1n],
    ['less than half a cent, which is rounded down', 49, {}, 100n, 'EUR', 0n],
    ['a currency without a fixed part', 140, { EUR: 25 }, 2500n, 'USD', 35n],
    ['a currency without smaller units', 360, { JPY: 30 }, 1000n, 'JPY', 66n],
    ['all of it', 10_000, {}, 999n, 'EUR', 999n],
    ['an amount beyond what numbers hold', 1, {}, 123_456_789_012_345_678_900_000n, 'EUR', 12_345_678_901_234_567_890n],
    ['nothing', 0, {}, 2500n, 'EUR', 0n],
  ])('tell %s', (_what, percentBps, fixed, charge, currency, fee) => {
    expect(scheduledFee({ percentBps, fixed }, charge, currency)).toBe(fee)
  })

  it('are never off by more than half of the smallest unit', () => {
    const charges = fc.bigInt({ min: 1n, max: 10n ** 18n })
    fc.assert(
      fc.property(charges, fc.integer({ min: 0, max: 10_000 }), (charge, percentBps) => {
        const off = scheduledFee({ percentBps, fixed: {} }, charge, 'EUR') * 10_000n - charge * BigInt(percentBps)
        expect(off > -5_000n && off <= 5_000n).toBe(true)
      }),
    )
  })

  it('are kept with their currencies in upper case', () => {
    expect(checkFeeSchedule({ percentBps: 140, fixed: { eur: 25, JPY: 0 } })).toEqual({
      percentBps: 140,
      fixed: { EUR: 25, JPY: 0 },
    })
  })

  it.each<[string, number, Record<string, number>, string]>([
    ['more than all of it', 10_001, {}, 'fee_schedule.percent_bps'],
    ['a negative percentage', -1, {}, 'fee_schedule.percent_bps'],
    ['a part of a hundredth of a percent', 1.5, {}, 'fee_schedule.percent_bps'],
    ['a negative fixed part', 0, { EUR: -1 }, 'fee_schedule.fixed.EUR'],
    ['a fraction of a cent', 0, { EUR: 0.25 }, 'fee_schedule.fixed.EUR'],
    ['what is no currency', 0, { constructor: 1 }, 'fee_schedule.fixed.constructor'],
    ['a currency twice', 0, { EUR: 1, eur: 2 }, 'fee_schedule.fixed.eur'],
  ])('are refused with %s', (_what, percentBps, fixed, path) => {
    expect(() => checkFeeSchedule({ percentBps, fixed })).toThrow(
      expect.objectContaining({ kind: 'invalid', issues: [expect.objectContaining({ path })] }),
    )
  })
})
