import { computed, type ReadonlySignal } from '@preact/signals'
import type { InvoiceView, PaymentView } from '../../../server/checkout/views.ts'
import { formatAsset, formatMoney } from '../../ui/amounts.ts'
import type { QrMatrix } from '../../ui/qr-matrix.ts'
import { languageFor } from '../../ui/texts/languages.ts'
import type { PayPageState } from '../page-state.ts'
import type { CheckoutApi } from './checkout-api.ts'
import type { InvoiceModel } from './invoice/invoice-page.tsx'
import { invoiceStage, isSettled } from './invoice/invoice-stage.ts'
import { createLiveQr } from './invoice/live-qr.ts'
import type { Wallet, WalletName } from './invoice/wallet.ts'
import { createWalletSession } from './invoice/wallet-session.ts'
import { createLiveView } from './live-view.ts'
import type { PageContext } from './page-context.ts'
import type { OpenCardForm } from './payment/card-form.ts'
import { createCardSession } from './payment/card-session.ts'
import type { PaymentModel } from './payment/payment-page.tsx'
import { isMoving, paymentStage } from './payment/payment-stage.ts'
import { createServerClock, type ServerClock } from './server-clock.ts'

interface CommonModel {
  page: PageContext
  offline: ReadonlySignal<boolean>
  title: ReadonlySignal<string>
  /** Money may be moving: the page must not be closed. */
  busy: ReadonlySignal<boolean>
  /** Keeps all of it current, from hydration on. */
  follow(): void
}

/** Everything the page shows, and what the payer can do; made alike on the server and in the browser. */
export type PayModel =
  | (CommonModel & PaymentModel & { kind: 'payment' })
  | (CommonModel & InvoiceModel & { kind: 'invoice' })

/** What only a browser has. */
export interface Surroundings {
  api: CheckoutApi
  timeZone: ReadonlySignal<'UTC' | undefined>
  openCardForm: OpenCardForm
  loadWallet(name: WalletName, invoice: InvoiceView): Promise<Wallet>
  makeQr(text: string): Promise<QrMatrix>
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
  returned: boolean,
  page: PageContext,
  clock: ServerClock,
  around: Surroundings,
): PayModel {
  const live = createLiveView(first, around.api)
  const { view, offline, refresh } = live
  const card = createCardSession({
    payment: view,
    refresh,
    api: around.api,
    openForm: around.openCardForm,
    wait: around.wait,
  })
  const stage = computed(() =>
    paymentStage({
      view: view.value,
      phase: card.phase.value,
      browserDecline: card.browserDecline.value,
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
  }
  return { kind: 'payment', page, view, offline, stage, card, title, busy, wasPaid, follow }
}

function createInvoiceModel(
  first: InvoiceView,
  firstQr: QrMatrix | null,
  page: PageContext,
  clock: ServerClock,
  around: Surroundings,
): PayModel {
  const live = createLiveView(first, around.api)
  const { view, offline, refresh } = live
  const wallet = createWalletSession({
    invoice: view,
    refresh,
    api: around.api,
    loadWallet: (name) => around.loadWallet(name, view.peek()),
  })
  const stage = computed(() => invoiceStage(view.value, clock.now.value))
  const title = computed(() => {
    const { title, merchantName, expectedAmount, asset } = view.value
    const settled = stage.value.name === 'ended' && isSettled(stage.value.how)
    if (settled) return page.texts.title.paid(merchantName)
    const amount = expectedAmount && formatAsset(expectedAmount, asset, page.locale)
    return page.texts.title.invoice(amount ? `${title} · ${amount}` : title, merchantName)
  })
  // A wallet that waits for its owner moves nothing yet: the page may be left.
  const busy = computed(() => wallet.phase.value.name === 'sending')
  const qr = createLiveQr(view, firstQr, around.makeQr)
  const follow = () => {
    clock.run()
    live.follow()
    qr.follow()
  }
  return { kind: 'invoice', page, view, offline, stage, wallet, qr: qr.matrix, title, busy, follow }
}
