import { z } from 'zod'
import { type Instant, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import type { Principal } from '../http/principal.ts'
import { parseCurrency } from '../money/currency.ts'
import { invalid } from '../problem.ts'
import type { AttemptRow, PaymentRow } from '../store/schema.ts'
import { cancelPayment, createPayment, getPayment, listAttempts, type Owner } from './payments.ts'

/** Twelve digits: beyond any order, within what every number on the way holds exactly. */
const MAX_AMOUNT = 999_999_999_999
const DEFAULT_LIFETIME = 24 * 60 * 60 * 1000
const MAX_LIFETIME = 366 * 24 * 60 * 60 * 1000

const text = (max: number) => z.string().trim().min(1).max(max)

/** Where a payer is sent: https anywhere, http on the payer's own machine only. */
const returnUrl = z.string().superRefine((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : null
  const local = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url && !url.username && !url.password && (url.protocol === 'https:' || local)) return
  context.addIssue({ code: 'custom', message: 'must be an https address (http for localhost only)' })
})

const createPaymentBody = z.object({
  amount: z
    .int()
    .positive('must be greater than 0, in the smallest currency unit: 2500 is €25.00')
    .max(MAX_AMOUNT)
    .describe('In the smallest currency unit: 2500 is €25.00, or ¥2500.'),
  currency: z
    .string()
    .transform((code, context) => {
      const currency = parseCurrency(code)
      if (currency) return currency
      context.addIssue({
        code: 'custom',
        message: `"${code.slice(0, 20)}" is no ISO 4217 currency: send one like "EUR"`,
      })
      return z.NEVER
    })
    .describe('ISO 4217.'),
  description: text(1_000).nullish().describe('Shown to the payer.'),
  external_ref: text(255).nullish().describe("The order's id in your system; comes back in webhooks."),
  customer_email: z.email().max(255).nullish().describe('Finds or makes the customer.'),
  customer_name: text(255).nullish(),
  success_url: returnUrl.nullish().describe('Where the payer goes on, with `payment_id` and `status` appended.'),
  cancel_url: returnUrl.nullish(),
  metadata: z.record(z.string().max(40), z.string().max(500)).nullish().describe('Up to 50 texts of your own.'),
  expires_at: z.iso
    .datetime({ offset: true, error: 'must be an ISO 8601 instant, like 2026-04-15T10:35:00Z' })
    .nullish()
    .describe('Default: in 24 hours.'),
})

const paymentAnswer = z.object({
  id: z.uuid(),
  amount: z.int(),
  discount_amount: z.int(),
  refunded_amount: z.int(),
  currency: z.string(),
  status: z.enum([
    'pending',
    'processing',
    'requires_action',
    'succeeded',
    'failed',
    'cancelled',
    'refunded',
    'partially_refunded',
  ]),
  description: z.string().nullable(),
  external_ref: z.string().nullable(),
  customer_id: z.string().nullable(),
  customer_email: z.string().nullable(),
  coupon_code: z.string().nullable(),
  provider: z.string().nullable().describe('Null until one is chosen.'),
  payment_url: z.url().describe('The hosted page; `?embed=1` in an iframe.'),
  metadata: z.record(z.string(), z.string()),
  expires_at: z.iso.datetime(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

const attemptAnswer = z.object({
  id: z.string(),
  provider: z.string(),
  method: z.string(),
  status: z.string(),
  decline_reason: z.string().nullable(),
  message: z.string().nullable().describe("The provider's own words."),
  routing: z.array(z.object({ provider: z.string(), decision: z.enum(['chosen', 'skipped']), reason: z.string() })),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

export function paymentEndpoints(core: Core): Endpoint[] {
  const answer = (payment: PaymentRow) => presentPayment(payment, core.config.publicUrl)
  return [
    endpoint({
      method: 'post',
      path: '/payments',
      summary: 'Create a payment',
      body: createPaymentBody,
      answer: { status: 201, schema: paymentAnswer },
      run: {
        inTransaction: async (tx, { principal, body }) => {
          const metadata = body.metadata ?? {}
          if (Object.keys(metadata).length > 50) throw invalid('metadata', 'must have at most 50 entries')
          const payment = await createPayment(core, tx, ownerOf(principal), {
            amount: BigInt(body.amount),
            currency: body.currency,
            description: body.description ?? null,
            externalRef: body.external_ref ?? null,
            customerEmail: body.customer_email ?? null,
            customerName: body.customer_name ?? null,
            successUrl: body.success_url ?? null,
            cancelUrl: body.cancel_url ?? null,
            metadata,
            expiresAt: expiry(body.expires_at ?? null, core.clock.now()),
          })
          return { status: 201, body: answer(payment) }
        },
      },
    }),
    endpoint({
      method: 'get',
      path: '/payments/:id',
      summary: 'Get a payment',
      answer: { status: 200, schema: paymentAnswer },
      run: async ({ principal, params }) => ({
        status: 200,
        body: answer(await getPayment(core.store.db, ownerOf(principal), params.id!)),
      }),
    }),
    endpoint({
      method: 'post',
      path: '/payments/:id/cancel',
      summary: 'Cancel a payment that is not paid',
      answer: { status: 200, schema: paymentAnswer },
      run: {
        inTransaction: async (tx, { principal, params }) => ({
          status: 200,
          body: answer(await cancelPayment(core, tx, ownerOf(principal), params.id!)),
        }),
      },
    }),
    endpoint({
      method: 'get',
      path: '/payments/:id/attempts',
      summary: "List a payment's attempts: each provider that was tried or skipped, and why",
      answer: { status: 200, schema: z.object({ data: z.array(attemptAnswer) }) },
      run: async ({ principal, params }) => {
        const payment = await getPayment(core.store.db, ownerOf(principal), params.id!)
        const attempts = await listAttempts(core.store.db, payment.id)
        return { status: 200, body: { data: attempts.map(presentAttempt) } }
      },
    }),
  ]
}

const ownerOf = ({ ownerId, mode }: Principal): Owner => ({ appId: ownerId, mode })

function expiry(given: string | null, now: number): Instant {
  if (given === null) return toInstant(now + DEFAULT_LIFETIME)
  const at = Date.parse(given)
  if (at <= now) throw invalid('expires_at', 'must lie in the future')
  if (at > now + MAX_LIFETIME) throw invalid('expires_at', 'must lie within a year')
  return toInstant(at)
}

function presentPayment(payment: PaymentRow, publicUrl: string): z.input<typeof paymentAnswer> {
  return {
    id: payment.id,
    amount: Number(payment.amount),
    discount_amount: Number(payment.discount_amount),
    refunded_amount: Number(payment.refunded_amount),
    currency: payment.currency,
    status: payment.status,
    description: payment.description,
    external_ref: payment.external_ref,
    customer_id: payment.customer_id,
    customer_email: payment.customer_email,
    coupon_code: payment.coupon_code,
    provider: payment.provider,
    payment_url: `${publicUrl}/pay/${payment.id}`,
    metadata: JSON.parse(payment.metadata),
    expires_at: payment.expires_at,
    created_at: payment.created_at,
    updated_at: payment.updated_at,
  }
}

const presentAttempt = (attempt: AttemptRow): z.input<typeof attemptAnswer> => ({
  id: attempt.id,
  provider: attempt.provider,
  method: attempt.method,
  status: attempt.status,
  decline_reason: attempt.decline,
  message: attempt.message,
  routing: JSON.parse(attempt.choices),
  created_at: attempt.created_at,
  updated_at: attempt.updated_at,
})
