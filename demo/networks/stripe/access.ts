import { ApiError, invalidRequest } from './errors.ts'
import type { FormMap } from './form.ts'

/** Which of the account's two keys a request carries. */
export type Access = 'secret' | 'publishable'

export interface Keys {
  secretKey: string
  publishableKey: string
}

/**
 * What the publishable key can do at an endpoint: nothing, all of it, or only to the intent whose client secret
 * comes with the request.
 */
export type BrowserAccess = 'none' | 'free' | 'client secret'

const unauthorized = (message: string, code?: string) =>
  new ApiError(401, { type: 'invalid_request_error', message, ...(code && { code }) })

/** Reads the key of a request: Bearer or Basic, or, as the browser script sends it, the parameter `key`. */
export function authenticate(request: Request, form: FormMap, keys: Keys): Access {
  const key = keyOf(request.headers.get('authorization'), form)
  delete form.key
  if (!key) throw unauthorized('No API key came with the request. Send it as Authorization: Bearer YOUR_SECRET_KEY.')
  if (key === keys.secretKey) return 'secret'
  if (key === keys.publishableKey) return 'publishable'
  throw unauthorized(`Invalid API Key provided: ${masked(key)}`)
}

/** Refuses the publishable key where it may not go. */
export function checkBrowserAccess(allowed: BrowserAccess, form: FormMap) {
  if (allowed === 'none') {
    throw unauthorized('A publishable key cannot make this call: use the secret key.', 'secret_key_required')
  }
  if (allowed === 'client secret' && form.client_secret === undefined) {
    throw invalidRequest('Missing required param: client_secret.', {
      code: 'parameter_missing',
      param: 'client_secret',
    })
  }
}

/** Refuses a client secret that belongs to another intent, whichever key it comes with. */
export function checkClientSecret(expected: string | null, given: string | undefined) {
  if (given !== undefined && given !== expected) {
    throw invalidRequest('The client_secret does not belong to this PaymentIntent.', {
      code: 'payment_intent_invalid_parameter',
      param: 'client_secret',
    })
  }
}

function keyOf(authorization: string | null, form: FormMap): string | undefined {
  const [scheme, credentials = ''] = authorization?.split(' ') ?? []
  if (scheme === 'Bearer') return credentials
  if (scheme === 'Basic') return Buffer.from(credentials, 'base64').toString().split(':')[0]
  return typeof form.key === 'string' ? form.key : undefined
}

const masked = (key: string) => key.slice(0, 8).padEnd(Math.max(key.length - 4, 8), '*') + key.slice(-4)
