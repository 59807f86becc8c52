import { z } from 'zod'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import { listAnswer, listQuery, presentList, readPage } from '../http/lists.ts'
import { ownerOf } from '../http/principal.ts'
import type { DisputeRow } from '../store/schema.ts'
import { getDispute, listDisputes } from './disputes.ts'

const disputeStatus = z.enum(['open', 'won', 'lost'])

const disputeAnswer = z.object({
  id: z.string().describe('`dsp_…`'),
  payment_id: z.uuid(),
  amount: z.int().describe('What is disputed: it can be less than was paid.'),
  currency: z.string(),
  status: disputeStatus.describe('`won`: the money stays with you; `lost`: it went back to the payer.'),
  reason: z.string().nullable().describe("The provider's own word for it."),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
})

const listDisputesQuery = z.object({
  ...listQuery,
  payment_id: z.string().max(100).optional(),
  status: disputeStatus.optional(),
})

export function disputeEndpoints(core: Core): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/disputes',
      summary: 'List disputes, newest first',
      query: listDisputesQuery,
      answer: { status: 200, schema: listAnswer(disputeAnswer) },
      run: async ({ principal, query }) => {
        const page = readPage(query)
        const filter = { paymentId: query.payment_id, status: query.status }
        const rows = await listDisputes(core.store.db, ownerOf(principal), filter, page)
        return { status: 200, body: presentList(rows, page, presentDispute) }
      },
    }),
    endpoint({
      method: 'get',
      path: '/disputes/:id',
      summary: 'Get a dispute',
      answer: { status: 200, schema: disputeAnswer },
      run: async ({ principal, params }) => ({
        status: 200,
        body: presentDispute(await getDispute(core.store.db, ownerOf(principal), params.id!)),
      }),
    }),
  ]
}

const presentDispute = (dispute: DisputeRow): z.input<typeof disputeAnswer> => ({
  id: dispute.id,
  payment_id: dispute.payment_id,
  amount: Number(dispute.amount),
  currency: dispute.currency,
  status: dispute.status,
  reason: dispute.reason,
  created_at: dispute.created_at,
  updated_at: dispute.updated_at,
})
