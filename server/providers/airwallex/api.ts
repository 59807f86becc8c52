import { z } from 'zod'
import { type ProviderAnswer, providerFetch } from '../http.ts'
import { ProviderFailure } from '../provider.ts'

/** The shapes that are read and asked for here. */
export const API_VERSION = '2025-06-30'

/** A token lasts half an hour (https://www.airwallex.com/docs/api/authentication). */
const TOKEN_USED_MS = 25 * 60_000

/** A request that Airwallex looked at and refused. `code` is its own: `duplicate_request`. */
export class AirwallexRefusal extends ProviderFailure {
  readonly code: string

  constructor(code: string, message: string) {
    super('refused', message)
    this.code = code
  }
}

/** Airwallex's API for one account. Every call may throw `ProviderFailure`, and nothing else. */
export interface AirwallexApi {
  get<S extends z.ZodType>(path: string, answer: S): Promise<z.infer<S>>
  post<S extends z.ZodType>(path: string, body: object, answer: S): Promise<z.infer<S>>
}

interface ApiOptions {
  url: string
  clientId: string
  apiKey: string
  /** Milliseconds for each call, and for the login that it may need. */
  timeout: number
}

interface Login {
  token: Promise<string>
  /** By the monotonic clock: what the host believes the time to be does not matter. */
  at: number
}

const tokenAnswer = z.object({ token: z.string().min(1) })
const errorAnswer = z.object({ code: z.string(), message: z.string().default('') })

/** Codes of a 400 after which it is not sure that nothing was done. */
const UNSURE = new Set(['internal_error', 'service_unavailable', 'provider_unavailable'])

export function airwallexApi({ url, clientId, apiKey, timeout }: ApiOptions): AirwallexApi {
  let login: Login | null = null

  async function logIn(): Promise<string> {
    const headers = { 'x-client-id': clientId, 'x-api-key': apiKey, 'content-type': 'application/json' }
    try {
      const answer = await providerFetch(
        `${url}/api/v1/authentication/login`,
        { method: 'POST', headers, body: '{}' },
        timeout,
      )
      return read(answer, tokenAnswer).token
    } catch (error) {
      // What the token was for was not sent yet, whatever became of the login.
      if (error instanceof ProviderFailure && error.certainty === 'unknown') {
        throw new ProviderFailure('not_sent', `Airwallex's login failed: ${error.message}`)
      }
      throw error
    }
  }

  /** Shared by all who ask at the same time. @param refused a token that is not to be used again. */
  async function token(refused?: string): Promise<string> {
    const current = login && performance.now() - login.at < TOKEN_USED_MS ? login : null
    if (current) {
      const used = await current.token
      if (used !== refused) return used
      // Somebody else logged in while this one waited.
      if (login && login !== current) return login.token
    }
    const mine = { token: logIn(), at: performance.now() }
    login = mine
    mine.token.catch(() => {
      if (login === mine) login = null
    })
    return mine.token
  }

  async function send(method: string, path: string, body: object | null, bearer: string): Promise<ProviderAnswer> {
    const headers = {
      authorization: `Bearer ${bearer}`,
      'x-api-version': API_VERSION,
      ...(body && { 'content-type': 'application/json' }),
    }
    return providerFetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) }, timeout)
  }

  async function call<S extends z.ZodType>(
    method: string,
    path: string,
    body: object | null,
    shape: S,
  ): Promise<z.infer<S>> {
    const bearer = await token()
    const answer = await send(method, path, body, bearer)
    // Turned away at the door, so nothing was done: a token can be withdrawn before its time.
    return read(answer.status === 401 ? await send(method, path, body, await token(bearer)) : answer, shape)
  }

  return {
    get: (path, shape) => call('GET', path, null, shape),
    post: (path, body, shape) => call('POST', path, body, shape),
  }
}

/** https://www.airwallex.com/docs/payments__error-response-codes */
function read<S extends z.ZodType>({ status, body }: ProviderAnswer, shape: S): z.infer<S> {
  if (status === 200 || status === 201) {
    const answer = shape.safeParse(body)
    if (answer.success) return answer.data
    throw new ProviderFailure('unknown', 'Airwallex gave an answer that cannot be read.')
  }
  const { code, message } = errorAnswer.safeParse(body).data ?? { code: '', message: '' }
  const words = `Airwallex answered ${status}: ${[code, message].filter(Boolean).join(', ') || 'no reason'}`
  if (status === 429) throw new ProviderFailure('not_sent', words)
  // 408: given up half-way. 409: the same is being worked on.
  const isUnsure = status < 400 || status >= 500 || status === 408 || status === 409 || UNSURE.has(code)
  throw isUnsure ? new ProviderFailure('unknown', words) : new AirwallexRefusal(code, words)
}
