import type { z } from 'zod'
import { type ProviderAnswer, providerFetch } from '../http.ts'
import { ProviderFailure } from '../provider.ts'
import { failure, token } from './answers.ts'

/** PayPal looked at a request and said no. */
export class Refusal extends ProviderFailure {
  readonly status: number
  /** PayPal's name of the reason, `INSTRUMENT_DECLINED`. Empty when it gave none. */
  readonly issue: string

  constructor(status: number, issue: string, message: string) {
    super('refused', message)
    this.status = status
    this.issue = issue
  }
}

export interface PaypalRequest {
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  /** Sent as JSON; a POST without one sends an empty object. */
  body?: unknown
  /** `PayPal-Request-Id`: the same one never does it twice, for as long as PayPal remembers it. */
  requestId?: string
}

export interface PaypalApi {
  /**
   * @throws Refusal
   * @throws ProviderFailure `unknown` as well for an answer that has not the shape it should have.
   */
  call<S extends z.ZodType>(request: PaypalRequest, shape: S): Promise<z.infer<S>>
}

export interface PaypalAccess {
  apiUrl: string
  clientId: string
  clientSecret: string
  /** Milliseconds. */
  timeout: number
}

/** PayPal's REST API, under an access token that is fetched when it is needed and shared by everything that runs. */
export function openPaypal(access: PaypalAccess): PaypalApi {
  const session = openSession(access)

  async function send({ method, path, body, requestId }: PaypalRequest, accessToken: string) {
    const headers = {
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
      prefer: 'return=representation',
      ...(requestId && { 'paypal-request-id': requestId }),
    }
    const content = method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }
    return providerFetch(access.apiUrl + path, { method, headers, ...content }, access.timeout)
  }

  return {
    async call(request, shape) {
      const accessToken = await session.token()
      let answer = await send(request, accessToken)
      // Taken back, or run out by PayPal's clock.
      if (answer.status === 401) answer = await send(request, await session.renewed(accessToken))
      if (answer.status < 200 || answer.status > 299) throw failureOf(answer)
      const read = shape.safeParse(answer.body)
      if (!read.success) throw new ProviderFailure('unknown', `PayPal's answer to ${request.path} cannot be read.`)
      return read.data
    },
  }
}

function failureOf({ status, body }: ProviderAnswer): ProviderFailure {
  const { name, message, error_description, details = [] } = failure.safeParse(body).data ?? {}
  const words = details[0]?.description ?? message ?? error_description ?? `PayPal answered ${status}.`
  // Too many at once: turned away before it is looked at. https://developer.paypal.com/api/rest/reference/rate-limiting/
  if (status === 429) return new ProviderFailure('not_sent', words)
  // 409: the same request is being worked on, and may well be done.
  if (status < 400 || status > 499 || status === 408 || status === 409) return new ProviderFailure('unknown', words)
  return new Refusal(status, details[0]?.issue ?? name ?? '', words)
}

interface Session {
  token(): Promise<string>
  /** Another one than `stale`, which PayPal does not take any more. */
  renewed(stale: string): Promise<string>
}

interface Login {
  accessToken: string
  /** By the computer's running time, in milliseconds: PayPal's tokens live by the real one. */
  goodUntil: number
}

/** A token is used until so long before it runs out. */
const MARGIN_SECONDS = 60

function openSession(access: PaypalAccess): Session {
  let current: Promise<Login> | null = null

  function fresh(): Promise<Login> {
    const made = login(access)
    current = made
    made.catch(() => {
      if (current === made) current = null
    })
    return made
  }

  return {
    async token() {
      const { accessToken, goodUntil } = await (current ?? fresh())
      return performance.now() < goodUntil ? accessToken : this.renewed(accessToken)
    },
    async renewed(stale) {
      const asked = current ?? fresh()
      const { accessToken } = await asked
      if (accessToken !== stale) return accessToken
      // Whoever found it stale first is logging in for all.
      const next = current && current !== asked ? current : fresh()
      return (await next).accessToken
    },
  }
}

/** @throws ProviderFailure never `unknown`: what the token was for was not sent. */
async function login({ apiUrl, clientId, clientSecret, timeout }: PaypalAccess): Promise<Login> {
  const asked = performance.now()
  const init = {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  }
  const answer = await providerFetch(`${apiUrl}/v1/oauth2/token`, init, timeout).catch((error: ProviderFailure) => {
    throw new ProviderFailure('not_sent', `PayPal's login: ${error.message}`)
  })
  const read = token.safeParse(answer.body)
  if (answer.status === 200 && read.success) {
    const { access_token, expires_in } = read.data
    const seconds = Math.max(0, expires_in - MARGIN_SECONDS)
    return { accessToken: access_token, goodUntil: asked + seconds * 1000 }
  }
  const failed = failureOf(answer)
  if (failed instanceof Refusal) throw new Refusal(failed.status, failed.issue, `PayPal's login: ${failed.message}`)
  throw new ProviderFailure('not_sent', `PayPal's login: ${failed.message}`)
}
