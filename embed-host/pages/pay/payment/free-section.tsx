import { useRef } from 'preact/hooks'
import { CheckIcon, Spinner } from '../../../ui/icons.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { usePage } from '../page-context.ts'
import { useFocusOnChange } from '../use-focus-on-change.ts'
import type { FreeOrder } from './free-order.ts'

/** Nothing is left to pay: one button ends it. */
export function FreeSection({ order }: { order: FreeOrder }) {
  const { texts } = usePage()
  const section = useRef<HTMLElement>(null)
  const phase = order.phase.value
  const busy = phase === 'completing'
  useFocusOnChange(phase === 'failed' ? phase : null, section, '[role=alert]')
  return (
    <section class="pay-section" ref={section} aria-label={texts.payment.complete}>
      {phase === 'failed' && <Notice tone="danger">{texts.payment.notCompleted}</Notice>}
      <p>{texts.payment.nothingDue}</p>
      <button
        type="button"
        class="button button-primary"
        aria-disabled={busy}
        aria-busy={busy}
        onClick={() => void order.complete()}
      >
        {busy ? <Spinner /> : <CheckIcon />}
        {busy ? texts.payment.completing : texts.payment.complete}
      </button>
    </section>
  )
}
