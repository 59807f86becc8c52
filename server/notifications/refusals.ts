import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import type { Mode } from '../store/schema.ts'
import type { Db } from '../store/store.ts'

/** Whose reminders somebody does not want, at which address. */
export interface Reminded {
  merchantId: string
  mode: Mode
  email: string
}

/** Binds the tokens to what they are for: no other sealed text opens here. */
const PLACE = 'reminders-stop'

/** Where a reminder's reader says that it should be the last: RFC 8058, section 3.1, and a page for people. */
export const stopUrl = (core: Core, reminded: Reminded): string =>
  `${core.config.publicUrl}/reminders/stop?token=${core.secrets.seal(JSON.stringify(reminded), PLACE)}`

/** @returns null for a token that is none of ours. */
export function readStopToken(core: Core, token: string): Reminded | null {
  try {
    return JSON.parse(core.secrets.open(token, PLACE)) as Reminded
  } catch {
    return null
  }
}

/** The name for a page: who will send no more reminders. */
export async function reminderSender(core: Core, { merchantId }: Reminded): Promise<string | null> {
  const row = await core.store.db.selectFrom('merchants').select('name').where('id', '=', merchantId).executeTakeFirst()
  return row?.name ?? null
}

/** Once is enough; again changes nothing. */
export async function refuseReminders(core: Core, { merchantId, mode, email }: Reminded): Promise<void> {
  await core.store.db
    .insertInto('reminder_refusals')
    .values({ merchant_id: merchantId, mode, email_key: keyOf(email), created_at: instantNow(core.clock) })
    .onConflict((on) => on.columns(['merchant_id', 'mode', 'email_key']).doNothing())
    .execute()
}

export async function refusesReminders(db: Db, { merchantId, mode, email }: Reminded): Promise<boolean> {
  const row = await db
    .selectFrom('reminder_refusals')
    .select('created_at')
    .where('merchant_id', '=', merchantId)
    .where('mode', '=', mode)
    .where('email_key', '=', keyOf(email))
    .executeTakeFirst()
  return row !== undefined
}

const keyOf = (email: string): string => email.trim().toLowerCase()
