import type { InvoiceView } from '../../../../server/checkout/views.ts'
import { type Instant, toMillis } from '../../../../server/clock.ts'
import { formatTimeLeft } from '../../../ui/dates.ts'
import { usePage } from '../page-context.ts'

/** Below this the bar turns to the warning colour. */
const SOON = 2 * 60_000

/** How much time is left to send. */
export function Countdown({ view }: { view: InvoiceView }) {
  const { texts } = usePage()
  if (view.expiresAt === null) return null
  return <TimeLeft label={texts.invoice.timeLeft} until={view.expiresAt} since={view.createdAt} />
}

interface TimeLeftProps {
  label: string
  until: Instant
  /** Where it is known, a bar shows how much of the time is left. */
  since?: Instant
}

/** Not spoken every second: whoever reads it hears the value of that moment. */
export function TimeLeft({ label, until, since }: TimeLeftProps) {
  const { locale, now } = usePage()
  const end = toMillis(until)
  const left = Math.max(0, end - now.value)
  return (
    <div class="countdown" data-soon={left < SOON || undefined}>
      <p>
        <span>{label}</span>{' '}
        <span class="countdown-left" role="timer">
          {formatTimeLeft(left, locale)}
        </span>
      </p>
      {since && <progress max={end - toMillis(since)} value={left} aria-hidden="true" />}
    </div>
  )
}
