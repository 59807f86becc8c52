import { sql } from 'kysely'
import { z } from 'zod'
import { type PageOf, type PageRange, pageAnswer, pageQuery, presentPage, readPages } from '../billing/pages.ts'
import type { Instant } from '../clock.ts'
import type { Core } from '../core.ts'
import type { RequestLogRow } from '../store/schema.ts'
import type { Db } from '../store/store.ts'
import { type Endpoint, endpoint } from './api.ts'
import { instant } from './instant.ts'
import type { Principal } from './principal.ts'

const logQuery = z.object({
  ...pageQuery,
  requestId: z.string().max(100).optional().describe('As X-Request-Id said'),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional().describe('In capital letters'),
  statusCode: z
    .string()
    .regex(/^[1-5]\d\d$/, 'must be an HTTP status, like 422')
    .optional(),
  path: z.string().max(500).optional().describe('How the path begins: `/api/v1/invoices`'),
  apiKeyId: z.string().max(100).optional(),
  from: instant.optional().describe('Asked at this instant or later'),
  to: instant.optional().describe('Asked before this instant'),
})

const logEntry = z.object({
  requestId: z.string(),
  method: z.string(),
  path: z.string().describe('Without what looks like a key, an e-mail address or a card number'),
  statusCode: z.int(),
  durationMs: z.int(),
  idempotencyKey: z.string().nullable().describe('The same'),
  apiKeyId: z.string(),
  apiKeyName: z.string(),
  createdAt: z.string(),
})

/** The log of a merchant's requests, below `/api/v1`. One appears about a second after it was answered. */
export const requestLogEndpoints = (core: Core): Endpoint[] => [
  endpoint({
    method: 'get',
    path: '/requests/logs',
    summary: 'List API requests, newest first; one appears about a second after its answer',
    scope: 'api_logs:read',
    query: logQuery,
    answer: { status: 200, schema: pageAnswer(logEntry) },
    run: async ({ principal, query: { page, limit, statusCode, ...filter } }) => {
      const status = statusCode === undefined ? undefined : Number(statusCode)
      const list = await listRequests(core.store.db, principal, { ...filter, status }, { page, limit })
      return { status: 200, body: presentPage(list, presentEntry) }
    },
  }),
]

interface RequestFilter {
  requestId?: string | undefined
  method?: string | undefined
  status: number | undefined
  path?: string | undefined
  apiKeyId?: string | undefined
  from?: Instant | undefined
  to?: Instant | undefined
}

const listRequests = (
  db: Db,
  { dialect, ownerId, mode }: Principal,
  { requestId, method, status, path, apiKeyId, from, to }: RequestFilter,
  range: PageRange,
): Promise<PageOf<RequestLogRow>> =>
  readPages(
    db
      .selectFrom('request_logs')
      .where('owner_id', '=', ownerId)
      .where('mode', '=', mode)
      .where('dialect', '=', dialect)
      .$if(requestId !== undefined, (query) => query.where('request_id', '=', requestId!))
      .$if(method !== undefined, (query) => query.where('method', '=', method!))
      .$if(status !== undefined, (query) => query.where('status_code', '=', status!))
      .$if(path !== undefined, (query) => query.where(beginsWith(path!)))
      .$if(apiKeyId !== undefined, (query) => query.where('api_key_id', '=', apiKeyId!))
      .$if(from !== undefined, (query) => query.where('created_at', '>=', from!))
      .$if(to !== undefined, (query) => query.where('created_at', '<', to!)),
    (query) => query.selectAll().orderBy('created_at', 'desc').orderBy('request_id', 'desc'),
    range,
  )

/** Not `like`: it looks at capital letters in one store and not in the other. */
const beginsWith = (start: string) => sql<boolean>`substr(path, 1, ${[...start].length}) = ${start}`

const presentEntry = (row: RequestLogRow): z.input<typeof logEntry> => ({
  requestId: row.request_id,
  method: row.method,
  path: row.path,
  statusCode: row.status_code,
  durationMs: row.duration_ms,
  idempotencyKey: row.idempotency_key,
  apiKeyId: row.api_key_id,
  apiKeyName: row.api_key_name,
  createdAt: row.created_at,
})
