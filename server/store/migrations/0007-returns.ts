import type { Migration } from './migration.ts'

/** How often a stray capture was given back in vain, and what is on its way; what providers call the money they took. */
export const returns: Migration = {
  name: '0007-returns',
  statements: [
    'alter table attempts add column capture_ref text',
    'alter table attempts add column return_ref text',
    'alter table attempts add column returns integer not null default 0',
    'create index attempts_by_return on attempts (account_id, return_ref) where return_ref is not null',
  ],
}
