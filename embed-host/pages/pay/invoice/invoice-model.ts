import { computed } from '@preact/signals'
import type { InvoiceView } from '../../../../server/checkout/views.ts'
import { formatAsset } from '../../../ui/amounts.ts'
import type { QrMatrix } from '../../../ui/qr-matrix.ts'
import type { PayPageState } from '../../page-state.ts'
import type { CheckoutApi } from '../checkout-api.ts'
import type { LiveModel } from '../live-model.ts'
import { createLiveView } from '../live-view.ts'
import type { PageContext } from '../page-context.ts'
import type { ServerClock } from '../server-clock.ts'
import type { InvoiceModel } from './invoice-page.tsx'
import { invoiceStage, isSettled } from './invoice-stage.ts'
import { createLiveQr } from './live-qr.ts'
import { createQuoteSession } from './quote-session.ts'
import type { Wallet, WalletName } from './wallet.ts'
import { createWalletChoice } from './wallet-choice.ts'
import { createWalletSession, isUnderWay } from './wallet-session.ts'

/** An invoice with what the payer can do, kept current. */
export type LiveInvoiceModel = LiveModel & InvoiceModel & { kind: 'invoice' }

export type InvoicePageState = PayPageState & { view: InvoiceView }

/** What only a browser has. */
export interface InvoiceSurroundings {
  api: CheckoutApi
  loadWallet(name: WalletName, invoice: InvoiceView): Promise<Wallet>
  /** The XRP Ledger wallets that are in this browser. */
  findXrplWallets(): Promise<WalletName[]>
  makeQr(text: string): Promise<QrMatrix>
}

export function createInvoiceModel(
  first: InvoiceView,
  firstQr: QrMatrix | null,
  page: PageContext,
  clock: ServerClock,
  around: InvoiceSurroundings,
): LiveInvoiceModel {
  const live = createLiveView(first, around.api)
  const { view, offline, refresh, change } = live
  const wallet = createWalletSession({
    invoice: view,
    refresh,
    renewQuote: () => quote.renew('by_page'),
    api: around.api,
    loadWallet: (name) => around.loadWallet(name, view.peek()),
  })
  const stage = computed(() => invoiceStage(view.value, clock.now.value))
  const quote = createQuoteSession({
    invoice: view,
    change,
    refresh,
    api: around.api,
    now: clock.now,
    open: computed(() => stage.value.name === 'open'),
    hold: computed(() => isUnderWay(wallet.phase.value)),
  })
  const title = computed(() => {
    const { title, merchantName, expectedAmount, asset } = view.value
    const settled = stage.value.name === 'ended' && isSettled(stage.value.how)
    if (settled) return page.texts.title.paid(merchantName)
    const amount = expectedAmount && formatAsset(expectedAmount, asset, page.locale)
    return page.texts.title.invoice(amount ? `${title} · ${amount}` : title, merchantName)
  })
  // A wallet that waits for its owner moves nothing yet: the page may be left.
  const busy = computed(() => wallet.phase.value.name === 'sending')
  const wallets = createWalletChoice(view.peek(), around.findXrplWallets)
  const qr = createLiveQr(view, firstQr, around.makeQr)
  const follow = () => {
    clock.run()
    live.follow()
    qr.follow()
    quote.follow()
    wallets.follow()
  }
  const model = { kind: 'invoice', page, view, offline, stage, wallet, quote, title, busy, follow } as const
  return { ...model, wallets: wallets.usable, qr: qr.matrix }
}
