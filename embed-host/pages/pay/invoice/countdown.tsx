import type { InvoiceView } from '../../../../server/checkout/views.ts'
import { toMillis } from '../../../../server/clock.ts'
import { formatTimeLeft } from '../../../ui/dates.ts'
import { usePage } from '../page-context.ts'

/** Below this the bar turns to the warning colour. */
const SOON = 2 * 60_000

/** How much time is left to send. Not spoken every second: whoever reads it hears the value of that moment. */
export function Countdown({ view }: { view: InvoiceView }) {
  const { texts, locale, now } = usePage()
  if (view.expiresAt === null) return null
  const end = toMillis(view.expiresAt)
  const left = Math.max(0, end - now.value)
  return (
    <div class="countdown" data-soon={left < SOON || undefined}>
      <p>
        <span>{texts.invoice.timeLeft}</span>{' '}
        <span class="countdown-left" role="timer">
          {formatTimeLeft(left, locale)}
        </span>
      </p>
      <progress max={end - toMillis(view.createdAt)} value={left} aria-hidden="true" />
    </div>
  )
}
