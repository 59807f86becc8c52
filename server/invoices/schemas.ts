import { z } from 'zod'

/** Wire types of the invoice endpoints. */

const HOUR = 60 * 60 * 1000

/** `expiresIn` in milliseconds. */
export const LIFETIMES = { never: null, '30min': HOUR / 2, '1h': HOUR, '24h': 24 * HOUR, '7d': 7 * 24 * HOUR } as const

const amount = z
  .union([z.string(), z.number()], { error: 'must be a decimal number, as a string ("50.00") or as a JSON number' })
  .nullish()

export const newInvoice = z.object({
  title: z.string().trim().min(1).max(200).describe('Display name for the invoice'),
  amount: amount.describe(
    'Amount of the asset, like "50.00"; its digits are kept. Left out when the payer chooses (allowCustomAmount).',
  ),
  asset: z.enum(['USDC', 'XLM', 'XRP']).default('USDC').describe('Settlement asset'),
  pricingCurrency: z
    .enum(['USD', 'EUR', 'GBP'])
    .nullish()
    .describe('Fiat pricing. Answers 422 while the server has no source of exchange rates.'),
  pricingAmount: amount.describe('Goes with pricingCurrency'),
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
  expectedAmount: z.string().nullable().describe('As it was given; null when the payer chooses'),
  receivedAmount: z.string(),
  allowCustomAmount: z.boolean(),
  asset: z.enum(['USDC', 'XLM', 'XRP']),
  memo: z.string(),
  reference: z.string().describe('What the payer sends along: a text memo on Stellar, a destination tag on XRPL'),
  referenceLabel: z.enum(['Memo', 'Destination Tag']),
  destinationAddress: z.string(),
  orderId: z.string().nullable(),
  clientEmail: z.string().nullable(),
  clientName: z.string().nullable(),
  payUrl: z.string(),
  createdAt: z.string(),
  paidAt: z.string().optional().describe('Only once it is paid'),
  expiresAt: z.string().nullable().describe('null: never'),
})

export type InvoiceAnswer = z.infer<typeof invoiceAnswer>

export const invoiceList = z.object({
  data: z.array(invoiceAnswer),
  total: z.number().int(),
  page: z.number().int(),
  limit: z.number().int(),
  pages: z.number().int(),
})

const LAST_PAGE = 1_000_000

export const invoiceQuery = z.object({
  page: wholeNumber(1, LAST_PAGE).describe('Counts from 1'),
  limit: wholeNumber(20, 100).describe('Results per page, at most 100'),
  status: status.optional(),
})

/** A number in a query, where everything is text: from 1 to `most`. Anything else is a malformed request. */
function wholeNumber(fallback: number, most: number) {
  return z
    .string()
    .optional()
    .transform((text, context) => {
      if (text === undefined) return fallback
      const value = /^\d{1,9}$/.test(text) ? Number(text) : 0
      if (value >= 1 && value <= most) return value
      context.addIssue({
        code: 'invalid_type',
        expected: 'int',
        input: text,
        message: `must be a whole number from 1 to ${most}`,
      })
      return z.NEVER
    })
}
