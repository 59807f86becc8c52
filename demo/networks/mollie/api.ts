import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import type { Clock } from '../../../server/clock.ts'
import type { Account } from './account.ts'
import { ApiError, errorBodyOf } from './errors.ts'
import { type Answer, openIdempotency } from './idempotency.ts'
import { readParameters, readQuery } from './parameters.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

interface Call {
  /** In the path: the payment, and what belongs to it. */
  id: string
  part: string
  idempotencyKey: string | null
}

/** Something that the API can be asked to do. Parameters are the query's with GET, else the body's. */
export interface Endpoint<S extends z.ZodType> {
  parameters: S
  /** Runs in a transaction. Null is answered 204. */
  run(account: Account, input: z.infer<S>, call: Call): object | null
}

export type DefineEndpoint = <S extends z.ZodType>(method: Method, path: string, endpoint: Endpoint<S>) => void

export interface ApiContext {
  account: Account
  clock: Clock
  apiKey: string
  /** Called before each request: what time has changed. */
  settle(): void
  /** Called once what a request wrote is committed. */
  committed(): void
}

/** Takes endpoints into `app`, and gives each of them the key, idempotency and errors. */
export function openApi(app: Hono, { account, clock, apiKey, settle, committed }: ApiContext): DefineEndpoint {
  const { books } = account
  const idempotency = openIdempotency(books, clock)

  async function serve<S extends z.ZodType>(c: Context, { parameters, run }: Endpoint<S>): Promise<Response> {
    try {
      authenticate(c.req.header('authorization'), apiKey)
      settle()
      const reads = c.req.method === 'GET'
      const given = reads ? readQuery(new URL(c.req.url).searchParams) : await readBody(c.req.raw)
      const input = readParameters(parameters, given, reads ? 'query' : 'body')
      const key = reads ? undefined : c.req.header('idempotency-key')
      const { id = '', part = '' } = c.req.param() as Record<string, string>
      const execute = (keep: (answer: Answer) => void): Answer =>
        books.together(() => {
          const body = run(account, input, { id, part, idempotencyKey: key ?? null })
          const answer = { status: body === null ? 204 : c.req.method === 'POST' ? 201 : 200, body }
          keep(answer)
          return answer
        })
      const endpoint = `${c.req.method} ${c.req.path}`
      const answer = key ? await idempotency.once({ key, endpoint, body: given }, execute) : execute(() => {})
      committed()
      return respond(answer)
    } catch (error) {
      if (error instanceof ApiError) return respond(error)
      console.error(error)
      return respond({ status: 500, body: INTERNAL_ERROR })
    }
  }

  return (method, path, endpoint) => void app.on(method, path, (c) => serve(c, endpoint))
}

/** What Mollie answers when the fault is its own. */
export const INTERNAL_ERROR = errorBodyOf(500, 'Something went wrong on our side. Try again later.')

export const respond = ({ status, body }: { status: number; body: object | null }): Response =>
  new Response(body === null ? null : JSON.stringify(body), {
    status,
    headers: { 'cache-control': 'no-store', ...(body !== null && { 'content-type': 'application/hal+json' }) },
  })

function authenticate(authorization: string | undefined, apiKey: string) {
  if (authorization === undefined) throw new ApiError(401, 'No API key came with the request: send it as Bearer.')
  if (authorization !== `Bearer ${apiKey}`) throw new ApiError(401, 'The API key is not one of this profile.')
}

async function readBody(request: Request): Promise<unknown> {
  const text = await request.text()
  if (text === '') return {}
  if (!request.headers.get('content-type')?.startsWith('application/json')) {
    throw new ApiError(415, 'Send the parameters as application/json.')
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new ApiError(400, 'The body is no valid JSON.')
  }
}
