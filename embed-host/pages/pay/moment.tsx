import type { Instant } from '../../../server/clock.ts'
import { formatInstant } from '../../ui/dates.ts'
import { usePage } from './page-context.ts'

/** A date and time in the payer's language and, once the script runs, time zone. */
export function Moment({ at }: { at: Instant }) {
  const { locale, timeZone } = usePage()
  return <time dateTime={at}>{formatInstant(at, locale, timeZone.value)}</time>
}
