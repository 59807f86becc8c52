import { z } from 'zod'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import { instant } from '../http/instant.ts'
import { listAnswer, listQuery, presentList, readPage } from '../http/lists.ts'
import type { Principal } from '../http/principal.ts'
import type { DeliveryAttemptRow } from '../store/schema.ts'
import { attemptsOfDelivery, getDelivery, type LoggedDelivery, listDeliveries, redeliver } from './delivery-log.ts'
import type { EndpointOwner } from './endpoints.ts'
import { MOST_REPLAYED, replay } from './replay.ts'

const deliveryStates = z.enum(['due', 'succeeded', 'failed'])

const deliveryAnswer = z.object({
  id: z.string().describe("The webhook's own `id`: the same for each attempt, and when it is sent again."),
  event: z.string(),
  event_id: z.string(),
  payment_id: z.string().describe('The payment that the event is about.'),
  url: z.string().describe('Where it goes now.'),
  state: deliveryStates.describe('due: not taken yet, and sent again. failed: given up.'),
  attempts: z.int(),
  last_status_code: z.int().nullable().describe('Null before the first answer.'),
  next_attempt_at: z.iso.datetime().nullable().describe('Null when none follows.'),
  created_at: z.iso.datetime(),
})

const attemptAnswer = z.object({
  attempt: z.int(),
  url: z.string(),
  status_code: z.int().nullable().describe('Null when no answer came.'),
  success: z.boolean(),
  error: z.string().nullable(),
  duration_ms: z.int(),
  created_at: z.iso.datetime(),
})

/** What both dialects' calls take. */
export const replayRange = z
  .object({
    from: instant.describe('What happened at this instant or later.'),
    to: instant.optional().describe('What happened before this instant. Default: until now.'),
  })
  .refine(({ from, to }) => to === undefined || from <= to, { path: ['to'], message: 'must not lie before from' })

export const REPLAYED = `Deliveries that are due now: ${MOST_REPLAYED} at most.`
export const NEXT_FROM = 'There is more: ask again from here on for the rest. null: that was all.'

const deliveryFilters = z.object({
  ...listQuery,
  state: deliveryStates.optional(),
  event: z.string().max(100).optional().describe('`payment.succeeded` …'),
})

export const deliveryEndpoints = (core: Core): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/webhook-deliveries',
    summary: 'List webhook deliveries, the newest first',
    query: deliveryFilters,
    answer: { status: 200, schema: listAnswer(deliveryAnswer) },
    run: async ({ principal, query }) => {
      const page = readPage(query)
      const filter = { state: query.state, type: query.event }
      const rows = await listDeliveries(core.store.db, ownerOf(principal), filter, page)
      return { status: 200, body: presentList(rows, page, presentDelivery) }
    },
  }),
  endpoint({
    method: 'get',
    path: '/webhook-deliveries/:id',
    summary: 'Get a webhook delivery with its attempts',
    answer: { status: 200, schema: deliveryAnswer.extend({ attempt_log: z.array(attemptAnswer) }) },
    run: async ({ principal, params }) => {
      const owner = ownerOf(principal)
      const delivery = await getDelivery(core.store.db, owner, params.id!)
      const attempts = await attemptsOfDelivery(core.store.db, owner, delivery)
      return { status: 200, body: { ...presentDelivery(delivery), attempt_log: attempts.map(presentAttempt) } }
    },
  }),
  endpoint({
    method: 'post',
    path: '/webhook-deliveries/replay',
    summary: 'Send what the webhook missed in a range of time: what it took, or is being sent, is not sent again',
    body: replayRange,
    answer: {
      status: 200,
      schema: z.object({ replayed: z.int().describe(REPLAYED), next_from: z.string().nullable().describe(NEXT_FROM) }),
    },
    run: {
      inTransaction: async (tx, { principal, body }) => {
        const { replayed, nextFrom } = await replay(core, tx, ownerOf(principal), body)
        return { status: 200, body: { replayed, next_from: nextFrom } }
      },
    },
  }),
  endpoint({
    method: 'post',
    path: '/webhook-deliveries/:id/redeliver',
    summary: 'Send a webhook again at once: the same event, id and body',
    answer: { status: 200, schema: deliveryAnswer },
    run: {
      inTransaction: async (tx, { principal, params }) => ({
        status: 200,
        body: presentDelivery(await redeliver(core, tx, ownerOf(principal), params.id!)),
      }),
    },
  }),
]

const ownerOf = ({ dialect, ownerId, mode }: Principal): EndpointOwner => ({ dialect, ownerId, mode })

const presentDelivery = (delivery: LoggedDelivery): z.input<typeof deliveryAnswer> => ({
  id: delivery.id,
  event: delivery.type,
  event_id: delivery.event_id,
  payment_id: delivery.subject_id,
  url: delivery.url,
  state: delivery.state,
  attempts: delivery.attempts,
  last_status_code: delivery.last_status_code,
  next_attempt_at: delivery.state === 'due' ? delivery.due_at : null,
  created_at: delivery.created_at,
})

const presentAttempt = (attempt: DeliveryAttemptRow): z.input<typeof attemptAnswer> => ({
  attempt: attempt.attempt,
  url: attempt.url,
  status_code: attempt.status_code,
  success: attempt.success === 1,
  error: attempt.error,
  duration_ms: attempt.duration_ms,
  created_at: attempt.created_at,
})
