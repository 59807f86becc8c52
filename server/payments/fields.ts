import { z } from 'zod'
import { parseCurrency } from '../money/currency.ts'

/** Fields that Paylinq's requests share. */

/** Twelve digits: beyond any order, within what every number on the way holds exactly. */
const MAX_AMOUNT = 999_999_999_999

export const text = (max: number) => z.string().trim().min(1).max(max)

export const amount = z
  .int()
  .positive('must be greater than 0, in the smallest currency unit: 2500 is €25.00')
  .max(MAX_AMOUNT)
  .describe('In the smallest currency unit: 2500 is €25.00, or ¥2500.')

export const currency = z
  .string()
  .transform((code, context) => {
    const known = parseCurrency(code)
    if (known) return known
    context.addIssue({
      code: 'custom',
      message: `"${code.slice(0, 20)}" is no ISO 4217 currency: send one like "EUR"`,
    })
    return z.NEVER
  })
  .describe('ISO 4217.')

export { instant } from '../http/instant.ts'

const MAX_ENTRIES = 50

export const metadata = z
  .record(z.string().max(40), z.string().max(500))
  .refine((entries) => Object.keys(entries).length <= MAX_ENTRIES, `must have at most ${MAX_ENTRIES} entries`)
  .describe(`Up to ${MAX_ENTRIES} texts of your own.`)

/** Where a browser is sent, or fetches from: https anywhere, http on the payer's own machine only. */
export const webUrl = z
  .string()
  .max(2_000)
  .superRefine((value, context) => {
    const url = URL.canParse(value) ? new URL(value) : null
    const local = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
    if (url && !url.username && !url.password && (url.protocol === 'https:' || local)) return
    context.addIssue({ code: 'custom', message: 'must be an https address (http for localhost only)' })
  })

const MAX_PRODUCTS = 50

export const productIds = z
  .array(z.string().max(255))
  .max(MAX_PRODUCTS, `must have at most ${MAX_PRODUCTS} entries`)
  .describe(`Ids of products, at most ${MAX_PRODUCTS}.`)
