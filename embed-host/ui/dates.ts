import type { Instant } from '../../server/clock.ts'

/**
 * `May 4, 2026, 2:31 PM GMT+2`. The server does not know the payer's time zone and writes UTC; the page writes it again
 * in the payer's own (`timeZone` undefined) once its script runs.
 */
export function formatInstant(instant: Instant, locale: string, timeZone: 'UTC' | undefined): string {
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(new Date(instant))
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * The time left in the two units that matter: `3d 4h`, `2h 5m`, and below an hour minutes and seconds, `14m 09s`.
 * Rounded up, so that `0m 00s` appears when the time is over and not a second before.
 */
export function formatTimeLeft(ms: number, locale: string): string {
  const left = Math.max(0, Math.ceil(ms / SECOND) * SECOND)
  const unit = (count: number, name: string, digits = 1) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'narrow',
      minimumIntegerDigits: digits,
    }).format(Math.floor(count))
  if (left >= DAY) return `${unit(left / DAY, 'day')} ${unit((left % DAY) / HOUR, 'hour')}`
  if (left >= HOUR) return `${unit(left / HOUR, 'hour')} ${unit((left % HOUR) / MINUTE, 'minute')}`
  return `${unit(left / MINUTE, 'minute')} ${unit((left % MINUTE) / SECOND, 'second', 2)}`
}
