import type { Context, Hono } from 'hono'
import type Stripe from 'stripe'
import { z } from 'zod'
import type { Clock } from '../../../server/clock.ts'
import type { Books } from '../books.ts'
import { type Access, authenticate, type BrowserAccess, checkBrowserAccess, type Keys } from './access.ts'
import type { Account } from './account.ts'
import { API_VERSION } from './api-version.ts'
import { ApiError, Declined, type ErrorBody, invalidRequest } from './errors.ts'
import { expanded } from './expand.ts'
import { type FormMap, readForm } from './form.ts'
import { type Answer, openIdempotency } from './idempotency.ts'
import { newId } from './ids.ts'
import { forBrowser } from './kept-intents.ts'
import { readParameters } from './parameters.ts'

/** Something that the API can be asked to do. */
export interface Endpoint<S extends z.ZodType> {
  parameters: S
  /** What the publishable key may do here. Default: nothing. */
  browser?: BrowserAccess
  /** `id` is the one in the path, or empty. Runs in a transaction. */
  run(account: Account, input: z.infer<S>, id: string): object
}

/** An endpoint without parameters of its own. */
export const onlyExpand = z.strictObject({ expand: z.array(z.string()).optional() })

export interface ApiContext {
  books: Books
  clock: Clock
  keys: Keys
  accountFor(request: Account['request']): Account
  /** Called once what a request wrote is committed. */
  committed(): void
}

export type DefineEndpoint = <S extends z.ZodType>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  endpoint: Endpoint<S>,
) => void

/** Takes endpoints into `app`, and gives each of them keys, versions, idempotency and errors. */
export function openApi(app: Hono, context: ApiContext): DefineEndpoint {
  const { books, clock, keys } = context
  const idempotency = openIdempotency(books, clock)

  async function serve<S extends z.ZodType>(c: Context, endpoint: Endpoint<S>): Promise<Response> {
    const requestId = newId('req')
    try {
      const version = readVersion(c.req.header('stripe-version'))
      const form = readForm(await encodedForm(c.req.raw))
      const access = authenticate(c.req.raw, form, keys)
      if (access === 'publishable') checkBrowserAccess(endpoint.browser ?? 'none', form)
      const key = c.req.method === 'POST' ? c.req.header('idempotency-key') : undefined
      const account = context.accountFor({ id: requestId, idempotency_key: key ?? null })
      const call: Call<S> = { account, endpoint, form, id: c.req.param('id') ?? '', access }
      const { answer, replayed } = key
        ? await idempotency.once({ key, endpoint: `${c.req.method} ${c.req.path}`, form }, (keep) =>
            execute(call, keep),
          )
        : { answer: execute(call, () => {}), replayed: false }
      context.committed()
      return respond(answer, {
        'request-id': requestId,
        'stripe-version': version,
        ...(key && { 'idempotency-key': key }),
        ...(replayed && { 'idempotent-replayed': 'true' }),
      })
    } catch (error) {
      const headers = { 'request-id': requestId, 'stripe-version': API_VERSION }
      if (error instanceof ApiError) return respond({ status: error.status, body: { error: error.body } }, headers)
      console.error(error)
      return respond({ status: 500, body: { error: INTERNAL_ERROR } }, headers)
    }
  }

  return (method, path, endpoint) => void app.on(method, path, (c) => serve(c, endpoint))
}

/** What Stripe answers when the fault is its own. */
export const INTERNAL_ERROR: ErrorBody = {
  type: 'api_error',
  message: 'Something went wrong on our side. It is safe to try again with the same idempotency key.',
}

export function respond(answer: Answer, headers: Record<string, string>): Response {
  return new Response(`${JSON.stringify(answer.body, null, 2)}\n`, {
    status: answer.status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-cache, no-store', ...headers },
  })
}

interface Call<S extends z.ZodType> {
  account: Account
  endpoint: Endpoint<S>
  form: FormMap
  id: string
  access: Access
}

/**
 * Reads the parameters and does what is asked, whole or not at all. Parameters that do not fit throw before anything
 * is kept; whatever is answered after that is kept for a replay.
 */
function execute<S extends z.ZodType>(
  { account, endpoint, form, id, access }: Call<S>,
  keep: (answer: Answer) => void,
): Answer {
  const input = readParameters(endpoint.parameters, form)
  try {
    return account.books.together(() => {
      const answer = attempt(() => {
        const body = endpoint.run(account, input, id)
        const visible = access === 'publishable' ? browserBody(body) : body
        return { status: 200, body: expanded(account.books, visible, expansions(form)) }
      }, access)
      keep(answer)
      return answer
    })
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const answer = refusal(error, access)
    keep(answer)
    return answer
  }
}

/** A decline is an answer like any other; other refusals undo what was written before them. */
function attempt(run: () => Answer, access: Access): Answer {
  try {
    return run()
  } catch (error) {
    if (error instanceof Declined) return refusal(error, access)
    throw error
  }
}

function refusal({ status, body }: ApiError, access: Access): Answer {
  const { payment_intent: intent } = body
  const error = intent && access === 'publishable' ? { ...body, payment_intent: forBrowser(intent) } : body
  return { status, body: { error } }
}

const browserBody = (body: object) =>
  'object' in body && body.object === 'payment_intent' ? forBrowser(body as Stripe.PaymentIntent) : body

const expansions = (form: FormMap) => (Array.isArray(form.expand) ? form.expand.map(String) : [])

const VERSION = /^\d{4}-\d{2}-\d{2}(\.[a-z]+)?$/

function readVersion(asked: string | undefined): string {
  if (asked === undefined) return API_VERSION
  if (!VERSION.test(asked)) throw invalidRequest(`Invalid Stripe API version: ${asked}`)
  return asked
}

async function encodedForm(request: Request): Promise<string> {
  if (request.method !== 'POST') return new URL(request.url).search
  const body = await request.text()
  const type = request.headers.get('content-type') ?? ''
  if (body !== '' && !type.startsWith('application/x-www-form-urlencoded')) {
    throw invalidRequest(`Send the parameters as application/x-www-form-urlencoded, not as ${type || 'plain bytes'}.`)
  }
  return body
}
