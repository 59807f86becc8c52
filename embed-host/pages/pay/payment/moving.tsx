import { Spinner } from '../../../ui/icons.tsx'
import { Notice } from '../../../ui/notice.tsx'
import type { Texts } from '../../../ui/texts/en.ts'
import { usePage } from '../page-context.ts'
import { useSlow } from '../use-slow.ts'
import type { Busy } from './payment-stage.ts'

export function busyWords(busy: Busy, texts: Texts): string {
  return busy === 'waiting_for_bank' ? texts.payment.waitingForBank : texts.payment.processing
}

/** Money is on its way, and this page has no form for it: it was reloaded, or another tab pays. */
export function Moving({ busy }: { busy: Busy }) {
  const { texts } = usePage()
  return (
    <section class="moving">
      <Spinner />
      <h2 class="outcome-heading" tabIndex={-1} data-outcome>
        {busyWords(busy, texts)}
      </h2>
      <BusyHint busy={busy} />
    </section>
  )
}

/** What the payer can do while waiting, and after a while that waiting is not needed. */
export function BusyHint({ busy }: { busy: Busy }) {
  const { texts } = usePage()
  const slow = useSlow(true)
  return (
    <div class="busy-hint" role="status">
      <p class="visually-hidden">{busyWords(busy, texts)}</p>
      {slow ? (
        <Notice tone="info">{texts.payment.slow}</Notice>
      ) : (
        <p>{busy === 'waiting_for_bank' ? texts.payment.waitingForBankHint : texts.payment.keepOpen}</p>
      )}
    </div>
  )
}
