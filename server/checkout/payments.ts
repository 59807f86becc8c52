import { Hono } from 'hono'
import { z } from 'zod'
import type { Core } from '../core.ts'
import { readJson, validate } from '../http/validation.ts'
import { currencyExponent } from '../money/currency.ts'
import { markSubmitted, prepareAttempt, startAttempt } from '../payments/attempts.ts'
import { chargeOf } from '../payments/payment.ts'
import { openAccounts } from '../providers/accounts.ts'
import { choose } from '../providers/router.ts'
import type { DeclineReason, PaymentMethod, PaymentView } from './views.ts'

const METHODS: readonly PaymentMethod[] = ['card']

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
    methods: METHODS.filter((method) => choose(accounts, { ...charge, method }).account !== null),
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

const prepareBody = z.object({ method: z.enum(METHODS as [PaymentMethod]) })

/** What the pay page calls while a card payment is made: `/payments/:id/attempts…`, see `views.ts`. */
export function paymentCheckout(core: Core): Hono {
  const app = new Hono()
  app.post('/payments/:id/attempts', async (c) => {
    const { method } = validate(prepareBody, await readJson(c.req.raw), 'body')
    return c.json(await prepareAttempt(core, c.req.param('id'), method))
  })
  app.post('/payments/:id/attempts/:attemptId/start', async (c) => {
    const { id, attemptId } = c.req.param()
    const clientSecret = await startAttempt(core, id, attemptId)
    return c.json({ clientSecret, returnUrl: `${core.config.publicUrl}/pay/${id}?returned=1` })
  })
  app.post('/payments/:id/attempts/:attemptId/submitted', async (c) => {
    const { id, attemptId } = c.req.param()
    await markSubmitted(core, id, attemptId)
    return c.body(null, 204)
  })
  return app
}
