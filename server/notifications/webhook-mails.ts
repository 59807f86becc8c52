import type { Core } from '../core.ts'
import type { WebhookEndpointRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { queueMail } from './mails.ts'

type SwitchedOff = Pick<WebhookEndpointRow, 'id' | 'dialect' | 'owner_id' | 'mode'> & { disabled_at: string }

/**
 * Tells the owner that their webhook was switched off: once each time. Does nothing where no e-mail address is known:
 * both APIs and the log say it too.
 */
export async function mailSwitchedOff(core: Core, tx: Tx, endpoint: SwitchedOff): Promise<void> {
  const contact = await contactOf(tx, endpoint)
  if (contact?.email == null) return
  await queueMail(core, tx, {
    kind: 'webhook_disabled',
    onceKey: `webhook_disabled:${endpoint.id}:${endpoint.disabled_at}`,
    merchantId: contact.merchantId,
    mode: endpoint.mode,
    recipient: contact.email,
    subjectId: endpoint.id,
    payload: { disabledAt: endpoint.disabled_at },
  })
}

export interface WebhookContact {
  merchantId: string
  /** Of the app, or where it has none, of its merchant. */
  email: string | null
  /** What it is called: the app's name, or the merchant's. */
  name: string
}

/** Whom a webhook's owner is, and how they are reached. Undefined for one that is not there. */
export async function contactOf(
  db: Db,
  { dialect, owner_id }: Pick<WebhookEndpointRow, 'dialect' | 'owner_id'>,
): Promise<WebhookContact | undefined> {
  if (dialect === 'paylinkr') {
    return db
      .selectFrom('merchants')
      .select(['id as merchantId', 'email', 'name'])
      .where('id', '=', owner_id)
      .executeTakeFirst()
  }
  return db
    .selectFrom('apps as app')
    .innerJoin('merchants as merchant', 'merchant.id', 'app.merchant_id')
    .select((eb) => [
      'merchant.id as merchantId',
      'app.name',
      eb.fn.coalesce('app.email', 'merchant.email').as('email'),
    ])
    .where('app.id', '=', owner_id)
    .executeTakeFirst()
}
