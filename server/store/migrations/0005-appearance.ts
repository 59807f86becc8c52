import type { Migration } from './migration.ts'

/** How payers' pages look, and which key made what they show: its origins say who may embed it. */
export const appearance: Migration = {
  name: '0005-appearance',
  statements: [
    'alter table merchants add column appearance text',
    'alter table apps add column appearance text',
    'alter table payments add column key_id text',
    'alter table payment_links add column key_id text',
    'alter table invoices add column key_id text',
    'alter table subscription_packages add column key_id text',
    'alter table subscriptions add column key_id text',
    'alter table recurring_plans add column key_id text',
  ],
}
