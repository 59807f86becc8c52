import { z } from 'zod'
import { pageAnswer, pageQuery } from '../billing/pages.ts'
import { instant } from '../http/instant.ts'
import { FIAT_CURRENCIES } from '../rates/rate.ts'

/** Wire types of the invoice endpoints. */

const HOUR = 60 * 60 * 1000

/** `expiresIn` in milliseconds. */
export const LIFETIMES = { never: null, '30min': HOUR / 2, '1h': HOUR, '24h': 24 * HOUR, '7d': 7 * 24 * HOUR } as const

const asset = z.enum(['USDC', 'XLM', 'XRP'])

const amount = z
  .union([z.string(), z.number()], { error: 'must be a decimal number, as a string ("50.00") or as a JSON number' })
  .nullish()

export const newInvoice = z.object({
  title: z.string().trim().min(1).max(200).describe('Display name for the invoice'),
  amount: amount.describe(
    'Amount of the asset, like "50.00"; its digits are kept. Left out when the payer chooses (allowCustomAmount), or ' +
      'when there is a price.',
  ),
  asset: asset.default('USDC').describe('Settlement asset'),
  pricingCurrency: z
    .enum(FIAT_CURRENCIES)
    .nullish()
    .describe('The price is in this currency. Answers 422 (rate_unavailable) while there is no fresh, agreeing rate.'),
  pricingAmount: amount.describe('Goes with pricingCurrency; its digits are kept'),
  allowCustomAmount: z
    .boolean()
    .nullish()
    .transform((given) => given ?? false)
    .describe('The payer enters any amount'),
  orderId: z.string().max(255).nullish().describe('Your own reference'),
  clientEmail: z.email().max(254).nullish().describe('Where notices to the payer go'),
  clientName: z.string().max(200).nullish(),
  expiresIn: z.enum(['never', '30min', '1h', '24h', '7d']).default('24h').describe('Expiry window'),
})

const status = z.enum(['unpaid', 'pending', 'partially_paid', 'paid', 'overpaid', 'expired', 'cancelled'])

const quoteAnswer = z.object({
  amount: z.string().describe('What remains to be paid, in the asset'),
  rate: z.string().describe('Of one unit of the asset, in pricingCurrency: between those of the sources'),
  sources: z
    .array(z.object({ source: z.string(), rate: z.string(), at: z.string() }))
    .describe('What each source said, and when'),
  pricingCurrency: z.enum(FIAT_CURRENCIES),
  pricingAmount: z.string(),
  validFrom: z.string(),
  validUntil: z.string().describe('Renewed on the pay page'),
})

export const invoiceAnswer = z.object({
  id: z.string(),
  publicId: z.string().describe('What the pay page is found by'),
  title: z.string(),
  status,
  statusDetail: z
    .enum(['none', 'paid_late', 'accepted', 'underpaid'])
    .describe(
      'paid_late: money came after the expiry; accepted: settled by hand; underpaid: expired with part of the money',
    ),
  paymentNetwork: z.enum(['STELLAR', 'XRPL']),
  expectedAmount: z
    .string()
    .nullable()
    .describe('As it was given; null when the payer chooses. With a price: what it costs by the newest quote'),
  receivedAmount: z.string(),
  allowCustomAmount: z.boolean(),
  asset,
  memo: z.string(),
  reference: z.string().describe('What the payer sends along: a text memo on Stellar, a destination tag on XRPL'),
  referenceLabel: z.enum(['Memo', 'Destination Tag']),
  destinationAddress: z.string(),
  orderId: z.string().nullable(),
  clientEmail: z.string().nullable(),
  clientName: z.string().nullable(),
  pricingCurrency: z.enum(FIAT_CURRENCIES).nullable(),
  pricingAmount: z.string().nullable().describe('As it was given'),
  quote: quoteAnswer.nullable().describe('The newest quote of an invoice with a price'),
  subscriptionId: z.string().nullable(),
  recurringPlanId: z.string().nullable(),
  periodStart: z.string().nullable().describe('Of what it is billed for'),
  periodEnd: z.string().nullable(),
  payUrl: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  paidAt: z.string().optional().describe('Only once it is paid'),
  expiresAt: z.string().nullable().describe('null: never'),
})

export type InvoiceAnswer = z.infer<typeof invoiceAnswer>

export const invoiceList = pageAnswer(invoiceAnswer)

export const invoiceQuery = z.object({
  ...pageQuery,
  status: status.optional(),
  asset: asset.optional(),
  orderId: z.string().max(255).optional(),
  subscriptionId: z.string().max(64).optional(),
  recurringPlanId: z.string().max(64).optional(),
  createdFrom: instant.optional().describe('Made at this instant or later'),
  createdTo: instant.optional().describe('Made before this instant'),
})

export const notice = z.object({
  channel: z.enum(['EMAIL']).default('EMAIL').describe('How the payer is told'),
})
