import type { InvoiceView } from '../../../../server/checkout/views.ts'
import { formatAsset, subtractDecimals } from '../../../ui/amounts.ts'
import { Outcome } from '../../../ui/outcome.tsx'
import type { Texts } from '../../../ui/texts/en.ts'
import { type Fact, Facts } from '../facts.tsx'
import { Moment } from '../moment.tsx'
import { usePage } from '../page-context.ts'
import { type InvoiceEnding, isSettled } from './invoice-stage.ts'

/** How an invoice ended: with a receipt, or with the words that keep a payer from sending more. */
export function InvoiceEnded({ view, how }: { view: InvoiceView; how: InvoiceEnding }) {
  const { texts, locale } = usePage()
  const { heading, sentence } = words(view, how, texts, locale)
  return (
    <section class="receipt">
      <Outcome tone={isSettled(how) ? 'success' : 'closed'} heading={heading}>
        <p>{sentence}</p>
      </Outcome>
      {how !== 'cancelled' && how !== 'expired' && <Facts facts={useFacts(view)} />}
      {isSettled(how) && (
        <div class="actions">
          <button type="button" class="button button-quiet needs-script" onClick={() => print()}>
            {texts.common.print}
          </button>
        </div>
      )}
    </section>
  )
}

function words(view: InvoiceView, how: InvoiceEnding, { invoice }: Texts, locale: string) {
  const { merchantName } = view
  const received = formatAsset(view.receivedAmount, view.asset, locale)
  switch (how) {
    case 'paid':
      return { heading: invoice.paidHeading, sentence: invoice.paid(merchantName) }
    case 'accepted':
      return { heading: invoice.acceptedHeading, sentence: invoice.accepted(merchantName) }
    case 'overpaid': {
      const excess = formatAsset(subtractDecimals(view.receivedAmount, view.expectedAmount ?? '0'), view.asset, locale)
      return { heading: invoice.overpaidHeading, sentence: invoice.overpaid(excess, merchantName) }
    }
    case 'paid_late':
      return { heading: invoice.paidLateHeading, sentence: invoice.paidLate(received, merchantName) }
    case 'underpaid':
      return { heading: invoice.underpaidHeading, sentence: invoice.underpaid(received, merchantName) }
    case 'expired':
      return { heading: invoice.expiredHeading, sentence: invoice.expired(merchantName) }
    case 'cancelled':
      return { heading: invoice.cancelledHeading, sentence: invoice.cancelled }
  }
}

function useFacts(view: InvoiceView): Fact[] {
  const { texts, locale } = usePage()
  const { invoice, receipt } = texts
  const { asset, expectedAmount, orderId, paidAt } = view
  return [
    { label: invoice.receivedLabel, value: formatAsset(view.receivedAmount, asset, locale) },
    ...(expectedAmount ? [{ label: invoice.expectedLabel, value: formatAsset(expectedAmount, asset, locale) }] : []),
    { label: receipt.merchant, value: view.merchantName },
    { label: receipt.description, value: view.title },
    ...(orderId ? [{ label: invoice.order, value: orderId }] : []),
    ...(paidAt ? [{ label: invoice.paidOn, value: <Moment at={paidAt} /> }] : []),
    { label: invoice.references[view.referenceLabel], value: <code class="reference">{view.reference}</code> },
  ]
}
