import { z } from 'zod'
import type { Books } from '../books.ts'
import type { Account } from './account.ts'
import { ApiError } from './errors.ts'
import { EVENT_TYPES, type EventType } from './event-types.ts'
import { newId } from './ids.ts'
import { link } from './links.ts'
import { webAddress } from './parameters.ts'
import { isGenuine } from './signing.ts'

const MOST_WEBHOOKS = 10

const eventTypes = z.array(z.strictObject({ name: z.string().min(1) })).min(1)

export const webhookParameters = z.strictObject({ url: webAddress, event_types: eventTypes })

export const webhookChanges = z
  .array(
    z.discriminatedUnion('path', [
      z.strictObject({ op: z.literal('replace'), path: z.literal('/event_types'), value: eventTypes }),
      z.strictObject({ op: z.literal('replace'), path: z.literal('/url'), value: webAddress }),
    ]),
  )
  .min(1)

export interface KeptWebhook {
  id: string
  url: string
  events: string[]
  deleted: boolean
}

const allWebhooks = (books: Books): KeptWebhook[] =>
  books
    .list<KeptWebhook>('webhook')
    .map(({ document }) => document)
    .filter(({ deleted }) => !deleted)

export const listeningWebhooks = (books: Books, type: EventType): KeptWebhook[] =>
  allWebhooks(books).filter(({ events }) => events.includes('*') || events.includes(type))

export function createWebhook(account: Account, input: z.infer<typeof webhookParameters>): string {
  const { books } = account
  const kept = allWebhooks(books)
  if (kept.some(({ url }) => url === input.url)) {
    throw refusal('WEBHOOK_URL_ALREADY_EXISTS', 'There is a webhook for this address already.')
  }
  if (kept.length >= MOST_WEBHOOKS) {
    throw refusal('WEBHOOK_NUMBER_LIMIT_EXCEEDED', `An app has at most ${MOST_WEBHOOKS} webhooks.`)
  }
  const webhook = { id: newId(), url: checkedUrl(input.url), events: names(input.event_types), deleted: false }
  books.put('webhook', webhook.id, webhook satisfies KeptWebhook)
  return webhook.id
}

export function changeWebhook(
  account: Account,
  changes: z.infer<typeof webhookChanges>,
  { id }: { id: string },
): string {
  const webhook = getWebhook(account, id)
  for (const change of changes) {
    if (change.path === '/url') webhook.url = checkedUrl(change.value)
    else webhook.events = names(change.value)
  }
  account.books.put('webhook', id, webhook)
  return id
}

export function deleteWebhook(account: Account, _input: object, { id }: { id: string }): string {
  account.books.put('webhook', id, { ...getWebhook(account, id), deleted: true })
  return id
}

export function getWebhook({ books }: Account, id: string): KeptWebhook {
  const webhook = books.get<KeptWebhook>('webhook', id)
  if (!webhook || webhook.deleted) {
    throw new ApiError(404, { name: 'INVALID_RESOURCE_ID', message: 'There is no webhook with this id.' })
  }
  return webhook
}

export function showWebhook(account: Account, id: string): object {
  const { url, events } = getWebhook(account, id)
  const path = `/v1/notifications/webhooks/${id}`
  return {
    id,
    url,
    event_types: events.map(eventType),
    links: [
      link(account.url, path, 'self'),
      link(account.url, path, 'update', 'PATCH'),
      link(account.url, path, 'delete', 'DELETE'),
    ],
  }
}

export const listWebhooks = (account: Account) => ({
  webhooks: allWebhooks(account.books).map(({ id }) => showWebhook(account, id)),
})

export const listEventTypes = () => ({ event_types: EVENT_TYPES.map(eventType) })

const eventType = (name: string) => ({ name, description: name, status: 'ENABLED', resource_versions: ['2.0'] })

export const verificationParameters = z.strictObject({
  auth_algo: z.string().max(100),
  cert_url: webAddress.max(500),
  transmission_id: z.string().max(50),
  transmission_sig: z.string().max(500),
  transmission_time: z.iso.datetime({ offset: true }),
  webhook_id: z.string().max(50),
  webhook_event: z.record(z.string(), z.unknown()),
})

/** Whether a webhook that somebody got came from here. Its event must be as it was sent, to the order of its fields. */
export function verification(account: Account, input: z.infer<typeof verificationParameters>): object {
  const genuine = isGenuine(account, {
    algorithm: input.auth_algo,
    certUrl: input.cert_url,
    transmissionId: input.transmission_id,
    time: input.transmission_time,
    signature: input.transmission_sig,
    webhookId: getWebhook(account, input.webhook_id).id,
    body: JSON.stringify(input.webhook_event),
  })
  return { verification_status: genuine ? 'SUCCESS' : 'FAILURE' }
}

function names(types: z.infer<typeof eventTypes>): string[] {
  const unknown = types.find(({ name }) => name !== '*' && !(EVENT_TYPES as readonly string[]).includes(name))
  if (unknown) throw refusal('VALIDATION_ERROR', `There is no event type ${unknown.name}.`)
  return types.map(({ name }) => name)
}

/** Nothing is sent over the network in the clear. */
function checkedUrl(url: string): string {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || hostname === '127.0.0.1' || hostname === 'localhost') return url
  throw refusal('VALIDATION_ERROR', 'The address of a webhook begins with https://.')
}

const refusal = (name: string, message: string) => new ApiError(400, { name, message })
