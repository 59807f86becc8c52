import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toInstant, toMillis } from '../clock.ts'
import type { ReminderPreset } from '../store/schema.ts'
import { dueReminder, EARLIEST_AFTER_START, EARLIEST_BEFORE_END, remindersOf } from './schedule.ts'

const MADE = '2026-01-15T12:00:00.000Z'
const HOUR = 60 * 60_000
const PRESETS: ReminderPreset[] = ['GENTLE', 'STANDARD', 'AGGRESSIVE', 'NONE']

const invoice = (reminder_preset: ReminderPreset | null, hours: number | null) => ({
  reminder_preset,
  created_at: MADE,
  expires_at: hours === null ? null : toInstant(toMillis(MADE) + hours * HOUR),
})

/** Hours after the invoice was made. */
const hoursOf = (preset: ReminderPreset | null, hours: number | null) =>
  remindersOf(invoice(preset, hours)).map((time) => (time - toMillis(MADE)) / HOUR)

describe('reminders', () => {
  it.each<[ReminderPreset | null, number | null, number[]]>([
    ['GENTLE', 24, [20]],
    ['STANDARD', 24, [12, 21]],
    ['AGGRESSIVE', 24, [6, 12, 18, 22]],
    ['GENTLE', 168, [144]],
    ['STANDARD', 168, [96, 144]],
    ['AGGRESSIVE', 168, [48, 96, 144, 164]],
    ['GENTLE', null, [168]],
    ['STANDARD', null, [72, 168, 336]],
    ['AGGRESSIVE', null, [24, 72, 168, 336, 504]],
    ['AGGRESSIVE', 1, []],
    ['NONE', 168, []],
    ['NONE', null, []],
    [null, 168, []],
  ])('%s, of an invoice of %s hours, fall due after %j', (preset, hours, times) => {
    expect(hoursOf(preset, hours)).toEqual(times)
  })

  it('lie within the life of their invoice, in order, and where the search looks for them', () => {
    const lifetime = fc.option(fc.integer({ min: 1, max: 24 * 60 }), { nil: null })
    fc.assert(
      fc.property(fc.constantFrom(...PRESETS), lifetime, (preset, hours) => {
        const times = hoursOf(preset, hours)
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
        for (const time of times) {
          expect(time).toBeGreaterThan(0)
          if (hours === null) expect(time * HOUR).toBeGreaterThanOrEqual(EARLIEST_AFTER_START)
          else expect(hours - time).toBeGreaterThan(0)
          if (hours !== null) expect((hours - time) * HOUR).toBeLessThanOrEqual(EARLIEST_BEFORE_END)
        }
      }),
    )
  })

  it('are due one at a time: the latest, whatever was missed', () => {
    const due = (hours: number) => dueReminder(invoice('STANDARD', null), toMillis(MADE) + hours * HOUR)
    expect([due(71), due(72), due(167), due(170), due(10_000)]).toEqual([
      null,
      { number: 1, last: false },
      { number: 1, last: false },
      { number: 2, last: false },
      { number: 3, last: true },
    ])
  })
})
