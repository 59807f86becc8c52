import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../../server/clock.ts'
import type { Books } from '../books.ts'
import { unauthenticated } from './errors.ts'
import { randomText } from './ids.ts'

const VALID_SECONDS = 9 * 60 * 60

export interface Credentials {
  clientId: string
  clientSecret: string
}

/** Access tokens: given for the app's id and secret, and good for nine hours of the clock. */
export interface Access {
  /** `POST /v1/oauth2/token` */
  login(request: Request): Promise<Response>
  /** @throws ApiError 401 unless the request carries a token that is still good. */
  check(request: Request): void
}

interface KeptToken {
  expiresAt: number
}

export function openAccess(books: Books, clock: Clock, credentials: Credentials): Access {
  return {
    async login(request) {
      if (!isApp(request.headers.get('authorization'), credentials)) {
        return refuse(401, 'invalid_client', 'The id and the secret are not those of an app.')
      }
      const form = new URLSearchParams(await request.text())
      if (form.get('grant_type') !== 'client_credentials') {
        return refuse(400, 'unsupported_grant_type', 'grant_type must be client_credentials.')
      }
      const token = `A21AA${randomText(80)}`
      books.put('token', digest(token), { expiresAt: clock.now() + VALID_SECONDS * 1000 } satisfies KeptToken)
      return Response.json({
        scope: 'https://uri.paypal.com/services/payments/payment https://uri.paypal.com/services/applications/webhooks',
        access_token: token,
        token_type: 'Bearer',
        app_id: 'APP-80W284485P519543T',
        expires_in: VALID_SECONDS,
        nonce: `${new Date(clock.now()).toISOString()}${randomText(40)}`,
      })
    },

    check(request) {
      const token = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
      if (!token) throw unauthenticated('No access token came with the request: send it as Authorization: Bearer …')
      const kept = books.get<KeptToken>('token', digest(token))
      if (!kept || kept.expiresAt <= clock.now()) throw unauthenticated('The access token is unknown or has expired.')
    },
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

function isApp(authorization: string | null, { clientId, clientSecret }: Credentials): boolean {
  const [scheme, encoded = ''] = authorization?.split(' ') ?? []
  if (scheme !== 'Basic') return false
  const given = digest(Buffer.from(encoded, 'base64').toString())
  return timingSafeEqual(Buffer.from(given), Buffer.from(digest(`${clientId}:${clientSecret}`)))
}

const refuse = (status: number, error: string, error_description: string) =>
  Response.json({ error, error_description }, { status })
