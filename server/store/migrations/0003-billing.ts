import type { Migration } from './migration.ts'

/** Fiat prices, subscriptions, recurring plans, mail. */
export const billing: Migration = {
  name: '0003-billing',
  statements: [
    // In hundredths of a percent of what is asked: an invoice that lacks no more than this is paid.
    'alter table merchants add column underpayment_tolerance integer not null default 0',

    `create table subscription_packages (
      id text primary key, merchant_id text not null references merchants (id), mode text not null, name text not null,
      slug text, description text, asset text not null, amount bigint not null check (amount > 0),
      scale integer not null, billing_interval text not null, trial_days integer not null,
      invoice_expires_in text not null, reminder_preset text not null, widget_button_label text,
      active integer not null, created_at {instant} not null, updated_at {instant} not null,
      unique (merchant_id, mode, slug))`,
    `create index subscription_packages_by_merchant on subscription_packages (merchant_id, mode, created_at, id)`,

    `create table subscriptions (
      id text primary key, package_id text not null references subscription_packages (id),
      merchant_id text not null references merchants (id), mode text not null, status text not null,
      customer_email text not null, customer_name text, external_customer_ref text,
      anchor {instant}, next_period integer not null, bill_at {instant}, current_period_start {instant},
      current_period_end {instant}, trial_ends_at {instant}, past_due_since {instant}, paused_at {instant},
      cancel_at_period_end integer not null, cancelled_at {instant}, created_at {instant} not null,
      updated_at {instant} not null)`,
    'create index subscriptions_by_merchant on subscriptions (merchant_id, mode, created_at, id)',
    'create index subscriptions_by_package on subscriptions (package_id)',
    'create index subscriptions_to_bill on subscriptions (bill_at) where bill_at is not null',
    "create index subscriptions_past_due on subscriptions (past_due_since) where status = 'past_due'",

    `create table recurring_plans (
      id text primary key, merchant_id text not null references merchants (id), mode text not null, title text not null,
      asset text not null, amount bigint not null check (amount > 0), scale integer not null,
      billing_interval text not null, invoice_expires_in text not null, client_email text, client_name text,
      anchor {instant} not null, next_period integer not null, bill_at {instant}, reminders integer not null,
      reminder_preset text not null, active integer not null, created_at {instant} not null,
      updated_at {instant} not null)`,
    'create index recurring_plans_by_merchant on recurring_plans (merchant_id, mode, created_at, id)',
    'create index recurring_plans_to_bill on recurring_plans (bill_at) where bill_at is not null',

    'alter table invoices add column pricing_currency text',
    'alter table invoices add column pricing_amount bigint',
    'alter table invoices add column pricing_received bigint',
    'alter table invoices add column subscription_id text references subscriptions (id)',
    'alter table invoices add column recurring_plan_id text references recurring_plans (id)',
    'alter table invoices add column period_start {instant}',
    'alter table invoices add column period_end {instant}',
    'alter table invoices add column reminder_preset text',
    // One invoice for each period, however many workers bill it.
    `create unique index invoices_of_subscription on invoices (subscription_id, period_start)
      where subscription_id is not null`,
    `create unique index invoices_of_plan on invoices (recurring_plan_id, period_start)
      where recurring_plan_id is not null`,
    'create index invoices_by_status on invoices (merchant_id, mode, status, created_at, id)',

    // What an invoice with a fiat price costs in its asset, for a while.
    `create table quotes (
      id text primary key, invoice_id text not null references invoices (id), rate text not null, sources text not null,
      amount bigint not null check (amount > 0), valid_from {instant} not null, valid_until {instant} not null)`,
    'create index quotes_by_invoice on quotes (invoice_id, valid_from)',

    // Mail on its way, each at most once for its key.
    `create table mails (
      id text primary key, merchant_id text not null references merchants (id), mode text not null, kind text not null,
      once_key text unique, recipient text not null, subject_id text not null, payload text not null,
      state text not null, attempts integer not null, due_at {instant} not null, sent_at {instant}, error text,
      created_at {instant} not null)`,
    "create index mails_due on mails (due_at) where state = 'due'",
    'create index mails_by_subject on mails (subject_id)',
    `create table reminder_refusals (
      merchant_id text not null references merchants (id), mode text not null, email_key text not null,
      created_at {instant} not null, primary key (merchant_id, mode, email_key))`,

    'create index request_logs_by_time on request_logs (owner_id, mode, created_at, request_id)',
    'create index events_by_owner on events (owner_id, mode, created_at, id)',
  ],
}
