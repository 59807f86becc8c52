import { randomUUIDv7 } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Logger } from 'pino'
import { z } from 'zod'
import { type Clock, instantNow } from '../clock.ts'
import { Problem } from '../problem.ts'
import type { Secrets } from '../secrets.ts'
import type { Store, Tx } from '../store/store.ts'
import type { Answer } from './answer.ts'
import { answerOnce } from './answer-once.ts'
import { corsHeaders, someKeyAllows } from './cors.ts'
import { type DialectRules, errorBody } from './dialects.ts'
import { headersOf, type ReadHeaders } from './headers.ts'
import { type IdempotentRequest, type KeptAnswer, readIdempotencyKey } from './idempotency.ts'
import { finishOnce, type OutsideWork, refusalToKeep } from './outside-work.ts'
import { answerPreflight, takeForAddress } from './preflight.ts'
import { allowsOrigin, authorize, type Keyring, type Principal } from './principal.ts'
import { type RateLimit, rateLimitHeaders, refuseWhenSpent } from './rate-limit.ts'
import type { RequestLog } from './request-log.ts'
import { idsIn, plainQuery, readJson, validate, validateBody } from './validation.ts'

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
  secrets: Secrets
  logger: Logger
  keyring: Keyring
  /** By key. */
  rateLimit: RateLimit
  /** By address, for what comes without a known key. */
  addressLimit: RateLimit
  trustedProxies: number
  requestLog: RequestLog
}

/**
 * A dialect's endpoints as one app. Each request: id, key, rate limit, scope and origin, body, the endpoint, log.
 * Whatever goes wrong answers in the dialect's error shape, with the request's id.
 */
export function createApi(rules: DialectRules, endpoints: Endpoint[], services: ApiServices): Hono {
  const app = new Hono()
  if (rules.browsers) app.options('*', (c) => answerPreflight(c, rules, services))
  for (const definition of endpoints) {
    app.on(definition.method, [definition.path], (c) => serve(c, rules, definition, services))
  }
  // An unknown path tells nothing to those without a key.
  app.all('*', (c) => serve(c, rules, unknownPath, services))
  return app
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
    const known = await services.keyring.identify(rules, sent).catch(problemIn)
    principal = known instanceof Problem ? null : known
    const allowance = await (principal ? services.rateLimit.take(principal.keyId) : takeForAddress(c, services))
    Object.assign(headers, rateLimitHeaders(allowance))
    refuseWhenSpent(allowance)
    if (known instanceof Problem) throw known
    authorize(known, definition.scope, sent)
    const answer = await run(c, rules, sent, definition, known, services)
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
  if (principal) {
    services.requestLog.record({
      requestId,
      principal,
      method: c.req.method,
      path: c.req.path,
      idempotencyKey: sent.get('idempotency-key'),
      status,
      durationMs: Math.round(performance.now() - startedAt),
      at: instantNow(services.clock),
    })
  }
  if (body === null) return new Response(null, { status, headers })
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
}

function problemIn(error: unknown): Problem {
  if (error instanceof Problem) return error
  throw error
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
  const { method, path, query: querySchema, run: work } = definition
  const bodySchema = definition.body ?? (BRINGS_BODY.has(method) ? noFields : undefined)
  const sent = bodySchema ? await readJson(c.req.raw, headers) : undefined
  const params = idsIn(c.req.param())
  const request: ApiRequest = {
    principal,
    params,
    body: bodySchema ? validateBody(bodySchema, sent) : undefined,
    query: querySchema ? validate(querySchema, plainQuery(c.req.query()), 'query') : undefined,
  }
  if (typeof work === 'function') return work(request)
  const sentKey = readIdempotencyKey(headers)
  const key = sentKey === null ? null : services.secrets.hashIdempotencyKey(sentKey)
  const once = key === null ? null : { principal, route: `${method} ${path}`, key, asked: { params, body: sent } }
  return 'begin' in work
    ? runOutside(rules, work, request, once, services)
    : runInTransaction(work, request, once, services)
}

/** Whatever is sent with these is read: what takes no fields must not take what is too long or no JSON. */
const BRINGS_BODY = new Set(['post', 'put', 'patch'])
const noFields = z.object({})

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
