import type { Instant } from '../clock.ts'
import type { CouponRow } from '../store/schema.ts'

/** What a coupon is held against. */
export interface CouponOrder {
  amount: bigint
  currency: string
  productIds: string[]
}

/** Why a code gives nothing, as a code of its own, with the words that follow the field's name. */
export const REFUSALS = {
  unknown: 'is no coupon of this app',
  inactive: 'is a coupon that is switched off',
  not_yet_valid: 'is a coupon that is not valid yet',
  expired: 'is a coupon that is not valid any more',
  other_currency: 'is a coupon for another currency',
  below_minimum: 'is a coupon for larger amounts',
  other_products: 'is a coupon for products that are not among product_ids',
  used_up: 'is a coupon that has been used as often as it may be',
} as const

export type CouponRefusal = keyof typeof REFUSALS

/** @param uses redeemed ones and places held by others. */
export function refusalOf(coupon: CouponRow, order: CouponOrder, uses: number, now: Instant): CouponRefusal | null {
  if (!coupon.active) return 'inactive'
  if (coupon.valid_from !== null && now < coupon.valid_from) return 'not_yet_valid'
  if (coupon.valid_until !== null && now >= coupon.valid_until) return 'expired'
  if (coupon.currency !== null && order.currency !== coupon.currency) return 'other_currency'
  if (coupon.min_amount !== null && order.amount < coupon.min_amount) return 'below_minimum'
  if (!coversProducts(coupon, order.productIds)) return 'other_products'
  return hasRoom(coupon, uses) ? null : 'used_up'
}

/** One that is scoped needs one of its products; how much of the amount is for it stays the caller's business. */
function coversProducts({ product_ids }: CouponRow, ordered: string[]): boolean {
  const covered: string[] = JSON.parse(product_ids)
  return covered.length === 0 || covered.some((id) => ordered.includes(id))
}

export const hasRoom = ({ max_redemptions }: Pick<CouponRow, 'max_redemptions'>, uses: number): boolean =>
  max_redemptions === null || uses < max_redemptions

export type Reduction = Pick<CouponRow, 'type' | 'percent_off' | 'amount_off'>

/** What a coupon takes off an amount, in the smallest unit: never more than the amount, so that the charge may be 0. */
export function discountOf(coupon: Reduction, amount: bigint): bigint {
  const off = coupon.type === 'percentage' ? percentOf(amount, coupon.percent_off!) : coupon.amount_off!
  return off < amount ? off : amount
}

/** Rounded half up: the one place where a discount is rounded. */
const percentOf = (amount: bigint, percent: number): bigint => (amount * BigInt(percent) + 50n) / 100n

/** Codes are found ignoring case and outer spaces. */
export const codeKey = (code: string): string => code.trim().toUpperCase()
