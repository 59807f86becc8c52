import type { Migration } from './migration.ts'

export const firstTables: Migration = {
  name: '0001-first-tables',
  statements: [
    `create table merchants (
      id text primary key, name text not null, plan text not null, allowed_origins text not null,
      created_at {instant} not null)`,

    `create table apps (
      id text primary key, merchant_id text not null references merchants (id), name text not null,
      allowed_origins text not null, created_at {instant} not null)`,

    `create table api_keys (
      id text primary key, dialect text not null, owner_id text not null, mode text not null, name text not null,
      hash text not null unique, preview text not null, scopes text not null, origins text not null,
      created_at {instant} not null, last_used_at {instant}, revoked_at {instant})`,
    'create index api_keys_by_owner on api_keys (owner_id)',

    `create table provider_accounts (
      id text primary key, app_id text not null references apps (id), mode text not null, provider text not null,
      enabled integer not null, priority integer not null, credentials text not null,
      created_at {instant} not null, updated_at {instant} not null,
      unique (app_id, mode, provider))`,

    `create table receiving_addresses (
      id text primary key, merchant_id text not null references merchants (id), mode text not null,
      network text not null, address text not null, created_at {instant} not null,
      unique (mode, network, address))`,
    'create index receiving_addresses_by_merchant on receiving_addresses (merchant_id, mode, network, created_at, id)',

    `create table watch_positions (
      mode text not null, network text not null, address text not null, cursor text not null, read_until {instant},
      primary key (mode, network, address))`,

    `create table webhook_endpoints (
      id text primary key, dialect text not null, owner_id text not null, mode text not null, url text not null,
      enabled integer not null, secret text not null, previous_secret text, previous_until {instant},
      failing_since {instant}, disabled_reason text, created_at {instant} not null, updated_at {instant} not null,
      unique (owner_id, dialect, mode))`,

    `create table customers (
      id text primary key, app_id text not null references apps (id), mode text not null, email text, email_key text,
      name text, created_at {instant} not null, updated_at {instant} not null,
      unique (app_id, mode, email_key))`,

    `create table payments (
      id text primary key, app_id text not null references apps (id), mode text not null, status text not null,
      amount bigint not null check (amount > 0), discount_amount bigint not null check (discount_amount >= 0),
      refunded_amount bigint not null check (refunded_amount >= 0), currency text not null, description text,
      external_ref text, customer_id text references customers (id), customer_email text, coupon_code text,
      provider text, declines integer not null, decline text, success_url text, cancel_url text,
      metadata text not null, expires_at {instant} not null, created_at {instant} not null,
      updated_at {instant} not null, succeeded_at {instant},
      check (discount_amount <= amount), check (refunded_amount <= amount - discount_amount))`,
    'create index payments_by_app on payments (app_id, mode, created_at, id)',
    "create index payments_to_expire on payments (expires_at) where status in ('pending', 'failed')",

    `create table attempts (
      id text primary key, payment_id text not null references payments (id), number integer not null,
      status text not null, method text not null, provider text not null,
      account_id text not null references provider_accounts (id), provider_ref text, client_secret text,
      amount bigint not null, currency text not null, choices text not null, decline text, message text,
      check_at {instant}, checks integer not null, started_at {instant}, submitted_at {instant}, created_at {instant} not null, updated_at {instant} not null,
      unique (payment_id, number), unique (account_id, provider_ref))`,
    // At most one attempt of a payment can move money at any time.
    `create unique index attempts_open on attempts (payment_id)
      where status in ('creating', 'ready', 'processing', 'requires_action', 'closing')`,
    'create index attempts_to_check on attempts (check_at) where check_at is not null',

    `create table provider_events (
      account_id text not null references provider_accounts (id), event_id text not null, type text not null,
      payload text not null, received_at {instant} not null, applied_at {instant},
      primary key (account_id, event_id))`,

    `create table invoices (
      id text primary key, public_id text not null unique, merchant_id text not null references merchants (id),
      mode text not null, title text not null, status text not null, status_detail text not null,
      network text not null, asset text not null, asset_issuer text,
      expected_amount bigint check (expected_amount > 0), received_amount bigint not null check (received_amount >= 0),
      scale integer not null, allow_custom_amount integer not null, destination_address text not null,
      reference text not null, order_id text, client_email text, client_name text, expires_at {instant},
      created_at {instant} not null, paid_at {instant}, updated_at {instant} not null,
      unique (network, destination_address, reference, mode))`,
    'create index invoices_by_merchant on invoices (merchant_id, mode, created_at, id)',
    `create index invoices_to_expire on invoices (expires_at)
      where status in ('unpaid', 'pending', 'partially_paid')`,

    `create table transfers (
      id text primary key, mode text not null, network text not null, transaction_hash text not null,
      operation_index integer not null, address text not null, sender text, asset_code text not null,
      asset_issuer text, amount bigint not null, reference text, ledger integer not null,
      closed_at {instant} not null, invoice_id text references invoices (id), unmatched_reason text,
      created_at {instant} not null,
      unique (network, mode, transaction_hash, operation_index, address))`,
    'create index transfers_by_invoice on transfers (invoice_id)',
    'create index transfers_unmatched on transfers (address, created_at) where invoice_id is null',

    `create table events (
      id text primary key, dialect text not null, owner_id text not null, mode text not null, type text not null,
      subject_id text not null, payload text not null, created_at {instant} not null)`,

    `create table deliveries (
      id text primary key, event_id text not null references events (id),
      endpoint_id text not null references webhook_endpoints (id), state text not null, attempts integer not null,
      due_at {instant} not null, last_status_code integer, created_at {instant} not null,
      updated_at {instant} not null)`,
    "create index deliveries_due on deliveries (endpoint_id, due_at) where state = 'due'",

    `create table delivery_attempts (
      id text primary key, delivery_id text not null references deliveries (id), dialect text not null,
      owner_id text not null, mode text not null, event_type text not null, url text not null,
      attempt integer not null, status_code integer, success integer not null, error text,
      duration_ms integer not null, created_at {instant} not null)`,
    'create index delivery_attempts_by_owner on delivery_attempts (owner_id, mode, created_at)',

    `create table idempotency_keys (
      owner_id text not null, mode text not null, route text not null, key text not null, body_hash text not null,
      status integer not null, body text not null, expires_at {instant} not null,
      primary key (owner_id, mode, route, key))`,
    'create index idempotency_keys_expired on idempotency_keys (expires_at)',

    `create table request_logs (
      request_id text primary key, dialect text not null, owner_id text not null, mode text not null,
      method text not null, path text not null, status_code integer not null, duration_ms integer not null,
      idempotency_key text, api_key_id text not null, api_key_name text not null, created_at {instant} not null)`,
    'create index request_logs_by_owner on request_logs (owner_id, mode, created_at)',

    // Written by rate-limiter-flexible on PostgreSQL, which asks for these three columns; `expire` in milliseconds.
    'create table rate_limits (key varchar(255) primary key, points integer not null default 0, expire double precision)',
  ],
}
