import { Spinner } from '../../../ui/icons.tsx'
import { Notice } from '../../../ui/notice.tsx'
import type { Texts } from '../../../ui/texts/en.ts'
import { usePage } from '../page-context.ts'
import { useSlow } from '../use-slow.ts'
import type { Busy } from './payment-stage.ts'
import type { Place } from './place.ts'
import type { TrailStep } from './trail.ts'

/** @param place where the payer makes the payment, when that is not in this page. */
export function busyWords(busy: Busy, place: Place | null, { payment }: Texts): string {
  if (place) return payment.waitingFor(place.name)
  return busy === 'waiting_for_bank' ? payment.waitingForBank : payment.processing
}

/** Money is on its way, and this page has no form for it: it was reloaded, or another tab pays. */
export function Moving({ busy, way }: { busy: Busy; way: TrailStep | null }) {
  const { texts } = usePage()
  return (
    <section class="moving">
      <Spinner />
      <h2 class="outcome-heading" tabIndex={-1} data-outcome>
        {busyWords(busy, null, texts)}
      </h2>
      <BusyHint busy={busy} place={null} />
      {way && (
        <a class="button button-quiet" href={way.address} target="_top">
          {texts.payment.continuePayment}
        </a>
      )}
    </section>
  )
}

/** What the payer can do while waiting, and after a while that waiting is not needed. */
export function BusyHint({ busy, place }: { busy: Busy; place: Place | null }) {
  const { texts } = usePage()
  const slow = useSlow(true)
  return (
    <div class="busy-hint" role="status">
      <p class="visually-hidden">{busyWords(busy, place, texts)}</p>
      {slow ? <Notice tone="info">{texts.payment.slow}</Notice> : <p>{hintWords(busy, place, texts)}</p>}
    </div>
  )
}

function hintWords(busy: Busy, place: Place | null, { payment }: Texts): string {
  if (place) return payment.waitingForHint(place.name)
  return busy === 'waiting_for_bank' ? payment.waitingForBankHint : payment.keepOpen
}
