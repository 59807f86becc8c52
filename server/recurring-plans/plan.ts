import { firstFrom, startOf } from '../billing/calendar.ts'
import type { Instant } from '../clock.ts'
import type { BillingInterval, RecurringPlanRow } from '../store/schema.ts'

/** Where a plan stands in its calendar. */
export type PlanSchedule = Pick<RecurringPlanRow, 'anchor' | 'next_period' | 'bill_at'>

/**
 * The first period that begins now or later, and is not billed yet. What began before a plan was made, or while it was
 * switched off, is not billed.
 * @param from the number of the first period that is not billed.
 */
export function schedule(anchor: Instant, interval: BillingInterval, now: Instant, from = 0): PlanSchedule {
  const next_period = Math.max(from, firstFrom(anchor, interval, now))
  return { anchor, next_period, bill_at: startOf(anchor, interval, next_period) }
}
