import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import type { WebhookEndpointRow } from '../store/schema.ts'

/** What signs for an endpoint: its secret, and behind it the one before while that one still counts. */
export type SigningSecrets = [string, ...string[]]

type SecretColumn = 'secret' | 'previous_secret'

const place = (column: SecretColumn, endpointId: string) => `webhook_endpoints.${column}:${endpointId}`

/** @returns what to store in `column`; it opens only there. */
export const sealEndpointSecret = (core: Core, column: SecretColumn, endpointId: string, secret: string): string =>
  core.secrets.seal(secret, place(column, endpointId))

type SecretsRow = Pick<WebhookEndpointRow, 'id' | 'secret' | 'previous_secret' | 'previous_until'>

/** @throws when they were sealed under another PAYLINK_SECRET. */
export function openSigningSecrets(core: Core, row: SecretsRow): SigningSecrets {
  const secret = core.secrets.open(row.secret, place('secret', row.id))
  if (row.previous_secret === null || !stillCounts(row.previous_until, instantNow(core.clock))) return [secret]
  return [secret, core.secrets.open(row.previous_secret, place('previous_secret', row.id))]
}

const stillCounts = (until: Instant | null, now: Instant) => until !== null && now < until
