import { prepared, preparedInsertIfNew } from '../store/prepared.ts'
import type { InvoiceRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'

/**
 * Inserts invoices whose references are free, and leaves out the others: the statement that inserts is the one that
 * looks, so that no reference is taken in between.
 * @returns those that were left out, because an invoice of the same address has their reference, or an earlier one of
 *   these.
 */
export async function insertWhereFree(tx: Tx, rows: readonly InvoiceRow[]): Promise<InvoiceRow[]> {
  const taken: InvoiceRow[] = []
  let at = 0
  for (; at + TOGETHER <= rows.length; at += TOGETHER) {
    const some = rows.slice(at, at + TOGETHER)
    const inserted = await insertMany(tx, ...some.flatMap((row) => COLUMNS.map((column) => row[column])))
    if (inserted.length === some.length) continue
    const ids = new Set(inserted.map(({ id }) => id))
    taken.push(...some.filter(({ id }) => !ids.has(id)))
  }
  for (const row of rows.slice(at)) if (!(await insertOne(tx, row))) taken.push(row)
  return taken
}

/** Rows in one statement; what is left over goes one by one, so that there are no more than two statements. */
const TOGETHER = 50

const COLUMNS = [
  'id',
  'public_id',
  'merchant_id',
  'mode',
  'title',
  'status',
  'status_detail',
  'network',
  'asset',
  'asset_issuer',
  'expected_amount',
  'received_amount',
  'scale',
  'allow_custom_amount',
  'destination_address',
  'reference',
  'order_id',
  'client_email',
  'client_name',
  'expires_at',
  'pricing_currency',
  'pricing_amount',
  'pricing_received',
  'subscription_id',
  'recurring_plan_id',
  'period_start',
  'period_end',
  'reminder_preset',
  'key_id',
  'created_at',
  'paid_at',
  'updated_at',
] as const

/** One reference leads to one invoice. */
const KEY = ['network', 'destination_address', 'reference', 'mode'] as const

const insertOne = preparedInsertIfNew('invoices', COLUMNS, KEY)

const insertMany = prepared((db, ...values: unknown[]) =>
  db
    .insertInto('invoices')
    .values(
      Array.from({ length: TOGETHER }, (_, row) =>
        Object.fromEntries(COLUMNS.map((column, n) => [column, values[row * COLUMNS.length + n]])),
      ) as never,
    )
    .onConflict((on) => on.columns(KEY).doNothing())
    .returning('id'),
)
