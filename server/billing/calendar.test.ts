import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Instant, toInstant, toMillis } from '../clock.ts'
import type { BillingInterval } from '../store/schema.ts'
import { duePeriods, firstFrom, periodOf, startOf } from './calendar.ts'

const DAY = 24 * 60 * 60_000

/** How many of them are more than 20 years. */
const IN_TWENTY_YEARS: Record<BillingInterval, number> = {
  DAILY: 7_306,
  WEEKLY: 1_044,
  MONTHLY: 241,
  QUARTERLY: 81,
  YEARLY: 21,
}
const INTERVALS = Object.keys(IN_TWENTY_YEARS) as BillingInterval[]
const MONTHS: Partial<Record<BillingInterval, number>> = { MONTHLY: 1, QUARTERLY: 3, YEARLY: 12 }

const anchors = fc
  .integer({ min: Date.parse('2020-01-01T00:00:00.000Z'), max: Date.parse('2032-12-31T23:59:59.999Z') })
  .map(toInstant)

const days = (anchor: Instant, interval: BillingInterval, count: number) =>
  Array.from({ length: count }, (_, n) => startOf(anchor, interval, n).slice(0, 10))

describe.each(INTERVALS)('a %s calendar over 20 years', (interval) => {
  const numbers = fc.integer({ min: 0, max: IN_TWENTY_YEARS[interval] })

  it('has neither gaps nor overlaps', () => {
    fc.assert(
      fc.property(anchors, numbers, (anchor, n) => {
        const { start, end } = periodOf(anchor, interval, n)
        expect(start < end).toBe(true)
        expect(periodOf(anchor, interval, n + 1).start).toBe(end)
        expect(periodOf(anchor, interval, 0).start).toBe(anchor)
      }),
    )
  })

  it('keeps the time of day, and the day of month or the last one there is', () => {
    fc.assert(
      fc.property(anchors, numbers, (anchor, n) => {
        const start = startOf(anchor, interval, n)
        expect(start.slice(10)).toBe(anchor.slice(10))
        const months = MONTHS[interval]
        if (months === undefined) {
          expect(toMillis(start) - toMillis(anchor)).toBe(n * DAY * (interval === 'DAILY' ? 1 : 7))
          return
        }
        const from = new Date(anchor)
        const to = new Date(start)
        const month = from.getUTCFullYear() * 12 + from.getUTCMonth() + n * months
        expect(to.getUTCFullYear() * 12 + to.getUTCMonth()).toBe(month)
        const lastDay = new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate()
        expect(to.getUTCDate()).toBe(Math.min(from.getUTCDate(), lastDay))
      }),
    )
  })

  it('finds the first period from any instant on', () => {
    fc.assert(
      fc.property(anchors, fc.integer({ min: -DAY, max: 7_305 * DAY }), (anchor, passed) => {
        const instant = toInstant(toMillis(anchor) + passed)
        const n = firstFrom(anchor, interval, instant)
        expect(startOf(anchor, interval, n) >= instant).toBe(true)
        if (n > 0) expect(startOf(anchor, interval, n - 1) < instant).toBe(true)
      }),
    )
  })

  it('bills each period once, whenever and however few at a time it is looked at', () => {
    const waits = fc.array(fc.integer({ min: 0, max: 400 * DAY }), { maxLength: 8 })
    fc.assert(
      fc.property(anchors, waits, fc.integer({ min: 1, max: 12 }), (anchor, passing, most) => {
        let now = anchor
        let next = 0
        const billed: Instant[] = []
        for (const passed of passing) {
          now = toInstant(toMillis(now) + passed)
          let due = duePeriods(anchor, interval, next, now, most)
          while (due.periods.length > 0) {
            billed.push(...due.periods.map(({ start }) => start))
            next = due.next
            due = duePeriods(anchor, interval, next, now, most)
          }
          expect(due.nextStart > now).toBe(true)
        }
        expect(billed).toEqual(billed.map((_, n) => startOf(anchor, interval, n)))
      }),
      { numRuns: 30 },
    )
  })
})

describe('a calendar', () => {
  it('keeps the last day of a month as its anchor', () => {
    expect(days('2026-01-31T09:00:00.000Z', 'MONTHLY', 6)).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
      '2026-06-30',
    ])
    expect(days('2025-11-30T09:00:00.000Z', 'QUARTERLY', 5)).toEqual([
      '2025-11-30',
      '2026-02-28',
      '2026-05-30',
      '2026-08-30',
      '2026-11-30',
    ])
  })

  it('keeps a 29th of February over years that have none', () => {
    expect(days('2024-02-29T23:59:59.999Z', 'YEARLY', 5)).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2026-02-28',
      '2027-02-28',
      '2028-02-29',
    ])
  })

  it('does not move where clocks are changed for the summer', () => {
    expect(startOf('2026-03-28T01:30:00.000Z', 'DAILY', 2)).toBe('2026-03-30T01:30:00.000Z')
    expect(startOf('2026-10-24T01:30:00.000Z', 'DAILY', 2)).toBe('2026-10-26T01:30:00.000Z')
  })

  it('has a period that begins this very instant due', () => {
    const anchor = '2026-01-31T09:00:00.000Z'
    const due = duePeriods(anchor, 'MONTHLY', 0, anchor, 10)
    expect(due).toEqual({
      periods: [{ start: anchor, end: '2026-02-28T09:00:00.000Z' }],
      next: 1,
      nextStart: '2026-02-28T09:00:00.000Z',
    })
    expect(firstFrom(anchor, 'MONTHLY', '2026-02-28T09:00:00.000Z')).toBe(1)
  })
})
