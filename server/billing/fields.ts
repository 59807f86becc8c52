import { z } from 'zod'
import { formatAmount } from '../invoices/asset.ts'
import type { Asset } from '../store/schema.ts'

/** Fields that packages, subscriptions and recurring plans share on the wire. */

export const text = (max: number) => z.string().trim().min(1).max(max)

export const email = z
  .email({ error: ({ code }) => (code === 'invalid_format' ? 'must be an e-mail address' : undefined) })
  .max(254)

const AMOUNT = 'a decimal number, as a string ("50.00") or as a JSON number'

export const amount = z
  .union([z.string(), z.number()], {
    error: ({ input }) => (input === undefined ? `is required, as ${AMOUNT}` : `must be ${AMOUNT}`),
  })
  .describe('Of the asset, like "99.00"; its digits are kept.')

export const asset = z.enum(['USDC', 'XLM', 'XRP'])
export const interval = z.enum(['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'YEARLY'])
export const reminderPreset = z.enum(['GENTLE', 'STANDARD', 'AGGRESSIVE', 'NONE'])
export const expiresIn = z.enum(['never', '30min', '1h', '24h', '7d'])

/** The amount of a package or plan as its merchant wrote it. */
export const formatPrice = (priced: { asset: Asset; amount: bigint; scale: number }): string =>
  formatAmount(priced.amount, priced)
