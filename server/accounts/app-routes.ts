import { z } from 'zod'
import type { Core } from '../core.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import type { Principal } from '../http/principal.ts'
import { conflict, invalid } from '../problem.ts'
import type { Tx } from '../store/store.ts'
import {
  type EndpointOwner,
  getEndpoint,
  rotateSecretIn,
  setEndpointIn,
  type Endpoint as WebhookEndpoint,
} from '../webhooks/endpoints.ts'
import { type App, getApp, updateAppIn } from './accounts.ts'
import { appearanceAnswer, appearanceChange } from './appearance.ts'

const updateAppBody = z.object({
  name: z.string().optional(),
  webhook_url: z.string().max(2_000).optional().describe('Where events of this key’s mode go; https.'),
  webhook_enabled: z
    .boolean()
    .optional()
    .describe('false gives up what is still to be delivered; true forgives what failed.'),
  rotate_webhook_secret: z
    .boolean()
    .optional()
    .describe('true makes a new secret; the old one goes on signing `webhook-signature` for 24 hours.'),
  allowed_origins: z
    .array(z.string())
    .max(100)
    .optional()
    .describe('Sites that may embed the checkout, in both modes: `https://shop.example`, or `["*"]` for any.'),
  appearance: appearanceChange
    .nullish()
    .describe(
      'How the pages look: what is left out of it stays, and null takes one of its fields, or all of it, back.',
    ),
})

const appAnswer = z.object({
  id: z.string(),
  name: z.string(),
  webhook_url: z.string().nullable(),
  webhook_enabled: z.boolean(),
  webhook_disabled_reason: z.string().nullable().describe('Why it was switched off by itself; null when it was not.'),
  webhook_disabled_at: z.iso.datetime().nullable().describe('When that was.'),
  webhook_secret_preview: z.string().nullable(),
  webhook_secret: z.string().optional().describe('Only in the answer that makes it: it is not shown again.'),
  allowed_origins: z.array(z.string()),
  appearance: appearanceAnswer.nullable().describe('null: our own.'),
  created_at: z.iso.datetime(),
})

export const appEndpoints = (core: Core): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/app',
    summary: "Get the key's app",
    answer: { status: 200, schema: appAnswer },
    run: async ({ principal }) => {
      const app = await getApp(core, principal.ownerId)
      return { status: 200, body: presentApp(app, await getEndpoint(core, webhookOwner(principal))) }
    },
  }),
  endpoint({
    method: 'patch',
    path: '/app',
    summary: "Change the key's app: what is left out stays",
    body: updateAppBody,
    answer: { status: 200, schema: appAnswer },
    // Not by `inTransaction`: an answer that is kept for an Idempotency-Key would keep the secret too.
    run: async ({ principal, body }) => ({
      status: 200,
      body: await core.store.transaction((tx) => changeApp(core, tx, principal, body)),
    }),
  }),
]

const webhookOwner = ({ dialect, ownerId, mode }: Principal): EndpointOwner => ({ dialect, ownerId, mode })

/** All that was asked for or nothing. */
async function changeApp(
  core: Core,
  tx: Tx,
  principal: Principal,
  { name, allowed_origins: origins, appearance, ...webhook }: z.infer<typeof updateAppBody>,
): Promise<z.input<typeof appAnswer>> {
  const holdsInBothModes = [name, origins, appearance].some((part) => part !== undefined)
  if (holdsInBothModes && principal.mode === 'test') await refuseWhereLive(tx, principal.ownerId)
  const secret = await changeWebhook(core, tx, webhookOwner(principal), webhook)
  const app = await updateAppIn(tx, principal.ownerId, { name, origins, appearance })
  const answer = presentApp(app, await getEndpoint(core, webhookOwner(principal), tx))
  return secret === null ? answer : { ...answer, webhook_secret: secret }
}

/**
 * A test key lies in less safe places. It may set up an app that is only tried out, and nothing that payers see.
 * @throws Problem `conflict`
 */
async function refuseWhereLive(tx: Tx, appId: string): Promise<void> {
  const live = await tx
    .selectFrom('api_keys')
    .select('id')
    .where('owner_id', '=', appId)
    .where('mode', '=', 'live')
    .where('revoked_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (!live) return
  const message = 'name, allowed_origins and appearance hold for live payments too: change them with a live key.'
  throw conflict('live_key_needed', message)
}

/** @returns the secret, where one was made. */
async function changeWebhook(
  core: Core,
  tx: Tx,
  owner: EndpointOwner,
  {
    webhook_url: url,
    webhook_enabled: enabled,
    rotate_webhook_secret: rotate,
  }: Pick<z.infer<typeof updateAppBody>, 'webhook_url' | 'webhook_enabled' | 'rotate_webhook_secret'>,
): Promise<string | null> {
  const settings = { ...owner, ...(url !== undefined && { url }), ...(enabled !== undefined && { enabled }) }
  const change = url === undefined && enabled === undefined ? null : await setEndpointIn(core, tx, settings)
  if (!rotate || change?.secret) return change?.secret ?? null
  if (!change && !(await getEndpoint(core, owner, tx))) {
    throw invalid('rotate_webhook_secret', 'has no secret to replace: send the webhook_url that it is for')
  }
  return (await rotateSecretIn(core, tx, owner)).secret
}

const presentApp = (app: App, webhook: WebhookEndpoint | null): z.input<typeof appAnswer> => ({
  id: app.id,
  name: app.name,
  webhook_url: webhook?.url ?? null,
  webhook_enabled: webhook?.enabled ?? false,
  webhook_disabled_reason: webhook?.disabledReason ?? null,
  webhook_disabled_at: webhook?.disabledAt ?? null,
  webhook_secret_preview: webhook?.secretPreview ?? null,
  allowed_origins: app.allowedOrigins,
  appearance: app.appearance,
  created_at: app.createdAt,
})
