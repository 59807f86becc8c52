import type { Migration } from './migration.ts'

/** Refunds, disputes, products, coupons, payment links, settlements, and what the router remembers. */
export const paymentResources: Migration = {
  name: '0002-payment-resources',
  statements: [
    'alter table provider_accounts add column fee_schedule text',

    // What the router remembers, for all nodes and over restarts.
    `create table circuits (
      account_id text primary key references provider_accounts (id), state text not null, failures integer not null,
      opened integer not null, retry_at {instant}, updated_at {instant} not null)`,
    `create table turns (
      account_id text not null references provider_accounts (id), method text not null, turn integer not null,
      primary key (account_id, method))`,

    'alter table customers add column phone text',
    "alter table customers add column metadata text not null default '{}'",
    'alter table customers add column deleted_at {instant}',
    'create index customers_by_app on customers (app_id, mode, created_at, id)',

    `create table products (
      id text primary key, app_id text not null references apps (id), mode text not null, name text not null,
      description text, amount bigint not null check (amount > 0), currency text not null, image_url text,
      active integer not null, created_at {instant} not null, updated_at {instant} not null, deleted_at {instant})`,
    'create index products_by_app on products (app_id, mode, created_at, id)',

    `create table coupons (
      id text primary key, app_id text not null references apps (id), mode text not null, code text not null,
      code_key text, type text not null, percent_off integer, amount_off bigint, currency text,
      max_redemptions integer, times_redeemed integer not null, min_amount bigint, valid_from {instant},
      valid_until {instant}, product_ids text not null, active integer not null, created_at {instant} not null,
      updated_at {instant} not null, deleted_at {instant}, unique (app_id, mode, code_key))`,
    'create index coupons_by_app on coupons (app_id, mode, created_at, id)',
    // A place in a coupon's limit, held by one payment.
    `create table coupon_reservations (
      payment_id text primary key references payments (id), coupon_id text not null references coupons (id),
      state text not null, reserved_until {instant} not null)`,
    'create index coupon_reservations_by_coupon on coupon_reservations (coupon_id, state)',

    `create table payment_links (
      id text primary key, app_id text not null references apps (id), mode text not null, title text not null,
      amount bigint, currency text, product_ids text not null, expires_at {instant}, active integer not null,
      success_url text, visits integer not null, created_at {instant} not null, updated_at {instant} not null,
      deleted_at {instant})`,
    'create index payment_links_by_app on payment_links (app_id, mode, created_at, id)',

    // What a visit to a link's page led to: one payment, however often its button is pressed.
    `create table link_visits (
      id text primary key, link_id text not null references payment_links (id),
      payment_id text not null references payments (id))`,

    'alter table payments add column coupon_id text references coupons (id)',
    "alter table payments add column product_ids text not null default '[]'",
    'alter table payments add column link_id text references payment_links (id)',
    'alter table payments add column payer_address text',
    'alter table payments add column unrouted text',
    'create index payments_by_status on payments (app_id, mode, status, created_at, id)',
    'create index payments_by_customer on payments (customer_id, created_at, id) where customer_id is not null',
    'create index payments_by_reference on payments (app_id, mode, external_ref) where external_ref is not null',
    'create index payments_by_link on payments (link_id) where link_id is not null',
    'create index payments_by_success on payments (app_id, mode, succeeded_at) where succeeded_at is not null',

    // 'capturing': we are taking the money of what the payer approved.
    'drop index attempts_open',
    `create unique index attempts_open on attempts (payment_id)
      where status in ('creating', 'ready', 'processing', 'requires_action', 'capturing', 'closing')`,
    'alter table attempts add column redirects integer not null default 0',
    'alter table attempts add column fee bigint',

    `create table refunds (
      id text primary key, payment_id text not null references payments (id),
      attempt_id text not null references attempts (id), account_id text not null references provider_accounts (id),
      app_id text not null references apps (id), mode text not null,
      amount bigint not null check (amount > 0), currency text not null, status text not null, reason text,
      provider_ref text, message text, check_at {instant}, checks integer not null, created_at {instant} not null,
      updated_at {instant} not null, succeeded_at {instant}, unique (account_id, provider_ref))`,
    'create index refunds_by_payment on refunds (payment_id)',
    'create index refunds_by_app on refunds (app_id, mode, created_at, id)',
    'create index refunds_by_success on refunds (app_id, mode, succeeded_at) where succeeded_at is not null',
    'create index refunds_to_check on refunds (check_at) where check_at is not null',

    `create table disputes (
      id text primary key, payment_id text not null references payments (id),
      account_id text not null references provider_accounts (id), app_id text not null references apps (id),
      mode text not null, provider_ref text not null, amount bigint not null, currency text not null, status text not null,
      reason text, created_at {instant} not null, updated_at {instant} not null, unique (account_id, provider_ref))`,
    'create index disputes_by_payment on disputes (payment_id)',
    'create index disputes_by_app on disputes (app_id, mode, created_at, id)',

    `create table settlements (
      id text primary key, app_id text not null references apps (id), mode text not null,
      period_start {instant} not null, period_end {instant} not null, lines text not null, created_at {instant} not null,
      unique (app_id, mode, period_start))`,

    // A request that does something outside the store: `work_id` is what it made, `leased_until` while one runs.
    'alter table idempotency_keys add column work_id text',
    'alter table idempotency_keys add column leased_until {instant}',
    'create index deliveries_by_endpoint on deliveries (endpoint_id, created_at, id)',
  ],
}
