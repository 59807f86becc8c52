import type { ReadonlySignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { InvoiceView } from '../../../../server/checkout/views.ts'
import { formatAsset, permille } from '../../../ui/amounts.ts'
import { Spinner } from '../../../ui/icons.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { QrCode } from '../../../ui/qr-code.tsx'
import type { QrMatrix } from '../../../ui/qr-matrix.ts'
import { Due } from '../due.tsx'
import { usePage } from '../page-context.ts'
import { Summary } from '../summary.tsx'
import { useFocusOnChange } from '../use-focus-on-change.ts'
import { Countdown } from './countdown.tsx'
import { InvoiceEnded } from './invoice-ended.tsx'
import type { InvoiceStage } from './invoice-stage.ts'
import { QuotedPrice, QuoteOver, QuoteRenewed } from './quote.tsx'
import type { QuoteSession } from './quote-session.ts'
import { TransferDetails } from './transfer-details.tsx'
import type { WalletName } from './wallet.ts'
import { WalletButtons } from './wallet-buttons.tsx'
import type { WalletSession } from './wallet-session.ts'

export interface InvoiceModel {
  view: ReadonlySignal<InvoiceView>
  stage: ReadonlySignal<InvoiceStage>
  wallet: WalletSession
  quote: QuoteSession
  /** Wallets that can be used in this browser. */
  wallets: ReadonlySignal<readonly WalletName[]>
  /** The QR code of the view's `payUri`. */
  qr: ReadonlySignal<QrMatrix | null>
}

/** An invoice on a ledger, from what to send to what arrived. */
export function InvoicePage({ model }: { model: InvoiceModel }) {
  const { texts } = usePage()
  const view = model.view.value
  const stage = model.stage.value
  const holds = model.quote.state.value === 'holds'
  const panel = useRef<HTMLDivElement>(null)
  useFocusOnChange(stage.name === 'open' ? null : stage.name, panel, '[data-outcome]')

  return (
    <div class="checkout">
      <Summary view={view} backUrl={null}>
        <h1 class="invoice-title">
          <bdi>{view.title}</bdi>
        </h1>
        <InvoiceDue model={model} />
        {view.orderId && (
          <p class="description">
            {texts.invoice.order} <bdi>{view.orderId}</bdi>
          </p>
        )}
        {stage.name === 'open' && <Countdown view={view} />}
      </Summary>
      <div class="panel" ref={panel}>
        {stage.name === 'open' && <QuoteRenewed view={view} session={model.quote} />}
        {stage.name === 'open' && (holds ? <Open model={model} stage={stage} /> : <QuoteOver session={model.quote} />)}
        {stage.name === 'seen' && <Seen />}
        {stage.name === 'ended' && <InvoiceEnded view={view} how={stage.how} />}
      </div>
    </div>
  )
}

function InvoiceDue({ model }: { model: InvoiceModel }) {
  const { texts, locale } = usePage()
  const view = model.view.value
  const open = model.stage.value.name === 'open'
  const holds = model.quote.state.value === 'holds'
  const amount = open ? view.remainingAmount : view.expectedAmount
  return (
    <>
      {holds && (
        <p class="due">
          <Due
            label={open ? texts.invoice.due : texts.invoice.amount}
            amount={amount ? formatAsset(amount, view.asset, locale) : texts.invoice.anyAmount(view.asset)}
          />
        </p>
      )}
      {open && view.quote && <QuotedPrice view={view} quote={view.quote} holds={holds} />}
    </>
  )
}

function Open({ model, stage }: { model: InvoiceModel; stage: Extract<InvoiceStage, { name: 'open' }> }) {
  const { texts } = usePage()
  const view = model.view.value
  const matrix = model.qr.value
  // A wallet in the browser gets a finished transaction, and that needs an amount.
  const wallets = view.remainingAmount === null ? [] : model.wallets.value
  return (
    <div class="invoice-open">
      {stage.partlyPaid && <PartlyPaid view={view} />}
      <div class="scan">
        <div class="qr-box">{matrix && <QrCode matrix={matrix} label={texts.invoice.qrLabel} />}</div>
        <div class="scan-actions">
          <h2 class="section-heading">{texts.invoice.scan}</h2>
          <OpenInWallet view={view} />
          {wallets.length > 0 && <WalletButtons view={view} session={model.wallet} wallets={wallets} />}
        </div>
      </div>
      <h2 class="section-heading">{texts.invoice.orByHand}</h2>
      <TransferDetails view={view} />
      <p class="waiting" role="status">
        <span class="pulse" aria-hidden="true" />
        {texts.invoice.waiting}
      </p>
    </div>
  )
}

/** A link of the wallet's own opens the wallet; one to a website must not take the place of this page. */
function OpenInWallet({ view: { network, payUri } }: { view: InvoiceView }) {
  const { texts } = usePage()
  const elsewhere = network === 'XRPL' ? ({ target: '_blank', rel: 'noopener noreferrer' } as const) : {}
  return (
    <a class="button button-quiet" href={payUri} {...elsewhere}>
      {network === 'XRPL' ? texts.invoice.openInXaman : texts.invoice.openInWallet}
    </a>
  )
}

function PartlyPaid({ view }: { view: InvoiceView }) {
  const { texts, locale } = usePage()
  const { expectedAmount, remainingAmount, receivedAmount, asset } = view
  if (expectedAmount === null || remainingAmount === null) return null
  const received = formatAsset(receivedAmount, asset, locale)
  const remaining = formatAsset(remainingAmount, asset, locale)
  return (
    <div class="partly-paid" role="status">
      <Notice tone="info" heading={texts.invoice.partialHeading(remaining)}>
        <p>{texts.invoice.partial(received, remaining)}</p>
        <progress
          max={1000}
          value={permille(receivedAmount, expectedAmount)}
          aria-label={texts.invoice.received(received, formatAsset(expectedAmount, asset, locale))}
        />
      </Notice>
    </div>
  )
}

function Seen() {
  const { texts } = usePage()
  return (
    <section class="moving">
      <Spinner />
      <h2 class="outcome-heading" tabIndex={-1} data-outcome>
        {texts.invoice.seenHeading}
      </h2>
      <p role="status">{texts.invoice.seen}</p>
    </section>
  )
}
