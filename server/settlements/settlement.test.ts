import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toMillis } from '../clock.ts'
import { type Charges, lastClosedWeek, linesOf, readLines, weekAt, weekBefore, writeLines } from './settlement.ts'

const at = (text: string) => Date.parse(text)

describe('weeks', () => {
  it.each([
    ['2026-01-11T23:59:59.999Z', '2026-01-05'],
    ['2026-01-12T00:00:00.000Z', '2026-01-12'],
    ['2026-01-15T12:00:00.000Z', '2026-01-12'],
    ['2026-01-18T23:59:59.999Z', '2026-01-12'],
    ['2026-01-19T00:00:00.000Z', '2026-01-19'],
    ['2024-02-29T01:00:00+02:00', '2024-02-26'],
    ['1969-12-31T23:59:59.999Z', '1969-12-29'],
  ])('hold %s from %s on', (instant, monday) => {
    expect(weekAt(at(instant)).start).toBe(`${monday}T00:00:00.000Z`)
  })

  it('begin on Mondays and follow each other without a gap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: at('2200-01-01') }), (ms) => {
        const { start, end } = weekAt(ms)
        expect(new Date(start).getUTCDay()).toBe(1)
        expect(toMillis(start) <= ms && ms < toMillis(end)).toBe(true)
        expect(weekAt(toMillis(end)).start).toBe(end)
        expect(weekBefore(toMillis(end))).toEqual({ start, end })
      }),
    )
  })

  it('are closed five minutes after their end', () => {
    expect(lastClosedWeek(at('2026-01-19T00:04:59.999Z')).end).toBe('2026-01-12T00:00:00.000Z')
    expect(lastClosedWeek(at('2026-01-19T00:05:00.000Z')).end).toBe('2026-01-19T00:00:00.000Z')
  })
})

const schedule = { percentBps: 140, fixed: { EUR: 25 } }
const euros = { provider: 'stripe', currency: 'EUR', feesTold: 0, toldFees: 0n, schedule }

describe('lines', () => {
  it('sum what is alike, with fees as told, and as estimated where they are not', () => {
    const charges: Charges[] = [
      { ...euros, charge: 2500n, payments: 3, feesTold: 2, toldFees: 119n },
      { ...euros, charge: 1000n, payments: 1 },
      { ...euros, provider: 'mollie', charge: 700n, payments: 1, schedule: null },
      { ...euros, currency: 'USD', charge: 900n, payments: 1, feesTold: 1, toldFees: 30n },
    ]
    const refunds = [{ provider: 'stripe', currency: 'EUR', amount: 500n }]
    const disputes = [{ provider: 'stripe', currency: 'EUR', disputes: 1, amount: 2500n }]
    const none = { refunds: 0n, disputes: 0, disputedAmount: 0n }
    expect(linesOf({ charges, refunds, disputes })).toEqual([
      {
        ...none,
        provider: 'mollie',
        currency: 'EUR',
        payments: 1,
        gross: 700n,
        fees: 0n,
        feesEstimated: true,
        net: 700n,
      },
      {
        provider: 'stripe',
        currency: 'EUR',
        payments: 4,
        gross: 8500n,
        refunds: 500n,
        fees: 119n + 60n + 39n,
        feesEstimated: true,
        net: 8500n - 500n - 218n,
        disputes: 1,
        disputedAmount: 2500n,
      },
      {
        ...none,
        provider: 'stripe',
        currency: 'USD',
        payments: 1,
        gross: 900n,
        fees: 30n,
        feesEstimated: false,
        net: 870n,
      },
    ])
  })

  it('may be below zero, when more was given back than came in', () => {
    const refunds = [{ provider: 'stripe', currency: 'EUR', amount: 500n }]
    expect(linesOf({ charges: [], refunds, disputes: [] })).toMatchObject([{ payments: 0, gross: 0n, net: -500n }])
  })

  it('are none where nothing moved, or all of it was taken back', () => {
    const refunds = [500n, -500n].map((amount) => ({ provider: 'stripe', currency: 'EUR', amount }))
    expect(linesOf({ charges: [], refunds: [], disputes: [] })).toEqual([])
    expect(linesOf({ charges: [], refunds, disputes: [] })).toEqual([])
  })

  it('add up, and come back from the store as they were, whatever the amounts', () => {
    const charge = fc.record({
      provider: fc.constantFrom('stripe', 'mollie'),
      currency: fc.constantFrom('EUR', 'JPY'),
      charge: fc.bigInt({ min: 1n, max: 999_999_999_999n }),
      payments: fc.integer({ min: 1, max: 10_000_000 }),
      feesTold: fc.constant(0),
      toldFees: fc.constant(0n),
      schedule: fc.constantFrom(null, schedule),
    })
    const refund = fc.record({
      provider: fc.constantFrom('stripe', 'mollie'),
      currency: fc.constantFrom('EUR', 'JPY'),
      amount: fc.bigInt({ min: 1n, max: 10n ** 18n }),
    })
    fc.assert(
      fc.property(fc.array(charge), fc.array(refund), (charges, refunds) => {
        const lines = linesOf({ charges, refunds, disputes: [] })
        const sum = (amounts: bigint[]) => amounts.reduce((all, one) => all + one, 0n)
        expect(sum(lines.map(({ gross }) => gross))).toBe(sum(charges.map((one) => one.charge * BigInt(one.payments))))
        expect(sum(lines.map((line) => line.refunds))).toBe(sum(refunds.map(({ amount }) => amount)))
        for (const line of lines) expect(line.gross - line.refunds - line.fees).toBe(line.net)
        expect(readLines(writeLines(lines))).toEqual(lines)
      }),
    )
  })
})
