import { ZodError } from 'zod'
import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { explain } from '../http/validation.ts'
import { newId } from '../ids.ts'
import { conflict, invalid, notFound, Problem } from '../problem.ts'
import { credentialsPlace } from '../providers/accounts.ts'
import type { Mode, ProviderAccountRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { checkFeeSchedule, type FeeSchedule, readFeeSchedule } from './fee-schedule.ts'
import {
  type Credentials,
  checksWebhooks,
  isOtherAccount,
  replaceCredentials,
  requireMode,
} from './provider-credentials.ts'

/** An app's account at a payment provider, without its credentials: those go in and never come out. */
export interface ProviderAccountSummary {
  id: string
  appId: string
  mode: Mode
  provider: string
  enabled: boolean
  /** The lowest number is tried first. */
  priority: number
  feeSchedule: FeeSchedule | null
  /** What the provider sends can be checked, so that it counts. Always where nothing needs to be registered. */
  webhooksRegistered: boolean
  createdAt: Instant
  updatedAt: Instant
}

export interface ProviderAccountSettings {
  appId: string
  mode: Mode
  provider: string
  /**
   * All of them, in the provider's own shape: they replace the ones there were. How webhooks are checked may be left
   * out, and stays when it is the same account's.
   */
  credentials?: Credentials | undefined
  /** True unless given. */
  enabled?: boolean | undefined
  /** 1 unless given. */
  priority?: number | undefined
  /** Null takes it away: then nothing is known of the fees that the provider does not tell. */
  feeSchedule?: FeeSchedule | null | undefined
}

/**
 * Sets up an app's account at a provider, or changes it: what is left out stays as it is.
 * @throws Problem `invalid`, also when a new account has no credentials; `not_found` for the app; `conflict` for another
 *   account's credentials while something of the old one is undecided
 */
export function setProviderAccount(core: Core, settings: ProviderAccountSettings): Promise<ProviderAccountSummary> {
  checkSettings(core, settings)
  return core.store.transaction(async (tx) => {
    // Locking the app lets only one at a time find out that there is no account yet.
    const app = await tx.selectFrom('apps').select('id').where('id', '=', settings.appId).forUpdate().executeTakeFirst()
    if (!app) throw notFound('app')
    const old = await findRow(tx, settings)
    if (old) await requireSameAccount(core, tx, old, settings)
    const row = changedRow(core, old, settings)
    const { enabled, priority, credentials, fee_schedule, updated_at } = row
    const changes = { enabled, priority, credentials, fee_schedule, updated_at }
    await tx
      .insertInto('provider_accounts')
      .values(row)
      .onConflict((there) => there.column('id').doUpdateSet(changes))
      .execute()
    return summaryOf(core, row)
  })
}

/** What is under way at an account is read and closed with its own credentials alone. */
async function requireSameAccount(
  core: Core,
  tx: Tx,
  old: ProviderAccountRow,
  { provider, credentials }: ProviderAccountSettings,
): Promise<void> {
  if (!credentials || !isOtherAccount(provider, credentials as Credentials, openCredentials(core, old))) return
  const attempt = tx.selectFrom('attempts').select('id').where('account_id', '=', old.id)
  const undecided =
    (await attempt.where('status', 'in', UNDECIDED).limit(1).executeTakeFirst()) ??
    (await tx
      .selectFrom('refunds')
      .select('id')
      .where('account_id', '=', old.id)
      .where('status', '=', 'pending')
      .limit(1)
      .executeTakeFirst())
  if (!undecided) return
  throw conflict(
    'account_in_use',
    `Payments or refunds are still undecided at the present ${provider} account, and these credentials are another ` +
      'account’s. Switch the account off, and change it once they are decided.',
  )
}

const UNDECIDED = [
  'creating',
  'ready',
  'processing',
  'requires_action',
  'capturing',
  'closing',
  'abandoned',
  'stray',
] as const

function checkSettings(
  { providers, config }: Core,
  { mode, provider, credentials, priority }: ProviderAccountSettings,
) {
  const connect = Object.hasOwn(providers, provider) ? providers[provider] : undefined
  if (!connect) {
    throw invalid('provider', `"${provider}" is none we speak with; there are ${Object.keys(providers).join(', ')}.`)
  }
  if (priority !== undefined && !(Number.isInteger(priority) && priority >= 0 && priority <= 1_000)) {
    throw invalid('priority', 'must be a whole number from 0 to 1000; the lowest is tried first.')
  }
  if (!credentials) return
  requireMode(credentials, mode)
  try {
    connect(credentials, config, mode)
  } catch (error) {
    throw error instanceof ZodError ? wrongCredentials(error, credentials) : error
  }
}

/** Names each that is missing or wrong, and repeats none. */
function wrongCredentials({ issues }: ZodError, given: Credentials): Problem {
  const found = issues.map((issue) => ({
    path: ['credentials', ...issue.path].join('.'),
    message:
      (issue.code === 'invalid_type' && explain({ ...issue, input: given[String(issue.path[0])] })) || issue.message,
  }))
  const text = found.map(({ path, message }) => `${path}: ${message}`).join('; ')
  return new Problem('invalid', 'invalid_field', text, found)
}

function changedRow(
  core: Core,
  old: ProviderAccountRow | undefined,
  { appId, mode, provider, credentials, enabled, priority, feeSchedule }: ProviderAccountSettings,
): ProviderAccountRow {
  const now = instantNow(core.clock)
  const id = old?.id ?? newId('pac_')
  const given =
    credentials && (old ? replaceCredentials(provider, credentials, openCredentials(core, old)) : credentials)
  const kept = given ? core.secrets.seal(JSON.stringify(given), credentialsPlace(id)) : old?.credentials
  if (kept === undefined) throw invalid('credentials', `are needed: there is no ${mode} account at ${provider} yet.`)
  return {
    id,
    app_id: appId,
    mode,
    provider,
    enabled: enabled === undefined ? (old?.enabled ?? 1) : enabled ? 1 : 0,
    priority: priority ?? old?.priority ?? 1,
    credentials: kept,
    fee_schedule: feeSchedule === undefined ? (old?.fee_schedule ?? null) : writeFeeSchedule(feeSchedule),
    created_at: old?.created_at ?? now,
    updated_at: now,
  }
}

const writeFeeSchedule = (schedule: FeeSchedule | null) =>
  schedule === null ? null : JSON.stringify(checkFeeSchedule(schedule))

const openCredentials = (core: Core, row: Pick<ProviderAccountRow, 'id' | 'credentials'>): Credentials =>
  JSON.parse(core.secrets.open(row.credentials, credentialsPlace(row.id)))

const findRow = (tx: Tx, { appId, mode, provider }: ProviderAccountSettings) =>
  tx
    .selectFrom('provider_accounts')
    .selectAll()
    .where('app_id', '=', appId)
    .where('mode', '=', mode)
    .where('provider', '=', provider)
    .forUpdate()
    .executeTakeFirst()

/** Of one app, or all; those that are tried first in front. */
export async function listProviderAccounts(core: Core, appId?: string): Promise<ProviderAccountSummary[]> {
  const rows = await core.store.db
    .selectFrom('provider_accounts')
    .selectAll()
    .$if(appId !== undefined, (query) => query.where('app_id', '=', appId!))
    .orderBy('app_id')
    .orderBy('mode')
    .orderBy('priority')
    .orderBy('provider')
    .execute()
  return rows.map((row) => summaryOf(core, row))
}

/** @throws Problem `not_found` */
export async function getProviderAccount(core: Core, id: string): Promise<ProviderAccountSummary> {
  const row = await core.store.db.selectFrom('provider_accounts').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('provider account')
  return summaryOf(core, row)
}

const summaryOf = (core: Core, row: ProviderAccountRow): ProviderAccountSummary => ({
  id: row.id,
  appId: row.app_id,
  mode: row.mode,
  provider: row.provider,
  enabled: row.enabled === 1,
  priority: row.priority,
  feeSchedule: readFeeSchedule(row.fee_schedule),
  webhooksRegistered: checksWebhooks(row.provider, openCredentials(core, row)),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})
