import { duePeriods } from '../billing/calendar.ts'
import { issueInvoices } from '../billing/issuing.ts'
import { preparedUpdates } from '../billing/moving-on.ts'
import { type Billable, billDue } from '../billing/turns.ts'
import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { requestPayment } from '../notifications/invoice-mails.ts'
import type { RecurringPlanRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'

/** Of one plan in one transaction; the rest of a long downtime follows in the next ones. */
const PERIODS_AT_ONCE = 12

/**
 * Bills plans whose next period has begun.
 * @returns whether there may be more of them.
 */
export const billDuePlans = (core: Core): Promise<boolean> => billDue(core, plans)

const plans: Billable<RecurringPlanRow> = {
  name: 'recurring plan',
  take: (tx, now, limit) => dueNow(tx, now).orderBy('bill_at').limit(limit).execute(),
  takeOne: async (tx, now, id) => (await dueNow(tx, now).where('id', '=', id).executeTakeFirst()) ?? null,
  bill: billPlans,
  async postpone(tx, id, until) {
    await tx
      .updateTable('recurring_plans')
      .set({ bill_at: until })
      .where('id', '=', id)
      .where('bill_at', '<', until)
      .execute()
  },
}

const dueNow = (tx: Tx, now: Instant) =>
  tx.selectFrom('recurring_plans').selectAll().where('bill_at', '<=', now).forUpdate().skipLocked()

/** An invoice for each period that has begun. A client is written to once, with the newest, when all are billed. */
async function billPlans(core: Core, tx: Tx, plans: RecurringPlanRow[]): Promise<void> {
  const now = instantNow(core.clock)
  const dues = plans.map(({ id, anchor, billing_interval, next_period }) => ({
    id,
    ...duePeriods(anchor, billing_interval, next_period, now, PERIODS_AT_ONCE),
  }))
  const bills = plans.map((plan, n) => ({ terms: termsOf(plan), periods: dues[n]!.periods }))
  const invoices = await issueInvoices(core, tx, bills)
  await moveOn(
    tx,
    dues.map(({ id, next, nextStart }) => ({ id, next_period: next, bill_at: nextStart })),
  )
  for (const [n, { nextStart }] of dues.entries()) {
    const newest = invoices[n]!.at(-1)
    if (newest && nextStart > now) await requestPayment(core, tx, newest)
  }
}

const moveOn = preparedUpdates('recurring_plans', ['next_period', 'bill_at'])

const termsOf = (plan: RecurringPlanRow) => ({
  merchantId: plan.merchant_id,
  mode: plan.mode,
  keyId: plan.key_id,
  title: plan.title,
  asset: plan.asset,
  amount: plan.amount,
  scale: plan.scale,
  invoiceExpiresIn: plan.invoice_expires_in,
  reminderPreset: plan.reminders ? plan.reminder_preset : ('NONE' as const),
  clientEmail: plan.client_email,
  clientName: plan.client_name,
  subscriptionId: null,
  recurringPlanId: plan.id,
})
