import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { checkToken } from './access.ts'
import type { Account } from './account.ts'
import { ApiError, Declined, duplicateRequest, INTERNAL_ERROR, invalid } from './errors.ts'

/** Something that the API can be asked to do. `input` is the body of a POST and the query of a GET. */
export interface Endpoint<S extends z.ZodType> {
  input: S
  /** What an answer that did it says. Default: 200. */
  status?: 201
  /** `id` is the one in the path, or empty. Runs in a transaction. */
  run(account: Account, input: z.infer<S>, id: string): object
}

export type DefineEndpoint = <S extends z.ZodType>(method: 'GET' | 'POST', path: string, endpoint: Endpoint<S>) => void

/** An endpoint without parameters of its own; the official client sends `_t` with every GET, and `{}` as a body. */
export const nothing = z.strictObject({ _t: z.string().optional() })

interface ApiContext {
  account: Account
  /** Called once what a request wrote is committed. */
  committed(): void
}

/** Takes endpoints into `app`, and gives each of them tokens, versions, request ids and errors. */
export function openApi(app: Hono, { account, committed }: ApiContext): DefineEndpoint {
  async function serve<S extends z.ZodType>(c: Context, path: string, endpoint: Endpoint<S>): Promise<Response> {
    try {
      checkToken(account, c.req.raw.headers)
      checkVersion(c.req.header('x-api-version'))
      const given = c.req.method === 'GET' ? c.req.query() : await readBody(c.req.raw)
      const input = readInput(endpoint.input, given)
      const body = execute(account, path, input, () => endpoint.run(account, input, c.req.param('id') ?? ''))
      committed()
      return respond(endpoint.status ?? 200, body)
    } catch (error) {
      // A declined payment was kept, and its events are due.
      if (error instanceof Declined) committed()
      return refuse(error)
    }
  }
  return (method, path, endpoint) => app.on(method, path, (c) => serve(c, path, endpoint))
}

/** Does it whole or not at all, and only once for a `request_id`. A decline is done, and told by throwing. */
function execute(account: Account, path: string, input: unknown, run: () => object): object {
  const { books } = account
  const requestId = (input as { request_id?: string }).request_id
  const outcome = books.together(() => {
    if (requestId !== undefined) {
      const key = `${path} ${requestId}`
      if (books.get('request', key)) throw duplicateRequest(requestId)
      books.put('request', key, {})
    }
    try {
      return run()
    } catch (error) {
      if (error instanceof Declined) return error
      throw error
    }
  })
  if (outcome instanceof Declined) throw outcome
  return outcome
}

export function respond(status: number, body: object): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  })
}

export function refuse(error: unknown): Response {
  if (error instanceof ApiError) return respond(error.status, error.body)
  console.error(error)
  return respond(500, INTERNAL_ERROR)
}

function checkVersion(version: string | undefined) {
  if (version !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(version)) {
    throw invalid('x-api-version', 'x-api-version must be a date, like 2025-06-30')
  }
}

async function readBody(request: Request): Promise<unknown> {
  const text = await request.text()
  if (!(request.headers.get('content-type') ?? '').startsWith('application/json')) {
    throw invalid('content-type', 'The body must be sent as application/json')
  }
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('body', 'The body is not valid JSON')
  }
}

/** Reads `given` as `schema` says, or throws the error that names the first parameter that does not fit. */
function readInput<S extends z.ZodType>(schema: S, given: unknown): z.infer<S> {
  const read = schema.safeParse(given)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const path = issue!.path.map(String)
  if (issue!.code === 'unrecognized_keys') {
    const source = [...path, issue!.keys[0]].join('.')
    throw invalid(source, `${source} is not known`)
  }
  const source = path.join('.')
  const missing = path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], given)
  throw invalid(source, missing === undefined ? `${source} must be provided` : `${source}: ${issue!.message}`)
}
