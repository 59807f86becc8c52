import { useEffect, useRef } from 'preact/hooks'
import type { PaymentView } from '../../../../server/checkout/views.ts'
import { formatMoney } from '../../../ui/amounts.ts'
import { LockIcon, Spinner } from '../../../ui/icons.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { usePage } from '../page-context.ts'
import { useFocusOnChange } from '../use-focus-on-change.ts'
import type { CardSession } from './card-session.ts'
import { BusyHint, busyWords } from './moving.tsx'
import { isDecline, type PaymentAlert, type PaymentStage } from './payment-stage.ts'

type FormStage = Extract<PaymentStage, { name: 'form' | 'form_missing' }>

interface CardSectionProps {
  view: PaymentView
  stage: FormStage
  session: CardSession
}

/** The card form and the button that pays. The provider's fields stay in place from the first try to the last. */
export function CardSection({ view, stage, session }: CardSectionProps) {
  const { texts } = usePage()
  const section = useRef<HTMLElement>(null)
  const alert = stage.name === 'form' ? stage.alert : stage.why
  useFocusOnChange(alert, section, '[role=alert]')

  return (
    <section class="card-section" ref={section} aria-labelledby="card-heading">
      <h2 class="section-heading" id="card-heading">
        {texts.payment.cardHeading}
      </h2>
      {stage.name === 'form' && stage.alert && <AlertNotice alert={stage.alert} />}
      {stage.name === 'form_missing' && <FormMissing why={stage.why} retry={session.retry} />}
      <CardFields stage={stage} session={session} />
      {stage.name === 'form' && <PayButton view={view} stage={stage} pay={session.pay} />}
      {stage.name === 'form' && stage.busy && <BusyHint busy={stage.busy} />}
      <p class="fine-print">
        <LockIcon />
        {texts.payment.privacy(view.merchantName)}
      </p>
    </section>
  )
}

function AlertNotice({ alert }: { alert: PaymentAlert }) {
  const { texts } = usePage()
  if (isDecline(alert)) {
    return (
      <Notice tone="danger" heading={texts.decline.heading}>
        {texts.decline[alert]}
      </Notice>
    )
  }
  if (alert === 'failed') {
    return (
      <Notice tone="danger" heading={texts.payment.failedHeading}>
        {texts.payment.failed}
      </Notice>
    )
  }
  return <Notice tone="danger">{alert === 'incomplete' ? texts.payment.incomplete : texts.payment.notStarted}</Notice>
}

function FormMissing({ why, retry }: { why: 'unavailable' | 'script_failed'; retry: () => Promise<void> }) {
  const { texts } = usePage()
  const scriptFailed = why === 'script_failed'
  return (
    <Notice tone="danger" heading={scriptFailed ? texts.payment.scriptFailedHeading : texts.payment.unavailableHeading}>
      <p>{scriptFailed ? texts.payment.scriptFailed : texts.payment.unavailable}</p>
      <button type="button" class="button button-quiet" onClick={() => void retry()}>
        {texts.common.tryAgain}
      </button>
    </Notice>
  )
}

/** Holds the place of the fields until they are there, so that nothing below moves. */
function CardFields({ stage, session }: Omit<CardSectionProps, 'view'>) {
  const { texts } = usePage()
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => (host.current ? session.mount(host.current) : undefined), [session])
  const loading = stage.name === 'form' && stage.loading
  return (
    <div class="card-fields" data-state={fieldsState(stage)}>
      <div class="card-host" ref={host} inert={stage.name !== 'form' || stage.busy !== null} />
      {loading && (
        <div class="skeleton">
          <p class="visually-hidden" role="status">
            {texts.payment.loading}
          </p>
          <span class="skeleton-field" />
          <span class="skeleton-field" />
          <span class="skeleton-field" />
          <noscript>
            <p class="no-script">{texts.common.needsScript}</p>
          </noscript>
        </div>
      )}
    </div>
  )
}

function fieldsState(stage: FormStage): 'loading' | 'ready' | 'busy' | 'missing' {
  if (stage.name === 'form_missing') return 'missing'
  if (stage.loading) return 'loading'
  return stage.busy ? 'busy' : 'ready'
}

interface PayButtonProps {
  view: PaymentView
  stage: Extract<PaymentStage, { name: 'form' }>
  pay: () => Promise<void>
}

/** Never `disabled`: that would throw the keyboard's focus back to the top of the page at every press. */
function PayButton({ view, stage, pay }: PayButtonProps) {
  const { texts, locale } = usePage()
  const { busy, loading } = stage
  return (
    <button
      type="button"
      class="button button-primary"
      aria-disabled={loading || busy !== null}
      aria-busy={busy !== null}
      onClick={() => void pay()}
    >
      {busy ? <Spinner /> : <LockIcon />}
      {busy
        ? busyWords(busy, texts)
        : texts.payment.pay(formatMoney(view.amount, view.currency, view.exponent, locale))}
    </button>
  )
}
