import type { Owner } from '../accounts/owner.ts'
import { type Page, pageOf } from '../http/lists.ts'
import type { PaymentRow, PaymentStatus } from '../store/schema.ts'
import type { Db } from '../store/store.ts'

export interface PaymentFilter {
  status?: PaymentStatus | undefined
  customer_id?: string | undefined
  external_ref?: string | undefined
  link_id?: string | undefined
}

/** Newest first. @returns one more than the page's limit where there are more. */
export function listPayments(
  db: Db,
  { appId, mode }: Owner,
  page: Page,
  { status, customer_id, external_ref, link_id }: PaymentFilter = {},
): Promise<PaymentRow[]> {
  const found = db
    .selectFrom('payments')
    .selectAll()
    .where('app_id', '=', appId)
    .where('mode', '=', mode)
    .$if(status !== undefined, (query) => query.where('status', '=', status!))
    .$if(customer_id !== undefined, (query) => query.where('customer_id', '=', customer_id!))
    .$if(external_ref !== undefined, (query) => query.where('external_ref', '=', external_ref!))
    .$if(link_id !== undefined, (query) => query.where('link_id', '=', link_id!))
  return pageOf(found, page).execute()
}
