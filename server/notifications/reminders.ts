import { toInstant, toMillis } from '../clock.ts'
import type { Core } from '../core.ts'
import { invoiceIsOpen } from '../invoices/records.ts'
import type { InvoiceRow } from '../store/schema.ts'
import type { Job } from '../worker/worker.ts'
import { type NewMail, queueMail } from './mails.ts'
import { type DueReminder, dueReminder, EARLIEST_AFTER_START, EARLIEST_BEFORE_END } from './schedule.ts'

const EVERY = 60_000
const AT_ONCE = 500
/** Nobody is reminded of what was asked for longer ago. */
export const REMINDED_FOR = 90 * 24 * 60 * 60_000

/** Looks about once a minute, by the core's clock, through the invoices that may have a reminder due. */
export function reminderJob(): Job {
  let lookedAt = Number.NEGATIVE_INFINITY
  let after: string | null = null
  return {
    name: 'queue reminders',
    async run(core) {
      const now = core.clock.now()
      if (after === null && now < lookedAt + EVERY) return false
      if (after === null) lookedAt = now
      after = await queueReminders(core, after)
      return after !== null
    },
  }
}

/**
 * Writes the reminders that are due, each at most once and for each invoice no more than the latest.
 * @param after the invoice that the look before ended with; null begins anew.
 * @returns the one this look ended with, null when there are no more.
 */
export async function queueReminders(core: Core, after: string | null = null): Promise<string | null> {
  if (core.config.smtpUrl === null) return null
  const invoices = await invoicesToRemindOf(core, after)
  const due = invoices.flatMap((invoice) => {
    const reminder = dueReminder(invoice, core.clock.now())
    return reminder ? [{ invoice, mail: mailOf(invoice, reminder) }] : []
  })
  const fresh = await withoutCaughtUp(core, await notWrittenYet(core, due))
  if (fresh.length > 0) {
    await core.store.transaction(async (tx) => {
      for (const { mail } of fresh) await queueMail(core, tx, mail)
    })
  }
  return invoices.length === AT_ONCE ? invoices.at(-1)!.id : null
}

/** A reminder and what it is about. */
interface Due {
  invoice: InvoiceRow
  mail: NewMail
}

const remindable = ({ store }: Core) =>
  store.db
    .selectFrom('invoices as invoice')
    .where(invoiceIsOpen)
    // Who has sent a transfer that is not final yet has done what was asked.
    .where('invoice.status', '!=', 'pending')
    .where('invoice.reminder_preset', 'in', ['GENTLE', 'STANDARD', 'AGGRESSIVE'])
    .where('invoice.client_email', 'is not', null)

function invoicesToRemindOf(core: Core, after: string | null): Promise<InvoiceRow[]> {
  const now = core.clock.now()
  return remindable(core)
    .selectAll('invoice')
    .where((eb) =>
      eb.or([
        eb.and([
          eb('invoice.expires_at', '>', toInstant(now)),
          eb('invoice.expires_at', '<=', toInstant(now + EARLIEST_BEFORE_END)),
        ]),
        eb.and([
          eb('invoice.expires_at', 'is', null),
          eb('invoice.created_at', '>', toInstant(now - REMINDED_FOR)),
          eb('invoice.created_at', '<=', toInstant(now - EARLIEST_AFTER_START)),
        ]),
      ]),
    )
    .$if(after !== null, (query) => query.where('invoice.id', '>', after!))
    .orderBy('invoice.id')
    .limit(AT_ONCE)
    .execute()
}

/** What is billed in one go for periods that were missed comes no further apart. */
const ONE_GO = 10 * 60_000

type Billed = Pick<InvoiceRow, 'subscription_id' | 'recurring_plan_id' | 'period_start' | 'created_at'>

/**
 * Of invoices that were made together for several periods, only the last: the client is reminded once, not of each.
 * Not all of them need be in one look.
 */
async function withoutCaughtUp(core: Core, due: Due[]): Promise<Due[]> {
  const billed = due.map(({ invoice }) => invoice).filter(({ period_start }) => period_start !== null)
  if (billed.length === 0) return due
  const byMaker = Map.groupBy(await remindableBeside(core, billed), makerOf)
  return due.filter(({ invoice }) => {
    const { period_start, created_at } = invoice
    if (period_start === null) return true
    const others = byMaker.get(makerOf(invoice)) ?? []
    return !others.some(
      (other) => other.period_start! > period_start && toMillis(other.created_at) - toMillis(created_at) <= ONE_GO,
    )
  })
}

/** What the makers of some invoices made in the same time or a little later. */
function remindableBeside(core: Core, billed: readonly Billed[]): Promise<Billed[]> {
  const makers = [...new Set(billed.map(makerOf))]
  const times = billed.map(({ created_at }) => toMillis(created_at))
  return remindable(core)
    .select(['invoice.subscription_id', 'invoice.recurring_plan_id', 'invoice.period_start', 'invoice.created_at'])
    .where((eb) => eb.or([eb('invoice.subscription_id', 'in', makers), eb('invoice.recurring_plan_id', 'in', makers)]))
    .where('invoice.created_at', '>=', toInstant(Math.min(...times)))
    .where('invoice.created_at', '<=', toInstant(Math.max(...times) + ONE_GO))
    .execute()
}

const makerOf = ({ subscription_id, recurring_plan_id }: Billed): string | null => subscription_id ?? recurring_plan_id

const mailOf = (invoice: InvoiceRow, { number, last }: DueReminder): NewMail => ({
  kind: 'reminder',
  onceKey: `reminder:${invoice.id}:${number}`,
  merchantId: invoice.merchant_id,
  mode: invoice.mode,
  recipient: invoice.client_email!,
  subjectId: invoice.id,
  payload: { last },
})

/** Most were written by the look in which they fell due: reading is cheaper than trying to write them again. */
async function notWrittenYet(core: Core, due: Due[]): Promise<Due[]> {
  if (due.length === 0) return []
  const keys = due.map(({ mail }) => mail.onceKey)
  const rows = await core.store.db.selectFrom('mails').select('once_key').where('once_key', 'in', keys).execute()
  const written = new Set(rows.map(({ once_key }) => once_key))
  return due.filter(({ mail }) => !written.has(mail.onceKey))
}
