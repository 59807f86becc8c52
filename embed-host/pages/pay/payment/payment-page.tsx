import type { ReadonlySignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { PaymentView } from '../../../../server/checkout/views.ts'
import { formatMoney } from '../../../ui/amounts.ts'
import { Outcome } from '../../../ui/outcome.tsx'
import { Due } from '../due.tsx'
import { usePage } from '../page-context.ts'
import { Summary } from '../summary.tsx'
import { useFocusOnChange } from '../use-focus-on-change.ts'
import { CouponBox } from './coupon-box.tsx'
import type { CouponSession } from './coupon-session.ts'
import type { FreeOrder } from './free-order.ts'
import { FreeSection } from './free-section.tsx'
import { Moving } from './moving.tsx'
import { outcomeUrl } from './outcome-url.ts'
import { PaySection } from './pay-section.tsx'
import type { PaySession } from './pay-session.ts'
import { isOpen, type PageRole, type PaymentStage } from './payment-stage.ts'
import { Receipt } from './receipt.tsx'
import type { TrailStep } from './trail.ts'

export interface PaymentModel {
  view: ReadonlySignal<PaymentView>
  stage: ReadonlySignal<PaymentStage>
  session: PaySession
  coupon: CouponSession
  free: FreeOrder
  role: ReadonlySignal<PageRole>
  /** The provider's page from which this tab came back, while it may still be finished there. */
  way: ReadonlySignal<TrailStep | null>
  /** The payment was paid before this page was opened. */
  wasPaid: boolean
}

/** A payment, from the form to the receipt. */
export function PaymentPage({ model }: { model: PaymentModel }) {
  const { texts, locale, embed } = usePage()
  const view = model.view.value
  const stage = model.stage.value
  const panel = useRef<HTMLDivElement>(null)
  useFocusOnChange(endingOf(stage), panel, '[data-outcome]')

  return (
    <div class="checkout">
      <Summary view={view} backUrl={!embed && mayLeave(stage) ? backUrl(view) : null}>
        <h1 class="due">
          <Due
            label={isDue(stage) ? texts.payment.due : texts.receipt.amount}
            amount={formatMoney(view.amount, view.currency, view.exponent, locale)}
          />
        </h1>
        {view.description && (
          <p class="description">
            <bdi>{view.description}</bdi>
          </p>
        )}
        <CouponBox view={view} session={model.coupon} open={isOpen(stage)} />
      </Summary>
      <div class="panel" ref={panel}>
        {stage.name !== 'window_done' && model.role.value === 'stuck_window' && (
          <p class="close-window">{texts.payment.closeWindowHeading}</p>
        )}
        <Stage model={model} />
      </div>
    </div>
  )
}

function Stage({ model }: { model: PaymentModel }) {
  const { texts } = usePage()
  const view = model.view.value
  const stage = model.stage.value
  switch (stage.name) {
    case 'form':
    case 'form_missing':
      return <PaySection view={view} stage={stage} session={model.session} hold={model.coupon.busy.value} />
    case 'free':
      return <FreeSection order={model.free} />
    case 'window_done':
      return (
        <Outcome tone="waiting" heading={texts.payment.closeWindowHeading}>
          <p>{texts.payment.closeWindow}</p>
        </Outcome>
      )
    case 'moving':
      return <Moving busy={stage.busy} way={model.way.value} />
    case 'receipt':
      return <Receipt view={view} of={stage.of} wasPaid={model.wasPaid} />
    case 'no_method':
      return (
        <Outcome tone="closed" heading={texts.payment.noMethodHeading}>
          <p>{texts.payment.noMethod(view.merchantName)}</p>
        </Outcome>
      )
    case 'closed':
      return stage.why === 'expired' ? (
        <Outcome tone="closed" heading={texts.payment.expiredHeading}>
          <p>{texts.payment.expired(view.merchantName)}</p>
        </Outcome>
      ) : (
        <Outcome tone="closed" heading={texts.payment.cancelledHeading}>
          <p>{texts.payment.cancelled}</p>
        </Outcome>
      )
  }
}

/** A name for each way the page can end, null while the payer is still at the form. */
function endingOf(stage: PaymentStage): string | null {
  switch (stage.name) {
    case 'form':
    case 'form_missing':
    case 'free':
      return null
    case 'receipt':
      return stage.of
    case 'closed':
      return stage.why
    case 'moving':
    case 'no_method':
    case 'window_done':
      return stage.name
  }
}

function isDue(stage: PaymentStage): boolean {
  return stage.name !== 'receipt' && stage.name !== 'closed'
}

function mayLeave(stage: PaymentStage): boolean {
  return (
    stage.name !== 'moving' &&
    stage.name !== 'receipt' &&
    stage.name !== 'window_done' &&
    !(stage.name === 'form' && stage.busy)
  )
}

function backUrl(view: PaymentView): string | null {
  return view.cancelUrl && outcomeUrl(view.cancelUrl, { paymentId: view.id, status: view.status })
}
