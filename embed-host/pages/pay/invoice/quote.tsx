import { useRef } from 'preact/hooks'
import type { InvoiceView, QuoteView } from '../../../../server/checkout/views.ts'
import { formatAsset, formatMoney, toUnits } from '../../../ui/amounts.ts'
import { Spinner } from '../../../ui/icons.tsx'
import { Notice } from '../../../ui/notice.tsx'
import type { Texts } from '../../../ui/texts/en.ts'
import { usePage } from '../page-context.ts'
import { useFocusOnChange } from '../use-focus-on-change.ts'
import { TimeLeft } from './countdown.tsx'
import type { QuoteSession, QuoteState } from './quote-session.ts'

/** Digits after the point of every currency that an invoice can be priced in. */
const CENTS = 2

/** What the amount comes from, and how long it stays so. */
export function QuotedPrice({ view, quote, holds }: { view: InvoiceView; quote: QuoteView; holds: boolean }) {
  const { texts, locale } = usePage()
  const { pricingCurrency, pricingAmount, validUntil } = quote
  const price = formatMoney(Number(toUnits(pricingAmount, CENTS)), pricingCurrency, CENTS, locale)
  const words = view.status === 'partially_paid' ? texts.invoice.quoteOfPart : texts.invoice.quote
  return (
    <div class="quote">
      <p class="description">{words(price, formatAsset(quote.rate, pricingCurrency, locale), view.asset)}</p>
      {holds && <TimeLeft label={texts.invoice.quoteLeft} until={validUntil} />}
    </div>
  )
}

/** In the place of what is to be sent, once its price ran out: until there is another one nothing should be. */
export function QuoteOver({ session }: { session: QuoteSession }) {
  const { texts } = usePage()
  const state = session.state.value
  const section = useRef<HTMLElement>(null)
  const failed = state === 'no_rate' || state === 'failed'
  useFocusOnChange(failed ? state : null, section, '[role=alert]')
  const { heading, sentence } = overWords(state, texts)
  const renewing = state === 'renewing'
  return (
    <section class="quote-over" ref={section}>
      <Notice tone={failed ? 'danger' : 'warning'} heading={heading}>
        <p>{sentence}</p>
      </Notice>
      <button
        type="button"
        class="button button-primary needs-script"
        aria-disabled={renewing}
        aria-busy={renewing}
        onClick={() => void session.renew('by_payer')}
      >
        {renewing && <Spinner />}
        {texts.invoice.renewQuote}
      </button>
    </section>
  )
}

function overWords(state: QuoteState, { invoice }: Texts) {
  switch (state) {
    case 'no_rate':
      return { heading: invoice.noRateHeading, sentence: invoice.noRate }
    case 'failed':
      return { heading: invoice.quoteFailedHeading, sentence: invoice.quoteFailed }
    default:
      return { heading: invoice.quoteOverHeading, sentence: invoice.quoteOver }
  }
}

/** Says aloud that another amount is to be sent than was shown before. */
export function QuoteRenewed({ view, session }: { view: InvoiceView; session: QuoteSession }) {
  const { texts, locale } = usePage()
  const note = useRef<HTMLDivElement>(null)
  const renewed = session.state.value === 'holds' && view.remainingAmount !== null && session.renewed.value
  // The button that asked for it is gone.
  useFocusOnChange(renewed === 'by_payer' ? (view.quote?.validUntil ?? null) : null, note, '[data-renewed]')
  return (
    <div class="quote-renewed" role="status" ref={note}>
      {renewed && (
        <p class="waiting" tabIndex={-1} data-renewed>
          {texts.invoice.quoteRenewed(formatAsset(view.remainingAmount!, view.asset, locale))}
        </p>
      )}
    </div>
  )
}
