import type { PaymentView } from '../../../../server/checkout/views.ts'
import { formatMoney } from '../../../ui/amounts.ts'
import { Outcome } from '../../../ui/outcome.tsx'
import type { Texts } from '../../../ui/texts/en.ts'
import { type Fact, Facts } from '../facts.tsx'
import { Moment } from '../moment.tsx'
import { usePage } from '../page-context.ts'
import { outcomeUrl } from './outcome-url.ts'
import type { PaymentStage } from './payment-stage.ts'

type ReceiptKind = Extract<PaymentStage, { name: 'receipt' }>['of']

interface ReceiptProps {
  view: PaymentView
  of: ReceiptKind
  /** The payment was paid before this page was opened. */
  wasPaid: boolean
}

/** The end of a payment that succeeded. */
export function Receipt({ view, of, wasPaid }: ReceiptProps) {
  const { texts, embed } = usePage()
  const { heading, sentence } = words({ view, of, wasPaid }, texts)
  return (
    <section class="receipt">
      <Outcome tone="success" heading={heading}>
        <p>{sentence}</p>
      </Outcome>
      <Facts facts={useFacts(view)} />
      <div class="actions">
        {!embed && view.successUrl && (
          <a
            class="button button-primary"
            href={outcomeUrl(view.successUrl, { paymentId: view.id, status: view.status })}
          >
            {texts.common.returnTo(view.merchantName)}
          </a>
        )}
        <button type="button" class="button button-quiet needs-script" onClick={() => print()}>
          {texts.common.print}
        </button>
      </div>
    </section>
  )
}

function words({ view, of, wasPaid }: ReceiptProps, { receipt }: Texts): { heading: string; sentence: string } {
  if (of === 'refunded') return { heading: receipt.refundedHeading, sentence: receipt.refunded }
  if (of === 'partially_refunded') return { heading: receipt.partlyRefundedHeading, sentence: receipt.partlyRefunded }
  if (view.amount === 0) return { heading: receipt.freeHeading, sentence: receipt.free(view.merchantName) }
  if (wasPaid) return { heading: receipt.alreadyPaidHeading, sentence: receipt.alreadyPaid }
  return { heading: receipt.succeededHeading, sentence: receipt.succeeded(view.merchantName) }
}

function useFacts(view: PaymentView): Fact[] {
  const { texts, locale } = usePage()
  return [
    { label: texts.receipt.amount, value: formatMoney(view.amount, view.currency, view.exponent, locale) },
    { label: texts.receipt.merchant, value: view.merchantName },
    ...(view.description ? [{ label: texts.receipt.description, value: view.description }] : []),
    view.paidAt
      ? { label: texts.receipt.paid, value: <Moment at={view.paidAt} /> }
      : { label: texts.receipt.created, value: <Moment at={view.createdAt} /> },
    { label: texts.receipt.reference, value: <code class="reference">{view.id}</code> },
  ]
}
