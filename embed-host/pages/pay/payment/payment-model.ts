import { computed, type ReadonlySignal } from '@preact/signals'
import type { PaymentView } from '../../../../server/checkout/views.ts'
import { formatMoney } from '../../../ui/amounts.ts'
import type { Language } from '../../../ui/texts/language.ts'
import type { PayPageState } from '../../page-state.ts'
import type { CheckoutApi } from '../checkout-api.ts'
import type { LiveModel } from '../live-model.ts'
import { createLiveView } from '../live-view.ts'
import { createPageContext } from '../page-context.ts'
import { createServerClock } from '../server-clock.ts'
import type { OpenForm } from './card-form.ts'
import { createCouponSession } from './coupon-session.ts'
import { createFreeOrder } from './free-order.ts'
import { createPaySession } from './pay-session.ts'
import type { PaymentModel } from './payment-page.tsx'
import { isMoving, paymentStage } from './payment-stage.ts'
import { createReturning } from './returning.ts'
import type { Trail } from './trail.ts'

/** A payment with what the payer can do, kept current; made alike on the server and in the browser. */
export type LivePaymentModel = LiveModel & PaymentModel & { kind: 'payment' }

export type PaymentPageState = PayPageState & { view: PaymentView }

/** What only a browser has. */
export interface PaymentSurroundings {
  api: CheckoutApi
  timeZone: ReadonlySignal<'UTC' | undefined>
  openForm: OpenForm
  trail: Trail
  /** Takes the attempt out of the page's address. */
  forgetReturn(): void
  /** This window, if a page of ours opened it for a provider's page. */
  popup: Pick<Window, 'close'> | null
  wait(ms: number): Promise<void>
}

export function createPaymentModel(
  state: PaymentPageState,
  language: Language,
  around: PaymentSurroundings,
): LivePaymentModel {
  const clock = createServerClock(state.serverNow)
  const page = createPageContext(language, state, clock, around.timeZone)
  const { view: first, returned } = state
  const live = createLiveView(first, around.api)
  const { view, offline, refresh, change } = live
  const { api, wait, trail, openForm, forgetReturn, popup } = around
  const coupon = createCouponSession({ payment: view, change, refresh, api })
  const free = createFreeOrder({ payment: view, change, refresh, hold: coupon.busy, api })
  const session = createPaySession({ payment: view, refresh, hold: coupon.busy, api, openForm, trail, wait })
  const { comeBack } = session
  const returning = createReturning({
    payment: view,
    refresh,
    returned,
    api,
    trail,
    comeBack,
    forgetReturn,
    popup,
    wait,
  })
  const stage = computed(() =>
    paymentStage({
      view: view.value,
      phase: session.phase.value,
      browserDecline: session.browserDecline.value,
      turnedBack: session.turnedBack.value,
      elsewhere: Boolean(session.form.value?.elsewhere?.away.value),
      role: returning.role.value,
      now: clock.now.value,
    }),
  )
  const title = computed(() => {
    const { merchantName, amount, currency, exponent } = view.value
    const words = page.texts.title
    if (stage.value.name === 'receipt') return words.paid(merchantName)
    if (stage.value.name === 'closed') return words.closed(merchantName)
    return words.payment(formatMoney(amount, currency, exponent, page.locale), merchantName)
  })
  const busy = computed(() => isMoving(stage.value))
  const wasPaid = stage.peek().name === 'receipt' && !returned
  const follow = () => {
    clock.run()
    live.follow()
    void returning.follow()
  }
  const { role, way } = returning
  return { kind: 'payment', page, view, offline, stage, session, coupon, free, role, way, title, busy, wasPaid, follow }
}
