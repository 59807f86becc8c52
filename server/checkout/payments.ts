import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Core } from '../core.ts'
import { applyCoupon, isCouponOpen, removeCoupon } from '../coupons/applying.ts'
import { clientNetwork } from '../http/client-address.ts'
import { openRateLimit, refuseWhenSpent } from '../http/rate-limit.ts'
import { readJson, validateBody } from '../http/validation.ts'
import { currencyExponent } from '../money/currency.ts'
import { markSubmitted, startAttempt } from '../payments/attempts.ts'
import { completePayment } from '../payments/completing.ts'
import { chargeOf } from '../payments/payment.ts'
import { prepareAttempt } from '../payments/preparing.ts'
import { lookNow } from '../payments/reconciler.ts'
import { notFound } from '../problem.ts'
import { openAccounts } from '../providers/accounts.ts'
import { canBeTaken } from '../providers/router.ts'
import { type DeclineReason, PAYMENT_METHODS, type PaymentView } from './views.ts'

/** What the payer sees of a payment; null when there is none with this id. */
export async function paymentView(core: Core, id: string): Promise<PaymentView | null> {
  const row = await core.store.db
    .selectFrom('payments as payment')
    .innerJoin('apps as app', 'app.id', 'payment.app_id')
    .innerJoin('merchants as merchant', 'merchant.id', 'app.merchant_id')
    .selectAll('payment')
    .select('merchant.name as merchant_name')
    .where('payment.id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  const amount = chargeOf(row)
  const accounts = await openAccounts(core, row.app_id, row.mode)
  const charge = { amount, currency: row.currency }
  return {
    kind: 'payment',
    id: row.id,
    status: row.status,
    amount: Number(amount),
    currency: row.currency,
    exponent: currencyExponent(row.currency),
    description: row.description,
    coupon: row.coupon_code === null ? null : { code: row.coupon_code, discount: Number(row.discount_amount) },
    couponOpen: await isCouponOpen(core, core.store.db, row),
    methods: PAYMENT_METHODS.filter((method) => canBeTaken(accounts, { ...charge, method })),
    decline: row.decline as DeclineReason | null,
    successUrl: row.success_url,
    cancelUrl: row.cancel_url,
    merchantName: row.merchant_name,
    testMode: row.mode === 'test',
    expiresAt: row.expires_at,
    createdAt: row.created_at,
    paidAt: row.succeeded_at,
  }
}

const prepareBody = z.object({ method: z.enum(PAYMENT_METHODS) })

const couponBody = z.object({ code: z.string().trim().min(1).max(200) })

/** Codes a minute that may be tried on one payment: beyond what people mistype, below what guessing needs. */
const CODES_PER_PAYMENT = 10
/** And from one payer's address, on however many payments. */
const CODES_PER_ADDRESS = 30

/** What the pay page calls while a payment is made: `/payments/:id/attempts…`, `/coupon`, see `views.ts`. */
export function paymentCheckout(core: Core): Hono {
  const app = new Hono()
  app.post('/payments/:id/attempts', async (c) => {
    const { method } = validateBody(prepareBody, await readJson(c.req.raw))
    return c.json(await prepareAttempt(core, c.req.param('id'), method))
  })
  app.post('/payments/:id/attempts/:attemptId/start', async (c) => {
    const { id, attemptId } = c.req.param()
    return c.json(await startAttempt(core, id, attemptId))
  })
  app.post('/payments/:id/attempts/:attemptId/submitted', async (c) => {
    const { id, attemptId } = c.req.param()
    if (await markSubmitted(core, id, attemptId)) await lookNow(core, attemptId)
    return c.body(null, 204)
  })

  const byPayment = openRateLimit(core.store, 'coupon-payment', CODES_PER_PAYMENT)
  const byAddress = openRateLimit(core.store, 'coupon-address', CODES_PER_ADDRESS)
  const spendTry = async (c: Context, id: string) => {
    for (const allowance of [
      await byAddress.take(clientNetwork(c, core.config.trustedProxies)),
      await byPayment.take(id),
    ]) {
      if (allowance.retryAfter > 0) c.header('Retry-After', String(allowance.retryAfter))
      refuseWhenSpent(allowance)
    }
  }
  app.put('/payments/:id/coupon', async (c) => {
    const id = c.req.param('id')
    await spendTry(c, id)
    const { code } = validateBody(couponBody, await readJson(c.req.raw))
    await applyCoupon(core, id, code)
    return c.json(await requirePaymentView(core, id))
  })
  app.delete('/payments/:id/coupon', async (c) => {
    const id = c.req.param('id')
    await spendTry(c, id)
    await removeCoupon(core, id)
    return c.json(await requirePaymentView(core, id))
  })
  app.post('/payments/:id/complete', async (c) => {
    const id = c.req.param('id')
    await completePayment(core, id)
    return c.json(await requirePaymentView(core, id))
  })
  return app
}

async function requirePaymentView(core: Core, id: string): Promise<PaymentView> {
  const view = await paymentView(core, id)
  if (!view) throw notFound('payment')
  return view
}
