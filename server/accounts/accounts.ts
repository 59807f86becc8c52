import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { parseDecimal } from '../money/decimal.ts'
import { invalid, notFound } from '../problem.ts'
import type { AppRow, MerchantRow } from '../store/schema.ts'
import type { Db } from '../store/store.ts'
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
  createdAt: Instant
}

export interface NewMerchant {
  name: string
  /** `pro` unless given. */
  plan?: Plan | undefined
  /** Origin patterns as people write them (`origins.ts`), or `["*"]`. */
  origins: readonly string[]
}

export interface MerchantChanges extends Partial<NewMerchant> {
  /** Percent as people write it: `0.5`. */
  underpaymentTolerance?: string | undefined
}

export interface NewApp {
  merchantId: string
  name: string
  origins: readonly string[]
}

/** @throws Problem `invalid` */
export async function createMerchant(core: Core, { name, plan = 'pro', origins }: NewMerchant): Promise<Merchant> {
  const row: MerchantRow = {
    id: newId('mer_'),
    name: parseName(name),
    plan,
    allowed_origins: JSON.stringify(parseAllowedOrigins(origins)),
    underpayment_tolerance: 0,
    created_at: instantNow(core.clock),
  }
  await core.store.db.insertInto('merchants').values(row).execute()
  return merchantOf(row)
}

/**
 * What is left out stays.
 * @throws Problem `invalid`, `not_found`
 */
export async function updateMerchant(
  core: Core,
  id: string,
  { name, plan, origins, underpaymentTolerance }: { [Key in keyof MerchantChanges]?: MerchantChanges[Key] | undefined },
): Promise<Merchant> {
  const row = await core.store.db
    .updateTable('merchants')
    .set((old) => ({
      name: name === undefined ? old.ref('name') : parseName(name),
      plan: plan ?? old.ref('plan'),
      allowed_origins: origins ? JSON.stringify(parseAllowedOrigins(origins)) : old.ref('allowed_origins'),
      underpayment_tolerance:
        underpaymentTolerance === undefined ? old.ref('underpayment_tolerance') : parseTolerance(underpaymentTolerance),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw notFound('merchant')
  return merchantOf(row)
}

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
export async function createApp(core: Core, { merchantId, name, origins }: NewApp): Promise<App> {
  const row: AppRow = {
    id: newId('app_'),
    merchant_id: merchantId,
    name: parseName(name),
    allowed_origins: JSON.stringify(parseAllowedOrigins(origins)),
    created_at: instantNow(core.clock),
  }
  await getMerchant(core, merchantId)
  await core.store.db.insertInto('apps').values(row).execute()
  return appOf(row)
}

/**
 * What is left out stays.
 * @throws Problem `invalid`, `not_found`
 */
export async function updateApp(
  core: Core,
  id: string,
  { name, origins }: { name?: string | undefined; origins?: readonly string[] | undefined },
  db: Db = core.store.db,
): Promise<App> {
  const row = await db
    .updateTable('apps')
    .set((old) => ({
      name: name === undefined ? old.ref('name') : parseName(name),
      allowed_origins: origins ? JSON.stringify(parseAllowedOrigins(origins)) : old.ref('allowed_origins'),
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw notFound('app')
  return appOf(row)
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
  createdAt: row.created_at,
})

const appOf = (row: AppRow): App => ({
  id: row.id,
  merchantId: row.merchant_id,
  name: row.name,
  allowedOrigins: readAllowedOrigins(row.allowed_origins),
  createdAt: row.created_at,
})
