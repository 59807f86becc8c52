import { z } from 'zod'
import { pageAnswer, pageQuery, presentPage } from '../billing/pages.ts'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import type { Principal } from '../http/principal.ts'
import { invalid } from '../problem.ts'
import type { Tx } from '../store/store.ts'
import { NEXT_FROM, REPLAYED, replayRange } from './delivery-routes.ts'
import {
  type EndpointOwner,
  getEndpoint,
  rotateSecretIn,
  setEndpointIn,
  type Endpoint as WebhookEndpoint,
} from './endpoints.ts'
import { replay } from './replay.ts'
import { sendTestWebhook } from './test-event.ts'
import { listAttempts, presentAttempt, webhookLogEntry } from './webhook-log.ts'

const changeBody = z.object({
  webhookUrl: z.string().max(2_048).optional().describe('Where events go, https. Required for the first time.'),
  enabled: z
    .boolean()
    .optional()
    .describe('false gives up what is still to be delivered; true forgives what failed before.'),
  regenerateSecret: z
    .boolean()
    .optional()
    .describe('true makes a new secret; the old one goes on signing `webhook-signature` for 24 hours.'),
})

const webhookAnswer = z.object({
  webhookUrl: z.string().nullable().describe('null until one is set'),
  enabled: z.boolean(),
  disabledReason: z.string().nullable().describe('Why it was switched off by itself; null when it was not'),
  disabledAt: z.string().nullable().describe('When that was'),
  secretPreview: z.string().nullable(),
  createdAt: z.string().nullable(),
  secret: z.string().optional().describe('Only in the answer that makes it: it is not shown again.'),
})

const testAnswer = z.object({
  deliveryId: z.string().describe('The `webhook-id` that it is sent with.'),
  event: z.literal('webhook.test'),
  webhookUrl: z.string(),
  queuedAt: z.string(),
})

const logQuery = z.object({
  ...pageQuery,
  event: z.string().max(100).optional().describe('`invoice.paid` …'),
  success: z.enum(['true', 'false']).optional().describe('Whether it was taken'),
})

/** What merchants' systems do with their webhooks, below `/api/v1`. A key's mode has a webhook of its own. */
export const webhookEndpoints = (core: Core): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/webhooks',
    summary: 'Get the webhook',
    scope: 'webhooks:read',
    answer: { status: 200, schema: webhookAnswer },
    run: async ({ principal }) => ({ status: 200, body: presentWebhook(await getEndpoint(core, ownerOf(principal))) }),
  }),
  endpoint({
    method: 'patch',
    path: '/webhooks',
    summary: 'Set or change the webhook, or replace its secret: what is left out stays',
    scope: 'webhooks:write',
    body: changeBody,
    answer: { status: 200, schema: webhookAnswer },
    // Not by `inTransaction`: an answer that is kept for an Idempotency-Key would keep the secret too.
    run: async ({ principal, body }) => ({
      status: 200,
      body: await core.store.transaction((tx) => changeWebhook(core, tx, ownerOf(principal), body)),
    }),
  }),
  endpoint({
    method: 'post',
    path: '/webhooks/test',
    summary: 'Send a test event at once; the log tells how it went',
    scope: 'webhooks:write',
    answer: { status: 200, schema: testAnswer },
    run: {
      inTransaction: async (tx, { principal }) => {
        const { deliveryId, url, queuedAt } = await sendTestWebhook(core, tx, ownerOf(principal))
        return { status: 200, body: { deliveryId, event: 'webhook.test', webhookUrl: url, queuedAt } }
      },
    },
  }),
  endpoint({
    method: 'post',
    path: '/webhooks/replay',
    summary: 'Send what the webhook missed in a range of time: what it took, or is being sent, is not sent again',
    scope: 'webhooks:write',
    body: replayRange,
    answer: {
      status: 200,
      schema: z.object({ replayed: z.int().describe(REPLAYED), nextFrom: z.string().nullable().describe(NEXT_FROM) }),
    },
    run: {
      inTransaction: async (tx, { principal, body }) => ({
        status: 200,
        body: await replay(core, tx, ownerOf(principal), body),
      }),
    },
  }),
  endpoint({
    method: 'get',
    path: '/webhooks/logs',
    summary: 'List attempts to deliver webhooks, newest first',
    scope: 'webhooks:read',
    query: logQuery,
    answer: { status: 200, schema: pageAnswer(webhookLogEntry) },
    run: async ({ principal, query: { event, success, ...range } }) => {
      const filter = { event, ...(success !== undefined && { success: success === 'true' }) }
      const list = await listAttempts(core.store.db, ownerOf(principal), filter, range)
      return { status: 200, body: presentPage(list, presentAttempt) }
    },
  }),
]

const ownerOf = ({ dialect, ownerId, mode }: Principal): EndpointOwner => ({ dialect, ownerId, mode })

/** All that was asked for or nothing. */
async function changeWebhook(
  core: Core,
  tx: Tx,
  owner: EndpointOwner,
  { webhookUrl: url, enabled, regenerateSecret }: z.infer<typeof changeBody>,
): Promise<z.input<typeof webhookAnswer>> {
  const current = await getEndpoint(core, owner, tx)
  if (url === undefined && !current) {
    throw invalid('webhookUrl', 'is required: there is no webhook yet', 'missing_field')
  }
  const settings = { ...owner, ...(url !== undefined && { url }), ...(enabled !== undefined && { enabled }) }
  const set = url === undefined && enabled === undefined ? null : await setEndpointIn(core, tx, settings)
  const secret = set?.secret ?? (regenerateSecret ? (await rotateSecretIn(core, tx, owner)).secret : null)
  const answer = presentWebhook(await getEndpoint(core, owner, tx))
  return secret === null ? answer : { ...answer, secret }
}

const presentWebhook = (webhook: WebhookEndpoint | null): z.input<typeof webhookAnswer> => ({
  webhookUrl: webhook?.url ?? null,
  enabled: webhook?.enabled ?? false,
  disabledReason: webhook?.disabledReason ?? null,
  disabledAt: webhook?.disabledAt ?? null,
  secretPreview: webhook?.secretPreview ?? null,
  createdAt: webhook?.createdAt ?? null,
})
