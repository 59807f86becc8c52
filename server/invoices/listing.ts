import type { InvoiceOwner } from '../accounts/owner.ts'
import type { PageOf, PageRange } from '../billing/pages.ts'
import type { Instant } from '../clock.ts'
import type { Core } from '../core.ts'
import type { Asset, InvoiceRow, InvoiceStatus } from '../store/schema.ts'
import type { Db } from '../store/store.ts'
import { countInvoices } from './counting.ts'

export interface InvoiceFilter {
  status?: InvoiceStatus | undefined
  asset?: Asset | undefined
  orderId?: string | undefined
  subscriptionId?: string | undefined
  recurringPlanId?: string | undefined
  /** Made at this instant or later. */
  createdFrom?: Instant | undefined
  /** Made before this instant. */
  createdTo?: Instant | undefined
}

/**
 * Newest first. The number of all is known without counting, and a page is reached from the nearer end: among a million
 * the last page takes as long as the first.
 */
export async function listInvoices(
  core: Core,
  owner: InvoiceOwner,
  { page, limit, ...filter }: PageRange & InvoiceFilter,
): Promise<PageOf<InvoiceRow>> {
  const { db } = core.store
  const total = isCounted(filter) ? await countInvoices(db, owner, filter) : await countMatching(db, owner, filter)
  const offset = (page - 1) * limit
  const data = offset < total ? await rowsAt(db, owner, filter, { total, offset, limit }) : []
  return { data, total, page, limit, pages: Math.ceil(total / limit) }
}

/** Whether the number of such invoices is kept. */
const isCounted = ({ status: _status, asset: _asset, ...others }: InvoiceFilter): boolean =>
  Object.values(others).every((value) => value === undefined)

async function countMatching(db: Db, owner: InvoiceOwner, filter: InvoiceFilter): Promise<number> {
  const { count } = await matching(db, owner, filter)
    .select((eb) => eb.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Only ids are walked over, in the index; rows are read of the page alone. */
function rowsAt(
  db: Db,
  owner: InvoiceOwner,
  filter: InvoiceFilter,
  { total, offset, limit }: { total: number; offset: number; limit: number },
): Promise<InvoiceRow[]> {
  const taken = Math.min(limit, total - offset)
  const after = total - offset - taken
  const direction = after < offset ? 'asc' : 'desc'
  const ids = matching(db, owner, filter)
    .select('invoice.id')
    .orderBy('invoice.created_at', direction)
    .orderBy('invoice.id', direction)
    .limit(taken)
    .offset(Math.min(offset, after))
  return db
    .selectFrom('invoices')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

function matching(db: Db, { merchantId, mode }: InvoiceOwner, filter: InvoiceFilter) {
  const { status, asset, orderId, subscriptionId, recurringPlanId, createdFrom, createdTo } = filter
  return db
    .selectFrom('invoices as invoice')
    .where('invoice.merchant_id', '=', merchantId)
    .where('invoice.mode', '=', mode)
    .$if(status !== undefined, (query) => query.where('invoice.status', '=', status!))
    .$if(asset !== undefined, (query) => query.where('invoice.asset', '=', asset!))
    .$if(orderId !== undefined, (query) => query.where('invoice.order_id', '=', orderId!))
    .$if(subscriptionId !== undefined, (query) => query.where('invoice.subscription_id', '=', subscriptionId!))
    .$if(recurringPlanId !== undefined, (query) => query.where('invoice.recurring_plan_id', '=', recurringPlanId!))
    .$if(createdFrom !== undefined, (query) => query.where('invoice.created_at', '>=', createdFrom!))
    .$if(createdTo !== undefined, (query) => query.where('invoice.created_at', '<', createdTo!))
}
