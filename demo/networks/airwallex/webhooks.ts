import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Books } from '../books.ts'
import { type Account, timestamp } from './account.ts'
import { notFound } from './errors.ts'
import { EVENT_NAMES } from './event-names.ts'
import { newId } from './ids.ts'
import { pageOf, paging } from './lists.ts'

export interface Webhook {
  id: string
  request_id: string
  url: string
  events: string[]
  version: string
  secret: string
  created_at: string
}

interface Kept extends Webhook {
  gone: boolean
}

export const webhookCreateBody = z.strictObject({
  request_id: z.string().min(1).max(50),
  url: z.url({ protocol: /^https?$/ }),
  events: z.array(z.enum(EVENT_NAMES)).min(1),
  version: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
})

export const webhookListQuery = z.strictObject(paging)

export function createWebhook(account: Account, input: z.infer<typeof webhookCreateBody>): Webhook {
  const webhook: Kept = {
    id: newId('whk'),
    ...input,
    secret: `whsec_${randomBytes(24).toString('base64url')}`,
    created_at: timestamp(account.clock.now()),
    gone: false,
  }
  account.books.put('webhook', webhook.id, webhook)
  return presented(webhook)
}

export const getWebhook = (account: Account, id: string): Webhook => presented(find(account.books, id))

export const listWebhooks = (account: Account, query: z.infer<typeof webhookListQuery>) =>
  pageOf(newestFirst(account.books).map(presented), query)

export function deleteWebhook(account: Account, id: string) {
  account.books.put('webhook', id, { ...find(account.books, id), gone: true })
  return {}
}

/** Undefined once it was deleted. */
export function findWebhook(books: Books, id: string): Webhook | undefined {
  const webhook = books.get<Kept>('webhook', id)
  return webhook?.gone ? undefined : webhook
}

/** The webhooks that asked for events of this name. */
export const listeningWebhooks = (books: Books, name: string): Webhook[] =>
  newestFirst(books).filter(({ events }) => events.includes(name))

const newestFirst = (books: Books): Kept[] =>
  books
    .listBack<Kept>('webhook')
    .map(({ document }) => document)
    .filter(({ gone }) => !gone)

function find(books: Books, id: string): Kept {
  const webhook = books.get<Kept>('webhook', id)
  if (!webhook || webhook.gone) throw notFound(id)
  return webhook
}

function presented({ gone: _, ...webhook }: Kept): Webhook {
  return webhook
}
