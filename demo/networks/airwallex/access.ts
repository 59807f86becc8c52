import { randomBytes } from 'node:crypto'
import { type Account, timestamp } from './account.ts'
import { ApiError, unauthorized } from './errors.ts'

export interface Keys {
  clientId: string
  apiKey: string
}

const TOKEN_LIFE_MS = 30 * 60 * 1000

interface Token {
  until: number
}

/** Trades the account's two keys for a token that lasts half an hour. */
export function login(account: Account, headers: Headers, keys: Keys) {
  if (headers.get('x-client-id') !== keys.clientId || headers.get('x-api-key') !== keys.apiKey) {
    throw new ApiError(401, { code: 'credentials_invalid', message: 'Access denied, authentication failed' })
  }
  const token = randomBytes(32).toString('base64url')
  const until = account.clock.now() + TOKEN_LIFE_MS
  account.books.put('token', token, { until } satisfies Token)
  return { token, expires_at: timestamp(until) }
}

/** Refuses a request without a token, or with one that ran out. */
export function checkToken(account: Account, headers: Headers) {
  const [scheme, token = ''] = headers.get('authorization')?.split(' ') ?? []
  if (scheme !== 'Bearer') throw unauthorized('Send the token that the login answered as Authorization: Bearer.')
  const kept = account.books.get<Token>('token', token)
  if (!kept || kept.until <= account.clock.now()) throw unauthorized('Access denied, authentication failed')
}
