import type { Owner } from '../accounts/owner.ts'
import type { Core } from '../core.ts'
import type { CouponRow } from '../store/schema.ts'
import { createCoupon, type NewCoupon } from './coupons.ts'

/** Ten percent off of anything, as often as wanted, but for what a test asks for. */
export const newCoupon = (core: Core, owner: Owner, asked: Partial<NewCoupon> = {}): Promise<CouponRow> =>
  core.store.transaction((tx) =>
    createCoupon(core, tx, owner, {
      code: 'TEN',
      type: 'percentage',
      percentOff: asked.type === 'fixed' ? null : 10,
      amountOff: null,
      currency: null,
      maxRedemptions: null,
      minAmount: null,
      validFrom: null,
      validUntil: null,
      productIds: [],
      active: true,
      ...asked,
    }),
  )
