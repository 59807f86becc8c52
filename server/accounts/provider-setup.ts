import type { Core } from '../core.ts'
import { ProviderFailure } from '../providers/provider.ts'
import { registerWebhook } from '../providers/registration.ts'
import {
  getProviderAccount,
  type ProviderAccountSettings,
  type ProviderAccountSummary,
  setProviderAccount,
} from './provider-accounts.ts'
import { bringsWebhook } from './provider-credentials.ts'

export interface ProviderSetup {
  account: ProviderAccountSummary
  /** Why the provider would not register our webhook, in its words; null when it did, or was not asked. */
  webhookProblem: string | null
}

/**
 * Sets up an account, or changes it, and has the provider send its webhooks here where it does not yet. The account is
 * kept when the provider refuses that or is not reached: the same again asks it again.
 * @throws Problem as `setProviderAccount` does
 */
export async function setUpProvider(core: Core, settings: ProviderAccountSettings): Promise<ProviderSetup> {
  const account = await setProviderAccount(core, settings)
  if (!isToBeRegistered(settings, account)) return { account, webhookProblem: null }
  try {
    await registerWebhook(core, account.id)
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error
    return { account, webhookProblem: error.message }
  }
  return { account: await getProviderAccount(core, account.id), webhookProblem: null }
}

/** New credentials may belong to another account, and our address may have changed: the provider knows what it has. */
function isToBeRegistered(
  { provider, credentials }: ProviderAccountSettings,
  { enabled, webhooksRegistered }: ProviderAccountSummary,
): boolean {
  if (credentials) return !bringsWebhook(provider, credentials)
  return enabled && !webhooksRegistered
}
