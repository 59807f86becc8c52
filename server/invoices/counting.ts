import type { Core } from '../core.ts'
import { prepared, preparedInserts } from '../store/prepared.ts'
import type { Asset, InvoiceCountRow, InvoiceRow, InvoiceStatus, Mode } from '../store/schema.ts'
import type { Db, Tx } from '../store/store.ts'

/**
 * How many invoices a merchant has, by status and asset. Counting a million rows takes as long as reading them, so each
 * transaction that makes or moves invoices writes how the numbers change. Such rows are only ever added, which makes no
 * transaction wait for another; a job adds them up.
 */

type Counted = Pick<InvoiceRow, 'merchant_id' | 'mode' | 'status' | 'asset'>

/** Invoices that are new. */
export const countNew = (tx: Tx, invoices: readonly Counted[]): Promise<void> =>
  insertSums(
    tx,
    invoices.map((invoice) => changeOf(invoice, 1)),
  )

/** Invoices that moved, each with its status from before. */
export async function countMoved(tx: Tx, moved: readonly { from: InvoiceStatus; invoice: Counted }[]): Promise<void> {
  const changes = moved.flatMap(({ from, invoice }) =>
    from === invoice.status ? [] : [changeOf({ ...invoice, status: from }, -1), changeOf(invoice, 1)],
  )
  await insertSums(tx, changes)
}

/** One row for each kind of invoice whose number changes. */
async function insertSums(tx: Tx, rows: readonly InvoiceCountRow[]): Promise<void> {
  const sums = new Map<string, InvoiceCountRow>()
  for (const row of rows) {
    const key = `${row.merchant_id} ${row.mode} ${row.status} ${row.asset}`
    const sum = sums.get(key)
    if (sum) sum.change += row.change
    else sums.set(key, row)
  }
  const changes = [...sums.values()].filter(({ change }) => change !== 0)
  if (changes.length > 0) await insertChanges(tx, changes)
}

const changeOf = ({ merchant_id, mode, status, asset }: Counted, change: number): InvoiceCountRow => ({
  merchant_id,
  mode,
  status,
  asset,
  change,
})

const insertChanges = preparedInserts('invoice_counts', ['merchant_id', 'mode', 'status', 'asset', 'change'])

const sumsOf = prepared((db, merchantId: string, mode: Mode) =>
  db
    .selectFrom('invoice_counts')
    .select(['status', 'asset', (eb) => eb.fn.sum<number | string>('change').as('count')])
    .where('merchant_id', '=', merchantId)
    .where('mode', '=', mode)
    .groupBy(['status', 'asset']),
)

/** How many invoices of a status and asset there are; of any where none is given. */
export async function countInvoices(
  db: Db,
  { merchantId, mode }: { merchantId: string; mode: Mode },
  { status, asset }: { status?: InvoiceStatus | undefined; asset?: Asset | undefined },
): Promise<number> {
  const sums = await sumsOf(db, merchantId, mode)
  return sums
    .filter((sum) => (status === undefined || sum.status === status) && (asset === undefined || sum.asset === asset))
    .reduce((total, { count }) => total + Number(count), 0)
}

/** So many changes of a kind are quickly added up by whoever asks. */
const LEFT_APART = 100
const FOLDED_AT_ONCE = 20

/** Adds up what has gathered. @returns whether there may be more. */
export async function foldInvoiceCounts({ store }: Core): Promise<boolean> {
  const kinds = await store.db
    .selectFrom('invoice_counts')
    .select(['merchant_id', 'mode', 'status', 'asset'])
    .groupBy(['merchant_id', 'mode', 'status', 'asset'])
    .having((eb) => eb.fn.countAll(), '>', LEFT_APART)
    .limit(FOLDED_AT_ONCE)
    .execute()
  for (const kind of kinds) await store.transaction((tx) => fold(tx, kind))
  return kinds.length === FOLDED_AT_ONCE
}

/** What another transaction has written and not committed stays as it is: it is not seen here. */
async function fold(tx: Tx, { merchant_id, mode, status, asset }: Counted): Promise<void> {
  const gone = await tx
    .deleteFrom('invoice_counts')
    .where('merchant_id', '=', merchant_id)
    .where('mode', '=', mode)
    .where('status', '=', status)
    .where('asset', '=', asset)
    .returning('change')
    .execute()
  const change = gone.reduce((sum, row) => sum + row.change, 0)
  if (change !== 0) await insertChanges(tx, [{ merchant_id, mode, status, asset, change }])
}
