import type { PaymentMethod } from '../../../../server/checkout/views.ts'
import { Notice } from '../../../ui/notice.tsx'
import type { Texts } from '../../../ui/texts/en.ts'
import { usePage } from '../page-context.ts'
import { isDecline, type PaymentAlert, type PaymentStage } from './payment-stage.ts'

interface AlertNoticeProps {
  alert: PaymentAlert
  /** The method of the last try, as far as this page knows. */
  method: PaymentMethod | null
}

/** What went wrong with the last try, and what the payer can do about it. */
export function AlertNotice({ alert, method }: AlertNoticeProps) {
  const { texts } = usePage()
  const { heading, words } = wordsFor(alert, method, texts)
  return (
    <Notice tone={alert === 'turned_back' ? 'info' : 'danger'} {...(heading && { heading })}>
      {words}
    </Notice>
  )
}

function wordsFor(
  alert: PaymentAlert,
  method: PaymentMethod | null,
  texts: Texts,
): { heading?: string; words: string } {
  const { payment, decline } = texts
  const elsewhere = method && method !== 'card' ? texts.methods[method] : null
  if (isDecline(alert)) {
    return elsewhere
      ? { heading: decline.elsewhereHeading(elsewhere), words: decline.elsewhere }
      : { heading: decline.heading, words: decline[alert] }
  }
  switch (alert) {
    case 'failed':
      return { heading: payment.failedHeading, words: elsewhere ? payment.failedElsewhere : payment.failed }
    case 'turned_back':
      return { words: payment.turnedBack(elsewhere) }
    case 'price_changed':
      return { words: payment.priceChanged }
    case 'incomplete':
      return { words: payment.incomplete }
    case 'not_started':
      return { words: payment.notStarted }
  }
}

interface FormMissingProps {
  why: Extract<PaymentStage, { name: 'form_missing' }>['why']
  method: PaymentMethod | null
  retry: () => Promise<void>
}

/** There is no form to fill in, for now. */
export function FormMissing({ why, method, retry }: FormMissingProps) {
  const { texts } = usePage()
  const { payment, problem } = texts
  const elsewhere = method && method !== 'card' ? texts.methods[method] : null
  const headings = {
    too_many: problem.tooManyTitle,
    unavailable: elsewhere ? payment.unavailableElsewhereHeading(elsewhere) : payment.unavailableHeading,
    script_failed: elsewhere ? payment.scriptFailedElsewhereHeading : payment.scriptFailedHeading,
  }
  const words = { too_many: problem.tooMany, unavailable: payment.unavailable, script_failed: payment.scriptFailed }
  return (
    <Notice tone="danger" heading={headings[why]}>
      <p>{words[why]}</p>
      <button type="button" class="button button-quiet" onClick={() => void retry()}>
        {texts.common.tryAgain}
      </button>
    </Notice>
  )
}
