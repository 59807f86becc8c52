import type { Core } from '../core.ts'
import { currencyExponent } from '../money/currency.ts'
import { formatDecimal } from '../money/decimal.ts'
import type { Fiat } from '../rates/rate.ts'
import type { InvoiceRow, QuoteRow } from '../store/schema.ts'
import type { Db } from '../store/store.ts'
import { formatAmount, remainingOf } from './asset.ts'
import { newestQuotes } from './quotes.ts'
import { REFERENCE_LABELS } from './reference.ts'
import type { InvoiceAnswer } from './schemas.ts'

/** An invoice as the API answers it. @param quote its newest, where it has a fiat price. */
export function presentInvoice(core: Core, invoice: InvoiceRow, quote: QuoteRow | null): InvoiceAnswer {
  const price = presentPrice(invoice)
  return {
    id: invoice.id,
    publicId: invoice.public_id,
    title: invoice.title,
    status: invoice.status,
    statusDetail: invoice.status_detail,
    paymentNetwork: invoice.network,
    expectedAmount: invoice.expected_amount === null ? null : formatAmount(invoice.expected_amount, invoice),
    receivedAmount: formatAmount(invoice.received_amount, invoice),
    allowCustomAmount: invoice.allow_custom_amount === 1,
    asset: invoice.asset,
    memo: invoice.reference,
    reference: invoice.reference,
    referenceLabel: REFERENCE_LABELS[invoice.network],
    destinationAddress: invoice.destination_address,
    orderId: invoice.order_id,
    clientEmail: invoice.client_email,
    clientName: invoice.client_name,
    pricingCurrency: price?.pricingCurrency ?? null,
    pricingAmount: price?.pricingAmount ?? null,
    quote: quote &&
      price && {
        ...presentQuote(invoice, quote, price),
        sources: JSON.parse(quote.sources),
        validFrom: quote.valid_from,
      },
    subscriptionId: invoice.subscription_id,
    recurringPlanId: invoice.recurring_plan_id,
    periodStart: invoice.period_start,
    periodEnd: invoice.period_end,
    payUrl: `${core.config.publicUrl}/pay/${invoice.public_id}`,
    createdAt: invoice.created_at,
    updatedAt: invoice.updated_at,
    ...(invoice.paid_at !== null && { paidAt: invoice.paid_at }),
    expiresAt: invoice.expires_at,
  }
}

/** Several, each with its newest quote. */
export async function presentInvoices(core: Core, db: Db, invoices: InvoiceRow[]): Promise<InvoiceAnswer[]> {
  const quotes = await newestQuotes(db, invoices)
  return invoices.map((invoice) => presentInvoice(core, invoice, quotes.get(invoice.id) ?? null))
}

/** One, with its newest quote. @param db the transaction that it was just changed in, where there is one. */
export async function presentWithQuote(core: Core, db: Db, invoice: InvoiceRow): Promise<InvoiceAnswer> {
  const [presented] = await presentInvoices(core, db, [invoice])
  return presented!
}

export interface Price {
  pricingCurrency: Fiat
  /** At the scale it was given in. */
  pricingAmount: string
}

/** A fiat price as people read it; null where there is none. */
export function presentPrice({ pricing_currency, pricing_amount, scale }: InvoiceRow): Price | null {
  if (pricing_currency === null || pricing_amount === null) return null
  const pricingAmount = formatDecimal(pricing_amount, currencyExponent(pricing_currency), scale)
  return { pricingCurrency: pricing_currency as Fiat, pricingAmount }
}

/** A quote as people read it, for what remains to be paid now. */
export const presentQuote = (invoice: InvoiceRow, quote: QuoteRow, price: Price) => ({
  amount: formatAmount(remainingOf(invoice) ?? 0n, invoice),
  rate: quote.rate,
  ...price,
  validUntil: quote.valid_until,
})
