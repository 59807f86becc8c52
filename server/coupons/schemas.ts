import { z } from 'zod'
import { listQuery } from '../http/lists.ts'
import { amount, currency, instant, productIds } from '../payments/fields.ts'
import type { CouponRow } from '../store/schema.ts'
import { type CouponRefusal, REFUSALS } from './coupon.ts'
import type { CouponConditions, NewCoupon } from './coupons.ts'

/** Wire types of the coupon endpoints. */

const code = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_-]+$/, 'must be of letters, digits, - and _')
  .describe('What payers enter; case makes no difference.')

const type = z.enum(['percentage', 'fixed'])
const percentOff = z.int().min(1).max(100).nullable()
/** What the store's integers hold. */
const maxRedemptions = z.int().min(1).max(2_147_483_647).nullable().describe('How many payments may use it.')
const minAmount = amount.nullable().describe('Of the payment, in the currency’s smallest unit.')
const validFrom = instant.nullable()
const validUntil = instant.nullable().describe('From then on it is not valid any more.')
const scope = productIds.describe('Applies to payments that name one of them; empty: to any.')
const active = z.boolean()

export const newCoupon = z
  .object({
    code,
    type,
    percent_off: percentOff.default(null).describe('With type percentage: 1 to 100.'),
    amount_off: amount.nullable().default(null).describe('With type fixed: in the smallest currency unit.'),
    currency: currency
      .nullable()
      .default(null)
      .describe('Needed with amount_off and min_amount. It applies to payments in this currency only.'),
    max_redemptions: maxRedemptions.default(null),
    min_amount: minAmount.default(null),
    valid_from: validFrom.default(null),
    valid_until: validUntil.default(null),
    product_ids: scope.default([]),
    active: active.default(true),
  })
  .superRefine((coupon, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    const percentage = coupon.type === 'percentage'
    if (percentage && coupon.percent_off === null) refuse('percent_off', 'is required with type percentage')
    if (percentage && coupon.amount_off !== null) refuse('amount_off', 'goes with type fixed')
    if (!percentage && coupon.amount_off === null) refuse('amount_off', 'is required with type fixed')
    if (!percentage && coupon.percent_off !== null) refuse('percent_off', 'goes with type percentage')
    if (coupon.currency === null && (coupon.amount_off !== null || coupon.min_amount !== null)) {
      refuse('currency', 'is required with amount_off and with min_amount')
    }
    if (coupon.valid_from !== null && coupon.valid_until !== null && coupon.valid_until <= coupon.valid_from) {
      refuse('valid_until', 'must lie after valid_from')
    }
  })
  .transform(
    (coupon): NewCoupon => ({
      code: coupon.code,
      type: coupon.type,
      percentOff: coupon.percent_off,
      amountOff: money(coupon.amount_off),
      currency: coupon.currency,
      maxRedemptions: coupon.max_redemptions,
      minAmount: money(coupon.min_amount),
      validFrom: coupon.valid_from,
      validUntil: coupon.valid_until,
      productIds: coupon.product_ids,
      active: coupon.active,
    }),
  )

const money = (amount: number | null): bigint | null => (amount === null ? null : BigInt(amount))

/** Said rather than passed over: payers hold codes that promise these. */
const settled = z.never({ error: 'cannot be changed: make another coupon' }).optional()

export const changedCoupon = z
  .object({
    max_redemptions: maxRedemptions.optional(),
    min_amount: minAmount.optional(),
    valid_from: validFrom.optional(),
    valid_until: validUntil.optional(),
    product_ids: scope.optional(),
    active: active.optional(),
    code: settled,
    type: settled,
    percent_off: settled,
    amount_off: settled,
    currency: settled,
  })
  .transform(
    (change): Partial<CouponConditions> => ({
      ...(change.max_redemptions !== undefined && { maxRedemptions: change.max_redemptions }),
      ...(change.min_amount !== undefined && { minAmount: money(change.min_amount) }),
      ...(change.valid_from !== undefined && { validFrom: change.valid_from }),
      ...(change.valid_until !== undefined && { validUntil: change.valid_until }),
      ...(change.product_ids !== undefined && { productIds: change.product_ids }),
      ...(change.active !== undefined && { active: change.active }),
    }),
  )

export const couponAnswer = z.object({
  id: z.string(),
  code: z.string(),
  type,
  percent_off: z.int().nullable(),
  amount_off: z.int().nullable(),
  currency: z.string().nullable(),
  max_redemptions: z.int().nullable(),
  times_redeemed: z.int().describe('Payments that succeeded with it.'),
  min_amount: z.int().nullable(),
  valid_from: z.iso.datetime().nullable(),
  valid_until: z.iso.datetime().nullable(),
  product_ids: z.array(z.string()),
  active: z.boolean(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

export const couponQuery = z.object(listQuery)

/** A deletion's answer. */
export const noCoupon = z.null()

export const validation = z
  .object({ code: z.string().min(1).max(200), amount, currency, product_ids: productIds.default([]) })
  .transform(({ code, amount, currency, product_ids }) => ({
    code,
    amount: BigInt(amount),
    currency,
    productIds: product_ids,
  }))

export const validated = z.object({
  valid: z.boolean(),
  discount_amount: z.int().describe('0 when it is not valid.'),
  reason: z
    .enum(Object.keys(REFUSALS) as [CouponRefusal, ...CouponRefusal[]])
    .nullable()
    .describe('Why it is not valid; null when it is.'),
})

export const presentCoupon = (coupon: CouponRow): z.input<typeof couponAnswer> => ({
  id: coupon.id,
  code: coupon.code,
  type: coupon.type,
  percent_off: coupon.percent_off,
  amount_off: number(coupon.amount_off),
  currency: coupon.currency,
  max_redemptions: coupon.max_redemptions,
  times_redeemed: coupon.times_redeemed,
  min_amount: number(coupon.min_amount),
  valid_from: coupon.valid_from,
  valid_until: coupon.valid_until,
  product_ids: JSON.parse(coupon.product_ids),
  active: coupon.active === 1,
  created_at: coupon.created_at,
  updated_at: coupon.updated_at,
})

const number = (amount: bigint | null): number | null => (amount === null ? null : Number(amount))
