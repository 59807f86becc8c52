import type { Migration } from './migration.ts'

/** How many invoices there are, without counting them; lists by what they are for; what has come at each quote. */
export const invoiceCounts: Migration = {
  name: '0004-invoice-counts',
  statements: [
    // Changes, to be added up: rows are only ever inserted, so no two transactions wait for each other.
    `create table invoice_counts (
      merchant_id text not null, mode text not null, status text not null, asset text not null,
      change integer not null)`,
    'create index invoice_counts_by_merchant on invoice_counts (merchant_id, mode, status, asset)',
    `insert into invoice_counts (merchant_id, mode, status, asset, change)
      select merchant_id, mode, status, asset, count(*) from invoices group by merchant_id, mode, status, asset`,
    `create index invoices_by_order on invoices (merchant_id, mode, order_id, created_at, id)
      where order_id is not null`,
    `create index invoices_by_subscription on invoices (merchant_id, mode, subscription_id, created_at, id)
      where subscription_id is not null`,
    `create index invoices_by_plan on invoices (merchant_id, mode, recurring_plan_id, created_at, id)
      where recurring_plan_id is not null`,
    'alter table quotes add column received bigint not null default 0',
  ],
}
