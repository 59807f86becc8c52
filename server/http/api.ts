import { randomUUIDv7 } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Logger } from 'pino'
import type { z } from 'zod'
import { type Clock, toInstant } from '../clock.ts'
import { Problem } from '../problem.ts'
import type { Store, Tx } from '../store/store.ts'
import type { Answer } from './answer.ts'
import { corsHeaders, preflightHeaders, someKeyAllows } from './cors.ts'
import { type DialectRules, errorBody } from './dialects.ts'
import { headersOf, type ReadHeaders } from './headers.ts'
import { answerOnce, type IdempotentRequest, type KeptAnswer, readIdempotencyKey } from './idempotency.ts'
import { finishOnce, type OutsideWork, refusalToKeep } from './outside-work.ts'
import { allowsOrigin, authorize, type Keyring, type Principal } from './principal.ts'
import { type RateLimit, rateLimitHeaders, refuseWhenSpent } from './rate-limit.ts'
import type { RequestLog } from './request-log.ts'
import { readJson, validate, validateBody } from './validation.ts'

export interface ApiRequest<Body = unknown, Query = unknown> {
  principal: Principal
  /** Path parameters. */
  params: Record<string, string>
  body: Body
  query: Query
}

/** One documented operation: what it takes, what it answers, and what does it. OpenAPI is made from these. */
export interface Endpoint<Body = unknown, Query = unknown> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below the dialect's base: `/payments/:id`. */
  path: string
  summary: string
  /** Needed of keys that list scopes (PayLinkr). */
  scope?: string
  body?: z.ZodType<Body>
  query?: z.ZodType<Query>
  /** The success status and its body. */
  answer: { status: Answer['status']; schema: z.ZodType }
  /** Does it. An Idempotency-Key is honoured by all but `RunFreely`. */
  run: RunInTransaction<Body, Query> | RunOutside<Body, Query> | RunFreely<Body, Query>
}

/** The whole request is one transaction, in which its answer is kept. */
interface RunInTransaction<Body, Query> {
  /** What has to be done outside the store first. It must be harmless to repeat. */
  before?: (request: ApiRequest<Body, Query>) => Promise<void>
  inTransaction: (tx: Tx, request: ApiRequest<Body, Query>) => Promise<Answer>
}

/** For what is done outside the store, at a provider. What was begun is finished once, whatever happens in between. */
interface RunOutside<Body, Query> {
  /** Writes what is to be done. @returns its id. */
  begin: (tx: Tx, request: ApiRequest<Body, Query>) => Promise<string>
  /**
   * Does it, and answers. A retry calls it again with the same id, perhaps while the first call is still under way:
   * nothing may be done twice by that. `provider_unreachable` says that nothing was done and never will be for this
   * id: a retry begins anew.
   */
  finish: (workId: string, request: ApiRequest<Body, Query>) => Promise<Answer>
}

type RunFreely<Body, Query> = (request: ApiRequest<Body, Query>) => Promise<Answer>

/** Lets TypeScript infer the body's and the query's type from their schemas. */
export const endpoint = <Body, Query>(definition: Endpoint<Body, Query>) => definition as Endpoint

export interface ApiServices {
  store: Store
  clock: Clock
  logger: Logger
  keyring: Keyring
  rateLimit: RateLimit
  requestLog: RequestLog
}

/**
 * A dialect's endpoints as one app. Each request: id, key, rate limit, scope and origin, body, the endpoint, log.
 * Whatever goes wrong answers in the dialect's error shape, with the request's id.
 */
export function createApi(rules: DialectRules, endpoints: Endpoint[], services: ApiServices): Hono {
  const app = new Hono()
  if (rules.browsers) app.options('*', (c) => answerPreflight(c, services.store))
  for (const definition of endpoints) {
    app.on(definition.method, [definition.path], (c) => serve(c, rules, definition, services))
  }
  // An unknown path tells nothing to those without a key.
  app.all('*', (c) => serve(c, rules, unknownPath, services))
  return app
}

async function answerPreflight(c: Context, store: Store): Promise<Response> {
  const origin = c.req.header('origin')
  const allowed = origin !== undefined && (await someKeyAllows(store, origin))
  const headers = { 'X-Request-Id': randomUUIDv7(), Vary: 'Origin', ...(allowed && preflightHeaders(origin)) }
  return new Response(null, { status: allowed ? 204 : 403, headers })
}

const unknownPath: Pick<Endpoint, 'method' | 'path' | 'run'> = {
  method: 'get',
  path: '*',
  run: async () => {
    throw UNKNOWN_PATH
  },
}

const UNKNOWN_PATH = new Problem(
  'not_found',
  'unknown_path',
  'There is no such endpoint: check the path and the method.',
)

