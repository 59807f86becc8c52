import { sql } from 'kysely'
import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import type { InvoiceRow } from '../store/schema.ts'
import { afterCommit, type Tx } from '../store/store.ts'
import { tellMerchant } from './events.ts'
import { OPEN_STATUSES, type Step } from './invoice.ts'

/**
 * The row `invoice` is open. Written out, not as parameters: only so does SQLite see that its index of what can expire
 * answers the query.
 */
export const invoiceIsOpen = sql<boolean>`invoice.status in (${sql.join(OPEN_STATUSES.map((status) => sql.lit(status)))})`

/**
 * Keeps what became of a locked invoice, tells its merchant of each step, and wakes whoever watches it once that is
 * durable. @param steps at least one. @returns the invoice as it now is.
 */
export async function storeSteps(core: Core, tx: Tx, steps: Step<InvoiceRow>[]): Promise<InvoiceRow> {
  const { invoice: last } = steps.at(-1)!
  const updated = { ...last, updated_at: instantNow(core.clock) }
  const { status, status_detail, received_amount, expires_at, paid_at, updated_at } = updated
  await tx
    .updateTable('invoices')
    .set({ status, status_detail, received_amount, expires_at, paid_at, updated_at })
    .where('id', '=', last.id)
    .execute()
  for (const { invoice, event } of steps) {
    if (event) await tellMerchant(core, tx, event, invoice)
  }
  afterCommit(tx, () => core.changes.announce(`invoice:${last.public_id}`))
  return updated
}
