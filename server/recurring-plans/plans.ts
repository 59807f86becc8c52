import type { InvoiceOwner } from '../accounts/owner.ts'
import { type PageOf, type PageRange, readPages } from '../billing/pages.ts'
import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { notFound } from '../problem.ts'
import type { RecurringPlanRow } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'
import { schedule } from './plan.ts'

export type PlanTerms = Pick<
  RecurringPlanRow,
  | 'title'
  | 'asset'
  | 'amount'
  | 'scale'
  | 'billing_interval'
  | 'invoice_expires_in'
  | 'client_email'
  | 'client_name'
  | 'reminders'
  | 'reminder_preset'
>

/** @param startsAt when period 0 begins; null: now. */
export async function createPlan(
  core: Core,
  tx: Tx,
  { merchantId, mode, keyId = null }: InvoiceOwner,
  terms: PlanTerms,
  startsAt: Instant | null,
): Promise<RecurringPlanRow> {
  const now = instantNow(core.clock)
  const row: RecurringPlanRow = {
    ...terms,
    id: newId('recplan_'),
    merchant_id: merchantId,
    mode,
    ...schedule(startsAt ?? now, terms.billing_interval, now),
    active: 1,
    key_id: keyId,
    created_at: now,
    updated_at: now,
  }
  await tx.insertInto('recurring_plans').values(row).execute()
  return row
}

/** @throws Problem `not_found`, also for a plan that is somebody else's. */
export async function getPlan(db: Db, owner: InvoiceOwner, id: string): Promise<RecurringPlanRow> {
  const row = await ownPlan(db, owner, id).executeTakeFirst()
  if (!row) throw notFound('recurring plan')
  return row
}

/** Newest first. */
export const listPlans = (
  db: Db,
  owner: InvoiceOwner,
  { active }: { active?: boolean | undefined },
  range: PageRange,
): Promise<PageOf<RecurringPlanRow>> =>
  readPages(
    plansOf(db, owner).$if(active !== undefined, (query) => query.where('active', '=', active ? 1 : 0)),
    (query) => query.selectAll().orderBy('created_at', 'desc').orderBy('id', 'desc'),
    range,
  )

const plansOf = (db: Db, { merchantId, mode }: InvoiceOwner) =>
  db.selectFrom('recurring_plans').where('merchant_id', '=', merchantId).where('mode', '=', mode)

const ownPlan = (db: Db, owner: InvoiceOwner, id: string) => plansOf(db, owner).selectAll().where('id', '=', id)

/** What can be changed: not the asset and the calendar. */
export type PlanChange = Partial<Omit<PlanTerms, 'asset' | 'billing_interval'>>

/**
 * Changes what is given, from the next invoice on. Switched off it bills nothing, and switched on again it goes on with
 * the period that begins next.
 * @param change made of the plan as it now is.
 * @throws Problem `not_found`, and what `change` throws.
 */
export async function changePlan(
  core: Core,
  tx: Tx,
  owner: InvoiceOwner,
  id: string,
  change: (plan: RecurringPlanRow) => PlanChange,
  active: boolean | undefined,
): Promise<RecurringPlanRow> {
  const plan = await ownPlan(tx, owner, id).forUpdate().executeTakeFirst()
  if (!plan) throw notFound('recurring plan')
  const now = instantNow(core.clock)
  const updated = { ...change(plan), ...switched(plan, active, now), updated_at: now }
  await tx.updateTable('recurring_plans').set(updated).where('id', '=', id).execute()
  return { ...plan, ...updated }
}

function switched(plan: RecurringPlanRow, active: boolean | undefined, now: Instant): Partial<RecurringPlanRow> {
  if (active === undefined || active === (plan.active === 1)) return {}
  if (!active) return { active: 0, bill_at: null }
  return { active: 1, ...schedule(plan.anchor, plan.billing_interval, now, plan.next_period) }
}

/** When the newest invoice of each plan was made, where there is one. */
export async function lastInvoiceTimes(db: Db, ids: string[]): Promise<Map<string, Instant>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('recurring_plans')
    .innerJoin('invoices', 'invoices.recurring_plan_id', 'recurring_plans.id')
    .select(['recurring_plans.id', 'invoices.created_at'])
    .where('recurring_plans.id', 'in', ids)
    // Each found through the index of periods, however many there are.
    .where('invoices.period_start', '=', (eb) =>
      eb
        .selectFrom('invoices as each')
        .select(({ fn }) => fn.max('each.period_start').as('latest'))
        .whereRef('each.recurring_plan_id', '=', 'recurring_plans.id'),
    )
    .execute()
  return new Map(rows.map((row) => [row.id, row.created_at]))
}
