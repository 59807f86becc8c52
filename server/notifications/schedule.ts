import { type Instant, toMillis } from '../clock.ts'
import type { InvoiceRow, ReminderPreset } from '../store/schema.ts'

const HOUR = 60 * 60_000
const DAY = 24 * HOUR

/** Hours that an invoice can be paid for, as far as reminders tell them apart. */
type Lifetime = 'hours' | 'day' | 'days' | 'forever'

/**
 * When a client is reminded. Invoices that expire count back from their end, the others on from their beginning. Who
 * has hours has just been asked: nobody is reminded then.
 *
 * | Preset     | a day to three (`24h`)     | longer (`7d`)               | `never`                  |
 * |------------|----------------------------|-----------------------------|--------------------------|
 * | GENTLE     | 4 h before                 | 1 d before                  | after 7 d                |
 * | STANDARD   | 12 h and 3 h before        | 3 d and 1 d before          | after 3, 7 and 14 d      |
 * | AGGRESSIVE | 18, 12, 6 and 2 h before   | 5, 3 and 1 d, 4 h before    | after 1, 3, 7, 14, 21 d  |
 */
const SCHEDULES: Record<ReminderPreset, Record<Lifetime, readonly number[]>> = {
  GENTLE: { hours: [], day: [4 * HOUR], days: [DAY], forever: [7 * DAY] },
  STANDARD: { hours: [], day: [12 * HOUR, 3 * HOUR], days: [3 * DAY, DAY], forever: [3 * DAY, 7 * DAY, 14 * DAY] },
  AGGRESSIVE: {
    hours: [],
    day: [18 * HOUR, 12 * HOUR, 6 * HOUR, 2 * HOUR],
    days: [5 * DAY, 3 * DAY, DAY, 4 * HOUR],
    forever: [DAY, 3 * DAY, 7 * DAY, 14 * DAY, 21 * DAY],
  },
  NONE: { hours: [], day: [], days: [], forever: [] },
}

/** No reminder lies further before an invoice's end. */
export const EARLIEST_BEFORE_END = 5 * DAY
/** No reminder lies sooner after the beginning of an invoice that never expires. */
export const EARLIEST_AFTER_START = DAY

type Reminded = Pick<InvoiceRow, 'reminder_preset' | 'created_at' | 'expires_at'>

/** When the reminders of an invoice fall due, in milliseconds and in order. */
export function remindersOf({ reminder_preset, created_at, expires_at }: Reminded): number[] {
  if (reminder_preset === null) return []
  const times = SCHEDULES[reminder_preset][lifetimeOf(created_at, expires_at)]
  const start = toMillis(created_at)
  const due = times.map((time) => (expires_at === null ? start + time : toMillis(expires_at) - time))
  // Of a lifetime between those of the table: what would come before the invoice itself.
  return due.filter((time) => time > start)
}

function lifetimeOf(created_at: Instant, expires_at: Instant | null): Lifetime {
  if (expires_at === null) return 'forever'
  const lifetime = toMillis(expires_at) - toMillis(created_at)
  if (lifetime < DAY) return 'hours'
  return lifetime < 3 * DAY ? 'day' : 'days'
}

export interface DueReminder {
  /** Counts from 1. */
  number: number
  /** None follows. */
  last: boolean
}

/** The latest reminder that is due; those before it that were missed stay missed. Null while none is due. */
export function dueReminder(invoice: Reminded, now: number): DueReminder | null {
  const times = remindersOf(invoice)
  const number = times.filter((time) => time <= now).length
  return number === 0 ? null : { number, last: number === times.length }
}