async function serve(
  c: Context,
  rules: DialectRules,
  definition: Pick<Endpoint, 'method' | 'path' | 'scope' | 'body' | 'query' | 'run'>,
  services: ApiServices,
): Promise<Response> {
  const startedAt = performance.now()
  const requestId = randomUUIDv7()
  const headers: Record<string, string> = {
    'X-Request-Id': requestId,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  }
  const sent = headersOf(c)
  let principal: Principal | null = null
  let status: number
  let body: object | null
  try {
    principal = await services.keyring.identify(rules, sent)
    const allowance = await services.rateLimit.take(principal.keyId)
    Object.assign(headers, rateLimitHeaders(allowance))
    refuseWhenSpent(allowance)
    authorize(principal, definition.scope, sent)
    const answer = await run(c, rules, sent, definition, principal, services)
    Object.assign(headers, answer.headers)
    ;({ status, body } = answer)
  } catch (error) {
    const problem = error instanceof Problem ? error : null
    if (!problem) services.logger.error({ err: error, requestId, path: c.req.path }, 'request failed')
    status = problem ? rules.status[problem.kind] : 500
    body = errorBody(rules, problem ?? UNEXPECTED)
  }
  const origin = rules.browsers ? sent.get('origin') : null
  if (origin !== null && (await mayRead(origin, principal, services.store))) Object.assign(headers, corsHeaders(origin))
  if (principal) logRequest(c, sent, principal, { requestId, status, startedAt }, services)
  if (body === null) return new Response(null, { status, headers })
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
}

/** Whether a page of this origin may read the answer: by the key that was sent, or if none was good, by any key. */
async function mayRead(origin: string, principal: Principal | null, store: Store): Promise<boolean> {
  if (principal) return allowsOrigin(principal, origin)
  return someKeyAllows(store, origin).catch(() => false)
}

const UNEXPECTED = {
  code: 'internal',
  message: 'Unexpected error on our side. Retry after a short delay.',
  issues: [],
}

async function run(
  c: Context,
  rules: DialectRules,
  headers: ReadHeaders,
  definition: Pick<Endpoint, 'method' | 'path' | 'body' | 'query' | 'run'>,
  principal: Principal,
  services: ApiServices,
): Promise<KeptAnswer> {
  const { method, path, body: bodySchema, query: querySchema, run: work } = definition
  const sent = bodySchema ? await readJson(c.req.raw, headers) : null
  const params = c.req.param() as Record<string, string>
  if (Object.values(params).some((value) => value.includes('\0'))) throw UNKNOWN_PATH
  const request: ApiRequest = {
    principal,
    params,
    body: bodySchema ? validateBody(bodySchema, sent) : undefined,
    query: querySchema ? validate(querySchema, plain(c.req.query()), 'query') : undefined,
  }
  if (typeof work === 'function') return work(request)
  const key = readIdempotencyKey(headers)
  const asked = { params, body: sent }
  const once = key === null ? null : { principal, route: `${method} ${path}`, key, asked }
  return 'begin' in work
    ? runOutside(rules, work, request, once, services)
    : runInTransaction(work, request, once, services)
}

/** @throws Problem for what no store can keep, as for bodies. */
function plain(query: Record<string, string>): Record<string, string> {
  const odd = Object.keys(query).find((name) => query[name]!.includes('\0'))
  if (odd === undefined) return query
  throw new Problem('malformed', 'malformed_text', `${odd}: has a NUL character: leave it out.`)
}

async function runInTransaction(
  { before, inTransaction }: RunInTransaction<unknown, unknown>,
  request: ApiRequest,
  once: IdempotentRequest | null,
  services: ApiServices,
): Promise<KeptAnswer> {
  if (once) {
    return answerOnce(services, once, (tx) => inTransaction(tx, request), before && (() => before(request)))
  }
  await before?.(request)
  return services.store.transaction((tx) => inTransaction(tx, request))
}

async function runOutside(
  rules: DialectRules,
  work: RunOutside<unknown, unknown>,
  request: ApiRequest,
  once: IdempotentRequest | null,
  services: ApiServices,
): Promise<KeptAnswer> {
  if (!once) {
    const workId = await services.store.transaction((tx) => work.begin(tx, request))
    return work.finish(workId, request)
  }
  const outside: OutsideWork = {
    begin: (tx) => work.begin(tx, request),
    finish: (workId) => work.finish(workId, request).catch((error) => refusalToKeep(rules, error)),
  }
  return finishOnce(services, once, outside)
}

function logRequest(
  c: Context,
  headers: ReadHeaders,
  principal: Principal,
  { requestId, status, startedAt }: { requestId: string; status: number; startedAt: number },
  { requestLog, clock }: ApiServices,
) {
  requestLog.record({
    request_id: requestId,
    dialect: principal.dialect,
    owner_id: principal.ownerId,
    mode: principal.mode,
    method: c.req.method,
    // PostgreSQL keeps no NUL in text.
    path: c.req.path.replaceAll('\0', '%00'),
    status_code: status,
    duration_ms: Math.round(performance.now() - startedAt),
    idempotency_key: headers.get('idempotency-key')?.slice(0, 255) ?? null,
    api_key_id: principal.keyId,
    api_key_name: principal.keyName,
    created_at: toInstant(clock.now()),
  })
}
