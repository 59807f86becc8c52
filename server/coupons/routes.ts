import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import { listAnswer, presentList, readPage } from '../http/lists.ts'
import { ownerOf } from '../http/principal.ts'
import type { CouponRefusal } from './coupon.ts'
import { changeCoupon, checkCode, createCoupon, deleteCoupon, getCoupon, listCoupons } from './coupons.ts'
import {
  changedCoupon,
  couponAnswer,
  couponQuery,
  newCoupon,
  noCoupon,
  presentCoupon,
  validated,
  validation,
} from './schemas.ts'

/** `/v1/coupons` */
export function couponEndpoints(core: Core): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/coupons',
      summary: 'Create a coupon',
      body: newCoupon,
      answer: { status: 201, schema: couponAnswer },
      run: {
        inTransaction: async (tx, { principal, body }) => ({
          status: 201,
          body: presentCoupon(await createCoupon(core, tx, ownerOf(principal), body)),
        }),
      },
    }),
    endpoint({
      method: 'post',
      path: '/coupons/validate',
      summary: 'Ask what a code would take off; nothing is reserved',
      body: validation,
      answer: { status: 200, schema: validated },
      run: async ({ principal, body: { code, ...order } }) => {
        const { discount, refusal } = await checkCode(core, core.store.db, ownerOf(principal), code, order)
        return { status: 200, body: presentCheck(discount, refusal) }
      },
    }),
    endpoint({
      method: 'get',
      path: '/coupons',
      summary: 'List coupons, newest first',
      query: couponQuery,
      answer: { status: 200, schema: listAnswer(couponAnswer) },
      run: async ({ principal, query }) => {
        const page = readPage(query)
        const rows = await listCoupons(core.store.db, ownerOf(principal), page)
        return { status: 200, body: presentList(rows, page, presentCoupon) }
      },
    }),
    endpoint({
      method: 'get',
      path: '/coupons/:id',
      summary: 'Get a coupon',
      answer: { status: 200, schema: couponAnswer },
      run: async ({ principal, params }) => ({
        status: 200,
        body: presentCoupon(await getCoupon(core.store.db, ownerOf(principal), params.id!)),
      }),
    }),
    endpoint({
      method: 'patch',
      path: '/coupons/:id',
      summary: 'Change when and for what a coupon may be used; what it takes off stays',
      body: changedCoupon,
      answer: { status: 200, schema: couponAnswer },
      run: {
        inTransaction: async (tx, { principal, params, body }) => ({
          status: 200,
          body: presentCoupon(await changeCoupon(core, tx, ownerOf(principal), params.id!, body)),
        }),
      },
    }),
    endpoint({
      method: 'delete',
      path: '/coupons/:id',
      summary: 'Delete a coupon; payments that have it keep it',
      answer: { status: 204, schema: noCoupon },
      run: {
        inTransaction: async (tx, { principal, params }) => {
          await deleteCoupon(core, tx, ownerOf(principal), params.id!)
          return { status: 204, body: null }
        },
      },
    }),
  ]
}

const presentCheck = (discount: bigint, reason: CouponRefusal | null) => ({
  valid: reason === null,
  discount_amount: Number(discount),
  reason,
})
