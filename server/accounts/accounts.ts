import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { parseDecimal } from '../money/decimal.ts'
import { invalid, notFound } from '../problem.ts'
import type { AppRow, MerchantRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { type Appearance, type AppearanceChange, changeAppearance, readAppearance } from './appearance.ts'
import { parseEmail } from './email.ts'
import { parseName } from './name.ts'
import { type OriginPattern, parseAllowedOrigins, readAllowedOrigins } from './origins.ts'

/** Who is paid: speaks PayLinkr by itself, and Paylinq through its apps. */
export interface Merchant {
  id: string
  name: string
  /** A free merchant's API requests are refused. */
  plan: Plan
  /** Sites that may embed its invoices. */
  allowedOrigins: OriginPattern[]
  /** In hundredths of a percent of what is asked: an invoice that lacks no more than this is paid. */
  underpaymentTolerance: number
  /** Of the pages of its invoices and packages; null: ours. */
  appearance: Appearance | null
  /** Who is told when a webhook is switched off; null: nobody. */
  email: string | null
  createdAt: Instant
}

export type Plan = MerchantRow['plan']

/** One integration of a merchant's, with keys, providers, payments and a webhook of its own. */
export interface App {
  id: string
  merchantId: string
  name: string
  /** Sites that may embed its payments. */
  allowedOrigins: OriginPattern[]
  /** Of the pages of its payments and payment links; null: ours. */
  appearance: Appearance | null
  /** Who is told when its webhook is switched off; null: the merchant is. */
  email: string | null
  createdAt: Instant
}

export interface NewMerchant {
  name: string
  /** `pro` unless given. */
  plan?: Plan | undefined
  /** Origin patterns as people write them (`origins.ts`), or `["*"]`. */
  origins: readonly string[]
  email?: string | undefined
}

/** What is left out stays. */
export interface MerchantChanges {
  name?: string | undefined
  plan?: Plan | undefined
  origins?: readonly string[] | undefined
  /** Percent as people write it: `0.5`. */
  underpaymentTolerance?: string | undefined
  /** Null takes all of it back. */
  appearance?: AppearanceChange | null | undefined
  /** Null takes it back. */
  email?: string | null | undefined
}

export interface NewApp {
  merchantId: string
  name: string
  origins: readonly string[]
  email?: string | undefined
}

/** What is left out stays. */
export interface AppChanges {
  name?: string | undefined
  origins?: readonly string[] | undefined
  /** Null takes all of it back. */
  appearance?: AppearanceChange | null | undefined
  /** Null takes it back. */
  email?: string | null | undefined
}

/** @throws Problem `invalid` */
export async function createMerchant(
  core: Core,
  { name, plan = 'pro', origins, email }: NewMerchant,
): Promise<Merchant> {
  const row: MerchantRow = {
    id: newId('mer_'),
    name: parseName(name),
    plan,
    allowed_origins: JSON.stringify(parseAllowedOrigins(origins)),
    underpayment_tolerance: 0,
    appearance: null,
    email: email === undefined ? null : parseEmail(email),
    created_at: instantNow(core.clock),
  }
  await core.store.db.insertInto('merchants').values(row).execute()
  return merchantOf(row)
}

/** @throws Problem `invalid`, `not_found` */
export function updateMerchant(core: Core, id: string, changes: MerchantChanges): Promise<Merchant> {
  return core.store.transaction(async (tx) => {
    const row = await tx.selectFrom('merchants').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
    if (!row) throw notFound('merchant')
    const { plan = row.plan, underpaymentTolerance: tolerance } = changes
    const changed = {
      ...changedParts(row, changes),
      plan,
      underpayment_tolerance: tolerance === undefined ? row.underpayment_tolerance : parseTolerance(tolerance),
    }
    await tx.updateTable('merchants').set(changed).where('id', '=', id).execute()
    return merchantOf({ ...row, ...changed })
  })
}

/** What merchants and apps have alike. */
const changedParts = (
  row: Pick<MerchantRow & AppRow, 'name' | 'allowed_origins' | 'appearance' | 'email'>,
  { name, origins, appearance, email }: AppChanges,
) => ({
  name: name === undefined ? row.name : parseName(name),
  allowed_origins: origins ? JSON.stringify(parseAllowedOrigins(origins)) : row.allowed_origins,
  appearance: appearance === undefined ? row.appearance : changeAppearance(row.appearance, appearance),
  email: email === undefined ? row.email : email && parseEmail(email),
})

/** More than this is no rounding by a wallet or an exchange any more. */
const MOST_TOLERANCE = 1_000n

/** @returns hundredths of a percent. */
function parseTolerance(text: string): number {
  const percent = parseDecimal(text, 2)
  if (percent && percent.amount <= MOST_TOLERANCE) return Number(percent.amount)
  throw invalid('underpaymentTolerance', 'must be a percentage from 0 to 10 with at most two digits after the point')
}

/** The oldest first. */
export async function listMerchants(core: Core): Promise<Merchant[]> {
  const rows = await core.store.db.selectFrom('merchants').selectAll().orderBy('created_at').orderBy('id').execute()
  return rows.map(merchantOf)
}

/** @throws Problem `not_found` */
export async function getMerchant(core: Core, id: string): Promise<Merchant> {
  const row = await core.store.db.selectFrom('merchants').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('merchant')
  return merchantOf(row)
}

/** @throws Problem `invalid`, `not_found` for the merchant */
export async function createApp(core: Core, { merchantId, name, origins, email }: NewApp): Promise<App> {
  const row: AppRow = {
    id: newId('app_'),
    merchant_id: merchantId,
    name: parseName(name),
    allowed_origins: JSON.stringify(parseAllowedOrigins(origins)),
    appearance: null,
    email: email === undefined ? null : parseEmail(email),
    created_at: instantNow(core.clock),
  }
  await getMerchant(core, merchantId)
  await core.store.db.insertInto('apps').values(row).execute()
  return appOf(row)
}

/** @throws Problem `invalid`, `not_found` */
export const updateApp = (core: Core, id: string, changes: AppChanges): Promise<App> =>
  core.store.transaction((tx) => updateAppIn(tx, id, changes))

/** @throws Problem `invalid`, `not_found` */
export async function updateAppIn(tx: Tx, id: string, changes: AppChanges): Promise<App> {
  const row = await tx.selectFrom('apps').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
  if (!row) throw notFound('app')
  const changed = changedParts(row, changes)
  await tx.updateTable('apps').set(changed).where('id', '=', id).execute()
  return appOf({ ...row, ...changed })
}

/** The oldest first: of one merchant, or all. */
export async function listApps(core: Core, merchantId?: string): Promise<App[]> {
  const rows = await core.store.db
    .selectFrom('apps')
    .selectAll()
    .$if(merchantId !== undefined, (query) => query.where('merchant_id', '=', merchantId!))
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(appOf)
}

/** @throws Problem `not_found` */
export async function getApp(core: Core, id: string): Promise<App> {
  const row = await core.store.db.selectFrom('apps').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound('app')
  return appOf(row)
}

const merchantOf = (row: MerchantRow): Merchant => ({
  id: row.id,
  name: row.name,
  plan: row.plan,
  allowedOrigins: readAllowedOrigins(row.allowed_origins),
  underpaymentTolerance: row.underpayment_tolerance,
  appearance: readAppearance(row.appearance),
  email: row.email,
  createdAt: row.created_at,
})

const appOf = (row: AppRow): App => ({
  id: row.id,
  merchantId: row.merchant_id,
  name: row.name,
  allowedOrigins: readAllowedOrigins(row.allowed_origins),
  appearance: readAppearance(row.appearance),
  email: row.email,
  createdAt: row.created_at,
})
