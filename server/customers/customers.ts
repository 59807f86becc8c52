import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import type { Mode } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'

/** E-mail addresses are matched ignoring case and outer spaces. */
export const emailKey = (email: string): string => email.trim().toLowerCase()

/**
 * The app's customer with this e-mail address, made if there is none. Two requests at once make one: the store's
 * unique key decides.
 */
export async function matchCustomer(
  core: Core,
  tx: Tx,
  { appId, mode, email, name }: { appId: string; mode: Mode; email: string; name: string | null },
): Promise<string> {
  const now = instantNow(core.clock)
  const { id } = await tx
    .insertInto('customers')
    .values({
      id: newId('cus_'),
      app_id: appId,
      mode,
      email: email.trim(),
      email_key: emailKey(email),
      name,
      created_at: now,
      updated_at: now,
    })
    // An update that changes nothing, so that the row that is there comes back.
    .onConflict((on) => on.columns(['app_id', 'mode', 'email_key']).doUpdateSet({ email_key: emailKey(email) }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
