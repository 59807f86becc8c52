import type { Core } from '../core.ts'
import { Problem } from '../problem.ts'
import type { Mode, ProviderAccountRow } from '../store/schema.ts'
import type { Db } from '../store/store.ts'
import type { ProviderAccount } from './provider.ts'

/** Where a provider account's credentials are sealed to. */
export const credentialsPlace = (accountId: string): string => `provider_accounts.credentials:${accountId}`

export type OpenedAccount = Pick<ProviderAccountRow, 'id' | 'provider' | 'priority' | 'enabled'> & {
  account: ProviderAccount
}

/** All of an app's accounts, the ones to try first in front. */
export async function openAccounts(
  core: Core,
  appId: string,
  mode: Mode,
  db: Db = core.store.db,
): Promise<OpenedAccount[]> {
  const rows = await db
    .selectFrom('provider_accounts')
    .selectAll()
    .where('app_id', '=', appId)
    .where('mode', '=', mode)
    .orderBy('priority')
    .orderBy('provider')
    .execute()
  return rows.map((row) => open(core, row))
}

/** @throws Problem `not_found` */
export async function openAccount(core: Core, accountId: string): Promise<OpenedAccount> {
  const row = await core.store.db
    .selectFrom('provider_accounts')
    .selectAll()
    .where('id', '=', accountId)
    .executeTakeFirst()
  if (!row) throw new Problem('not_found', 'not_found', 'No provider account with this id.')
  return open(core, row)
}

/** Accounts keep connections alive: one is made for each version of its credentials. */
const opened = new WeakMap<Core, Map<string, ProviderAccount>>()

function open(core: Core, row: ProviderAccountRow): OpenedAccount {
  const cache = opened.get(core) ?? new Map<string, ProviderAccount>()
  opened.set(core, cache)
  let account = cache.get(row.credentials)
  if (!account) {
    const connect = core.providers[row.provider]
    if (!connect) throw new Error(`No provider is called ${row.provider}: was it set up by a newer version?`)
    account = connect(JSON.parse(core.secrets.open(row.credentials, credentialsPlace(row.id))), core.config, row.mode)
    cache.set(row.credentials, account)
  }
  return { id: row.id, provider: row.provider, priority: row.priority, enabled: row.enabled, account }
}
