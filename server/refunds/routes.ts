import { z } from 'zod'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import { listAnswer, listQuery, presentList, readPage } from '../http/lists.ts'
import { ownerOf } from '../http/principal.ts'
import { Problem } from '../problem.ts'
import type { RefundRow } from '../store/schema.ts'
import { wasNeverSent } from './refund.ts'
import { createRefund, getRefund, listRefunds } from './refunds.ts'
import { sendRefund } from './sending.ts'

const createRefundBody = z.object({
  payment_id: z.string().min(1).max(100),
  amount: z
    .int()
    .positive('must be greater than 0, in the smallest currency unit: 500 is €5.00')
    .nullish()
    .describe('In the smallest currency unit. All that is left unless given.'),
  reason: z.string().trim().min(1).max(255).nullish(),
})

const refundStatus = z.enum(['pending', 'succeeded', 'failed'])

const refundAnswer = z.object({
  id: z.string().describe('`ref_…`'),
  payment_id: z.uuid(),
  amount: z.int(),
  currency: z.string(),
  status: refundStatus.describe('`pending` until the provider has decided; with a bank that can take days.'),
  reason: z.string().nullable(),
  message: z.string().nullable().describe("Why it failed, in the provider's own words."),
  created_at: z.iso.datetime(),
})

const listRefundsQuery = z.object({
  ...listQuery,
  payment_id: z.string().max(100).optional(),
  status: refundStatus.optional(),
})

export function refundEndpoints(core: Core): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/refunds',
      summary: 'Refund a payment, wholly or in part',
      body: createRefundBody,
      answer: { status: 201, schema: refundAnswer },
      run: {
        begin: async (tx, { principal, body }) => {
          const { id } = await createRefund(core, tx, ownerOf(principal), {
            paymentId: body.payment_id,
            amount: body.amount == null ? null : BigInt(body.amount),
            reason: body.reason ?? null,
          })
          return id
        },
        finish: async (refundId) => {
          const refund = await sendRefund(core, refundId)
          if (refund.status === 'failed') throw failureOf(refund)
          return { status: 201, body: presentRefund(refund) }
        },
      },
    }),
    endpoint({
      method: 'get',
      path: '/refunds',
      summary: 'List refunds, newest first',
      query: listRefundsQuery,
      answer: { status: 200, schema: listAnswer(refundAnswer) },
      run: async ({ principal, query }) => {
        const page = readPage(query)
        const filter = { paymentId: query.payment_id, status: query.status }
        const rows = await listRefunds(core.store.db, ownerOf(principal), filter, page)
        return { status: 200, body: presentList(rows, page, presentRefund) }
      },
    }),
    endpoint({
      method: 'get',
      path: '/refunds/:id',
      summary: 'Get a refund',
      answer: { status: 200, schema: refundAnswer },
      run: async ({ principal, params }) => ({
        status: 200,
        body: presentRefund(await getRefund(core.store.db, ownerOf(principal), params.id!)),
      }),
    }),
  ]
}

/** One that was never sent is over: a retry makes a new one. */
function failureOf(refund: RefundRow): Problem {
  if (wasNeverSent(refund)) {
    const message = 'The provider could not be reached, and nothing was refunded. Retry after a short delay.'
    return new Problem('provider_unreachable', 'provider_unreachable', message)
  }
  return new Problem('provider_refused', 'refund_refused', `The provider refused the refund: ${refund.message}`)
}

const presentRefund = (refund: RefundRow): z.input<typeof refundAnswer> => ({
  id: refund.id,
  payment_id: refund.payment_id,
  amount: Number(refund.amount),
  currency: refund.currency,
  status: refund.status,
  reason: refund.reason,
  message: refund.message,
  created_at: refund.created_at,
})
