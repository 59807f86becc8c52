import { computed, type ReadonlySignal } from '@preact/signals'
import type { PaymentView } from '../../../server/checkout/views.ts'
import { formatMoney } from '../../ui/amounts.ts'
import { languageFor } from '../../ui/texts/languages.ts'
import type { PayPageState } from '../page-state.ts'
import { createInvoiceModel, type InvoiceSurroundings, type LiveInvoiceModel } from './invoice/invoice-model.ts'
import type { LiveModel } from './live-model.ts'
import { createLiveView } from './live-view.ts'
import type { PageContext } from './page-context.ts'
import type { OpenForm } from './payment/card-form.ts'
import { createCouponSession } from './payment/coupon-session.ts'
import { createFreeOrder } from './payment/free-order.ts'
import { createPaySession } from './payment/pay-session.ts'
import type { PaymentModel } from './payment/payment-page.tsx'
import { isMoving, paymentStage } from './payment/payment-stage.ts'
import { createReturning } from './payment/returning.ts'
import type { Trail } from './payment/trail.ts'
import { createServerClock, type ServerClock } from './server-clock.ts'

/** Everything the page shows, and what the payer can do; made alike on the server and in the browser. */
export type PayModel = (LiveModel & PaymentModel & { kind: 'payment' }) | LiveInvoiceModel

/** What only a browser has. */
export interface Surroundings extends InvoiceSurroundings {
  timeZone: ReadonlySignal<'UTC' | undefined>
  openForm: OpenForm
  trail: Trail
  /** This window, if a page of ours opened it for a provider's page. */
  popup: Pick<Window, 'close'> | null
  wait(ms: number): Promise<void>
}

export function createPayModel(state: PayPageState, surroundings: Surroundings): PayModel {
  const clock = createServerClock(state.serverNow)
  const page: PageContext = {
    ...languageFor(state.locale),
    embed: state.embed,
    now: clock.now,
    timeZone: surroundings.timeZone,
  }
  const { view } = state
  return view.kind === 'payment'
    ? createPaymentModel(view, state.returned, page, clock, surroundings)
    : createInvoiceModel(view, state.qr, page, clock, surroundings)
}

function createPaymentModel(
  first: PaymentView,
  returned: string | null,
  page: PageContext,
  clock: ServerClock,
  around: Surroundings,
): PayModel {
  const live = createLiveView(first, around.api)
  const { view, offline, refresh, change } = live
  const { api, wait, trail, openForm, popup } = around
  const coupon = createCouponSession({ payment: view, change, refresh, api })
  const free = createFreeOrder({ payment: view, change, refresh, hold: coupon.busy, api })
  const session = createPaySession({ payment: view, refresh, hold: coupon.busy, api, openForm, trail, wait })
  const { comeBack } = session
  const returning = createReturning({ payment: view, refresh, returned, api, trail, comeBack, popup, wait })
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
