import type { Context, Hono } from 'hono'
import { z } from 'zod'
import type { Access } from './access.ts'
import type { Account } from './account.ts'
import { ApiError, Declined, type ErrorBody, INTERNAL_ERROR, invalidRequest } from './errors.ts'
import { openIdempotency } from './idempotency.ts'
import { randomText } from './ids.ts'
import { readParameters } from './parameters.ts'

/** How much of a resource an answer tells: what `Prefer: return=…` asks for. */
export type Detail = 'minimal' | 'representation'

/** Something that the API can be asked to do. */
export interface Endpoint<S extends z.ZodType = z.ZodType> {
  /** The JSON it takes; nothing by default. */
  body?: S
  /** How long a `PayPal-Request-Id` is remembered, in milliseconds. Default: the header means nothing here. */
  keptMs?: number
  /** Of the first answer; an answer to the same request again is 200. Default: 200. */
  status?(input: z.infer<S>): number
  /** Changes something, in a transaction. `id` is the one in the path, or empty. Answers the id of what to show. */
  run?(account: Account, input: z.infer<S>, request: { id: string; key: string | undefined }): string
  /** Null is answered with no body. */
  show(account: Account, id: string, asked: { detail: Detail; input: z.infer<S> }): object | null
}

export type DefineEndpoint = <S extends z.ZodType>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  endpoint: Endpoint<S>,
) => void

export interface ApiContext {
  account: Account
  access: Access
  /** Called once what a request wrote is committed. */
  committed(): void
}

/** Takes endpoints into `app`, and gives each of them tokens, request ids and errors. */
export function openApi(app: Hono, { account, access, committed }: ApiContext): DefineEndpoint {
  const idempotency = openIdempotency(account)

  async function serve<S extends z.ZodType>(c: Context, endpoint: Endpoint<S>): Promise<Response> {
    try {
      access.check(c.req.raw)
      const body = await jsonBody(c.req.raw)
      const input = readParameters(endpoint.body ?? z.strictObject({}), body) as z.infer<S>
      const { id, replayed } = await change(c, endpoint, { body, input })
      const detail = /return=representation/.test(c.req.header('prefer') ?? '') ? 'representation' : 'minimal'
      // What is due by now comes about when somebody looks.
      const shown = account.books.together(() => endpoint.show(account, id, { detail, input }))
      const status = replayed || !endpoint.status ? 200 : endpoint.status(input)
      return respond(shown ? status : 204, shown)
    } catch (error) {
      if (error instanceof ApiError) return respondError(error.status, error.body)
      console.error(error)
      return respondError(500, INTERNAL_ERROR)
    } finally {
      committed()
    }
  }

  async function change<S extends z.ZodType>(
    c: Context,
    endpoint: Endpoint<S>,
    { body, input }: { body: unknown; input: z.infer<S> },
  ): Promise<{ id: string; replayed: boolean }> {
    const pathId = c.req.param('id') ?? ''
    const { run, keptMs } = endpoint
    if (!run) return { id: pathId, replayed: false }
    const key = c.req.header('paypal-request-id')
    const execute = (keep: (id: string) => void) =>
      wholeOrNot(account, () => {
        const id = run(account, input, { id: pathId, key })
        keep(id)
        return id
      })
    if (!key || !keptMs) return { id: execute(() => {}), replayed: false }
    return idempotency.once({ key, endpoint: `${c.req.method} ${c.req.path}`, body, keptMs }, execute)
  }

  return (method, path, endpoint) => void app.on(method, path, (c) => serve(c, endpoint))
}

/** A refusal undoes what was written before it; a decline is something that happened, and stays. */
function wholeOrNot<T>({ books }: Account, run: () => T): T {
  const outcome = books.together((): { made: T } | { declined: Declined } => {
    try {
      return { made: run() }
    } catch (error) {
      if (error instanceof Declined) return { declined: error }
      throw error
    }
  })
  if ('declined' in outcome) throw outcome.declined
  return outcome.made
}

/** Nothing is read as an empty object. */
async function jsonBody(request: Request): Promise<unknown> {
  const text = await request.text()
  if (request.method === 'GET' || request.method === 'DELETE') return {}
  if (!request.headers.get('content-type')?.startsWith('application/json')) {
    throw new ApiError(415, { name: 'UNSUPPORTED_MEDIA_TYPE', message: 'Send the body as application/json.' })
  }
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw invalidRequest([{ issue: 'MALFORMED_REQUEST_JSON', description: 'The body is no JSON.', location: 'body' }])
  }
}

const respond = (status: number, body: object | null, debugId = newDebugId()): Response =>
  new Response(body && JSON.stringify(body), {
    status,
    headers: { ...(body && { 'content-type': 'application/json' }), 'paypal-debug-id': debugId },
  })

export function respondError(status: number, body: ErrorBody): Response {
  const debugId = newDebugId()
  return respond(status, { ...body, debug_id: debugId, links: body.links ?? [] }, debugId)
}

export const newDebugId = () => randomText(13).toLowerCase()
