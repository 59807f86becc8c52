import type { Migration } from './migration.ts'

/** Who is told when a webhook is switched off, and what it missed; which form made a subscription; what is old. */
export const upkeep: Migration = {
  name: '0006-upkeep',
  statements: [
    'alter table merchants add column email text',
    'alter table apps add column email text',
    'alter table webhook_endpoints add column disabled_at {instant}',
    // Drawn by the page that the visitor filled in: what it sends again leads to the same.
    'alter table subscriptions add column visit text',
    // What was missed is told by the delivery that is not there; and nothing is deleted that is referred to.
    'create index deliveries_by_event on deliveries (event_id)',
    'create index delivery_attempts_by_delivery on delivery_attempts (delivery_id)',
    'create index request_logs_by_age on request_logs (created_at)',
    'create index delivery_attempts_by_age on delivery_attempts (created_at)',
    "create index deliveries_by_age on deliveries (updated_at) where state <> 'due'",
    'create index events_by_age on events (created_at)',
    'create index provider_events_by_age on provider_events (received_at) where applied_at is not null',
    "create index mails_by_age on mails (created_at) where state <> 'due'",
  ],
}
