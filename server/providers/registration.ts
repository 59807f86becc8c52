import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { credentialsPlace, openAccount } from './accounts.ts'

/** Where a provider's webhooks for one account arrive. */
export const webhookPath = (provider: string, accountId: string): string => `/webhooks/${provider}/${accountId}`

/**
 * Has the provider tell us what happens, and keeps the secret it signs with.
 * @throws ProviderFailure when it was not reached or refused.
 */
export async function registerWebhook(core: Core, accountId: string): Promise<void> {
  const { account, provider } = await openAccount(core, accountId)
  const added = await account.registerWebhook(core.config.publicUrl + webhookPath(provider, accountId))
  await core.store.transaction(async (tx) => {
    const place = credentialsPlace(accountId)
    const row = await tx
      .selectFrom('provider_accounts')
      .select('credentials')
      .where('id', '=', accountId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const credentials = { ...JSON.parse(core.secrets.open(row.credentials, place)), ...added }
    await tx
      .updateTable('provider_accounts')
      .set({ credentials: core.secrets.seal(JSON.stringify(credentials), place), updated_at: instantNow(core.clock) })
      .where('id', '=', accountId)
      .execute()
  })
}
