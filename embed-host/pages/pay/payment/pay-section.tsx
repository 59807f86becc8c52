import { useEffect, useRef } from 'preact/hooks'
import type { PaymentView } from '../../../../server/checkout/views.ts'
import { LockIcon, Spinner } from '../../../ui/icons.tsx'
import { usePage } from '../page-context.ts'
import { useFocusOnChange } from '../use-focus-on-change.ts'
import { AlertNotice, FormMissing } from './alerts.tsx'
import { ElsewhereHint } from './elsewhere-hint.tsx'
import { MethodChooser } from './method-chooser.tsx'
import { BusyHint, busyWords } from './moving.tsx'
import type { PaySession } from './pay-session.ts'
import type { PaymentStage } from './payment-stage.ts'
import { type Place, placeOf } from './place.ts'
import { useMoney } from './totals.tsx'

type FormStage = Extract<PaymentStage, { name: 'form' | 'form_missing' }>

interface PaySectionProps {
  view: PaymentView
  stage: FormStage
  session: PaySession
  /** The amount is about to change. */
  hold: boolean
}

/** The methods, the chosen one's form and the button that pays. A provider's fields stay from the first try to the last. */
export function PaySection({ view, stage, session, hold }: PaySectionProps) {
  const { texts } = usePage()
  const section = useRef<HTMLElement>(null)
  const method = session.method.value
  const place = placeOf(method, session.form.value?.config ?? null, texts)
  const busy = stage.name === 'form' ? stage.busy : null
  const several = view.methods.length > 1
  useFocusOnChange(stage.name === 'form' ? stage.alert : stage.why, section, '.notice')

  const title = method && (place || method !== 'card') ? texts.methods[method] : texts.payment.cardHeading
  return (
    <section class="pay-section" ref={section} aria-label={title}>
      {stage.name === 'form' && stage.alert && <AlertNotice alert={stage.alert} method={method} />}
      {several ? (
        <MethodChooser methods={view.methods} chosen={method} locked={busy !== null} choose={session.choose} />
      ) : (
        <h2 class="section-heading">{title}</h2>
      )}
      {stage.name === 'form_missing' && <FormMissing why={stage.why} method={method} retry={session.retry} />}
      <FormPlace stage={stage} session={session} place={place} />
      {stage.name === 'form' && <PayButton view={view} stage={stage} place={place} hold={hold} pay={session.pay} />}
      {busy && <Hint session={session} busy={busy} place={place} />}
      <Privacy view={view} session={session} place={place} />
    </section>
  )
}

interface FormPlaceProps {
  stage: FormStage
  session: PaySession
  place: Place | null
}

/** Holds the place of the provider's fields until they are there, so that nothing below moves. */
function FormPlace({ stage, session, place }: FormPlaceProps) {
  const { texts } = usePage()
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => (host.current ? session.mount(host.current) : undefined), [session])
  const method = session.method.value
  const loading = stage.name === 'form' && stage.loading
  const inPage = method === 'card' && !place
  return (
    <div class="form-place" data-state={placeState(stage)} data-fields={inPage || undefined}>
      <div class="form-host" ref={host} inert={stage.name !== 'form' || stage.busy !== null} />
      {place && stage.name === 'form' && <p>{texts.payment.goOn(place.name, place.by)}</p>}
      {loading && (
        <div class="skeleton">
          <p class="visually-hidden" role="status">
            {inPage || !method ? texts.payment.loading : texts.payment.preparing(texts.methods[method])}
          </p>
          <span class="skeleton-field" />
          {inPage && <span class="skeleton-field" />}
          {inPage && <span class="skeleton-field" />}
          <noscript>
            <p class="no-script">{texts.common.needsScript}</p>
          </noscript>
        </div>
      )}
    </div>
  )
}

function placeState(stage: FormStage): 'loading' | 'ready' | 'busy' | 'missing' {
  if (stage.name === 'form_missing') return 'missing'
  if (stage.loading) return 'loading'
  return stage.busy ? 'busy' : 'ready'
}

interface PayButtonProps {
  view: PaymentView
  stage: Extract<PaymentStage, { name: 'form' }>
  place: Place | null
  hold: boolean
  pay: () => Promise<void>
}

/** Never `disabled`: that would throw the keyboard's focus back to the top of the page at every press. */
function PayButton({ view, stage, place, hold, pay }: PayButtonProps) {
  const { texts } = usePage()
  const money = useMoney(view)
  const { busy, loading } = stage
  return (
    <button
      type="button"
      class="button button-primary"
      aria-disabled={loading || hold || busy !== null}
      aria-busy={busy !== null}
      onClick={() => void pay()}
    >
      {busy ? <Spinner /> : <LockIcon />}
      {busy ? busyWords(busy, place, texts) : texts.payment.pay(money(view.amount))}
    </button>
  )
}

interface HintProps {
  session: PaySession
  busy: NonNullable<Extract<PaymentStage, { name: 'form' }>['busy']>
  place: Place | null
}

function Hint({ session, busy, place }: HintProps) {
  const elsewhere = session.form.value?.elsewhere
  const away = elsewhere?.away.value
  if (elsewhere && away && place) return <ElsewhereHint elsewhere={elsewhere} away={away} place={place.name} />
  return <BusyHint busy={busy} place={place} />
}

/** Where the payer's details go: never to the merchant, and not to us. */
function Privacy({ view, session, place }: { view: PaymentView; session: PaySession; place: Place | null }) {
  const { texts } = usePage()
  const { privacy, privacyElsewhere } = texts.payment
  const method = session.method.value
  const kind = session.form.value?.config.kind
  const name = place?.name ?? (method && method !== 'card' ? texts.methods[method] : null)
  const provider = kind && kind !== 'redirect' ? texts.providers[kind] : null
  return (
    <p class="fine-print">
      <LockIcon />
      {name && !provider ? privacyElsewhere(name, view.merchantName) : privacy(provider, view.merchantName)}
    </p>
  )
}
