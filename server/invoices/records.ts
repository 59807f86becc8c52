import { sql } from 'kysely'
import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { mailReceipt } from '../notifications/invoice-mails.ts'
import type { InvoiceRow } from '../store/schema.ts'
import { afterCommit, type Tx } from '../store/store.ts'
import { afterInvoiceMoved, lockFollowing } from '../subscriptions/following.ts'
import { countMoved } from './counting.ts'
import { tellMerchant } from './events.ts'
import { isSettled, OPEN_STATUSES, type Step } from './invoice.ts'

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
  const [stored] = await storeMoves(core, tx, [steps])
  return stored!
}

/** The same for many invoices, each with its steps. */
export async function storeMoves(core: Core, tx: Tx, moves: Step<InvoiceRow>[][]): Promise<InvoiceRow[]> {
  await lockFollowing(
    tx,
    moves.map((steps) => ({ before: steps[0]!.from, invoice: steps.at(-1)!.invoice })),
  )
  const stored: InvoiceRow[] = []
  for (const steps of moves) stored.push(await storeMove(core, tx, steps))
  await countMoved(
    tx,
    moves.map((steps, n) => ({ from: steps[0]!.from, invoice: stored[n]! })),
  )
  return stored
}

async function storeMove(core: Core, tx: Tx, steps: Step<InvoiceRow>[]): Promise<InvoiceRow> {
  const { invoice: last } = steps.at(-1)!
  const updated = { ...last, updated_at: instantNow(core.clock) }
  const { status, status_detail, received_amount, expires_at, paid_at, updated_at } = updated
  const { expected_amount, pricing_received } = updated
  await tx
    .updateTable('invoices')
    .set({ status, status_detail, received_amount, expires_at, paid_at, updated_at })
    .$if(last.pricing_currency !== null, (query) => query.set({ expected_amount, pricing_received }))
    .where('id', '=', last.id)
    .execute()
  for (const { invoice, event } of steps) {
    if (event) await tellMerchant(core, tx, event, invoice)
  }
  if (isSettled(updated.status) && !isSettled(steps[0]!.from)) await mailReceipt(core, tx, updated)
  await afterInvoiceMoved(core, tx, steps[0]!.from, updated)
  wakeWatchers(core, tx, updated)
  return updated
}

/** Keeps what an invoice costs by a new quote. @returns the invoice as it now is. */
export async function storeExpected(
  core: Core,
  tx: Tx,
  invoice: InvoiceRow,
  expected_amount: bigint,
): Promise<InvoiceRow> {
  const updated = { ...invoice, expected_amount, updated_at: instantNow(core.clock) }
  const { updated_at } = updated
  await tx.updateTable('invoices').set({ expected_amount, updated_at }).where('id', '=', invoice.id).execute()
  wakeWatchers(core, tx, updated)
  return updated
}

const wakeWatchers = (core: Core, tx: Tx, { public_id }: InvoiceRow): void =>
  afterCommit(tx, () => core.changes.announce(`invoice:${public_id}`))
