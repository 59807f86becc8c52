import type Stripe from 'stripe'
import { z } from 'zod'
import type { Books } from '../books.ts'
import type { Account } from './account.ts'
import { noSuch } from './errors.ts'
import { newId, randomText } from './ids.ts'
import { page } from './lists.ts'
import { changedMetadata, expand, flag, metadata, paging, text, unsettable, webAddress } from './parameters.ts'

type Endpoint = Omit<Stripe.WebhookEndpoint, 'deleted'>

/** As kept: with its secret, and still there once it is deleted. */
export interface KeptEndpoint extends Endpoint {
  secret: string
  gone: boolean
}

const EVENT_TYPES = [
  '*',
  ...['created', 'processing', 'requires_action', 'succeeded', 'payment_failed', 'canceled'].map(
    (what) => `payment_intent.${what}`,
  ),
  'payment_intent.amount_capturable_updated',
  'payment_intent.partially_funded',
  ...['captured', 'expired', 'failed', 'pending', 'refunded', 'succeeded', 'updated'].map((what) => `charge.${what}`),
  'charge.refund.updated',
  ...['created', 'updated', 'closed', 'funds_withdrawn', 'funds_reinstated'].map((what) => `charge.dispute.${what}`),
  ...['created', 'updated', 'failed'].map((what) => `refund.${what}`),
]

const enabledEvents = z.array(z.enum(EVENT_TYPES)).min(1)

export const endpointCreateParameters = z.strictObject({
  url: webAddress,
  enabled_events: enabledEvents,
  api_version: text.optional(),
  description: unsettable.optional(),
  metadata: metadata.optional(),
  expand,
})

export const endpointUpdateParameters = z.strictObject({
  url: webAddress.optional(),
  enabled_events: enabledEvents.optional(),
  disabled: flag.optional(),
  description: unsettable.optional(),
  metadata: metadata.optional(),
  expand,
})

export const endpointListParameters = z.strictObject(paging)

/** The only answer that tells the signing secret. */
export function createEndpoint(account: Account, input: z.infer<typeof endpointCreateParameters>): Endpoint {
  const endpoint: KeptEndpoint = {
    id: newId('we'),
    object: 'webhook_endpoint',
    api_version: input.api_version ?? null,
    application: null,
    created: account.seconds(),
    description: input.description ?? null,
    enabled_events: input.enabled_events,
    livemode: false,
    metadata: changedMetadata({}, input.metadata),
    secret: `whsec_${randomText(32)}`,
    status: 'enabled',
    url: input.url,
    gone: false,
  }
  account.books.put('webhook_endpoint', endpoint.id, endpoint)
  return { ...presented(endpoint), secret: endpoint.secret }
}

export function updateEndpoint(account: Account, id: string, input: z.infer<typeof endpointUpdateParameters>) {
  const endpoint = find(account.books, id)
  const { url, enabled_events, disabled, description } = input
  if (url !== undefined) endpoint.url = url
  if (enabled_events !== undefined) endpoint.enabled_events = enabled_events
  if (disabled !== undefined) endpoint.status = disabled ? 'disabled' : 'enabled'
  if (description !== undefined) endpoint.description = description
  endpoint.metadata = changedMetadata(endpoint.metadata, input.metadata)
  account.books.put('webhook_endpoint', id, endpoint)
  return presented(endpoint)
}

export const getEndpoint = (account: Account, id: string) => presented(find(account.books, id))

export function listEndpoints(account: Account, input: z.infer<typeof endpointListParameters>) {
  const kept = page<KeptEndpoint>(account.books, 'webhook_endpoint', '/v1/webhook_endpoints', input, (one) => !one.gone)
  return { ...kept, data: kept.data.map(presented) }
}

export function deleteEndpoint(account: Account, id: string) {
  account.books.put('webhook_endpoint', id, { ...find(account.books, id), gone: true })
  return { id, object: 'webhook_endpoint', deleted: true }
}

/** The endpoints that an event of this type goes to. */
export function listeningEndpoints(books: Books, type: string): KeptEndpoint[] {
  return books
    .list<KeptEndpoint>('webhook_endpoint')
    .map(({ document }) => document)
    .filter((one) => isListening(one) && one.enabled_events.some((wanted) => wanted === '*' || wanted === type))
}

export const isListening = (endpoint: KeptEndpoint) => !endpoint.gone && endpoint.status === 'enabled'

function find(books: Books, id: string): KeptEndpoint {
  const endpoint = books.get<KeptEndpoint>('webhook_endpoint', id)
  if (!endpoint || endpoint.gone) throw noSuch('webhook_endpoint', id)
  return endpoint
}

function presented({ secret: _, gone: __, ...endpoint }: KeptEndpoint): Endpoint {
  return endpoint
}
