import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Keypair } from '@stellar/stellar-sdk'
import { sql } from 'kysely'
import { createMerchant } from '../server/accounts/accounts.ts'
import { addReceivingAddress } from '../server/accounts/receiving-addresses.ts'
import { instantNow, toInstant } from '../server/clock.ts'
import type { Core } from '../server/core.ts'
import { newId, newMemo } from '../server/ids.ts'
import { billDueSubscriptions } from '../server/subscriptions/billing.ts'
import { createPackage } from '../server/subscriptions/packages.ts'
import { inTurn, type Measure } from './measure.ts'
import { withCore } from './store.ts'

/** When each round begins; some more are there before the first, for as many as the rounds bill. */
const DUE = 100_000
const MORE = 100_000
/** Turns of billing in a round: about 30,000 subscriptions. */
const TURNS = 150
const BARE = 30_000
/** As many as are billed in one transaction. */
const TOGETHER = 100
const DAY = 24 * 60 * 60_000

/**
 * Subscriptions billed in a second with 100,000 due: an invoice and its event for each, and its next period, durably.
 * The limit inserts invoices and events with bare SQLite, one durable commit for as many.
 */
export async function* benchCycle(): AsyncGenerator<Measure> {
  yield await withCore(async (core, folder) => {
    await subscribeMany(core)
    const bare = bareBooks(join(folder, 'bare.db'))
    const measure = await inTurn(
      'cycle',
      'subscriptions/s',
      () => billedPerSecond(core),
      async () => bare.insertedPerSecond(),
    )
    bare.close()
    return measure
  })
}

async function billedPerSecond(core: Core): Promise<number> {
  const before = await countOf(core)
  if (before.due < DUE) throw new Error(`Only ${before.due} are due.`)
  const startedAt = performance.now()
  for (let turn = 0; turn < TURNS; turn += 1) await billDueSubscriptions(core)
  const seconds = (performance.now() - startedAt) / 1000
  const after = await countOf(core)
  const billed = before.due - after.due
  if (after.invoices - before.invoices !== billed) throw new Error('Not each of them has its invoice.')
  return billed / seconds
}

async function countOf({ store, clock }: Core): Promise<{ due: number; invoices: number }> {
  const { due, invoices } = await store.db
    .selectNoFrom((eb) => [
      eb
        .selectFrom('subscriptions')
        .select(({ fn }) => fn.countAll().as('count'))
        .where('bill_at', '<=', instantNow(clock))
        .as('due'),
      eb
        .selectFrom('invoices')
        .select(({ fn }) => fn.countAll().as('count'))
        .as('invoices'),
    ])
    .executeTakeFirstOrThrow()
  return { due: Number(due), invoices: Number(invoices) }
}

/** Written by the store itself: made one by one, they would take longer than what is measured. */
async function subscribeMany(core: Core): Promise<void> {
  const { id: merchantId } = await createMerchant(core, { name: 'Bench', origins: ['*'] })
  const owner = { merchantId, mode: 'test' } as const
  await addReceivingAddress(core, { ...owner, network: 'STELLAR', address: Keypair.random().publicKey() })
  const sold = await core.store.transaction((tx) =>
    createPackage(core, tx, owner, {
      name: 'Bench',
      slug: null,
      description: null,
      asset: 'USDC',
      amount: 990_000_000n,
      scale: 2,
      billing_interval: 'DAILY',
      trial_days: 0,
      invoice_expires_in: '7d',
      reminder_preset: 'STANDARD',
      widget_button_label: null,
      active: 1,
    }),
  )
  const now = instantNow(core.clock)
  const yesterday = toInstant(core.clock.now() - DAY)
  await sql`
    insert into subscriptions (
      id, package_id, merchant_id, mode, status, customer_email, anchor, next_period, bill_at, current_period_start,
      current_period_end, cancel_at_period_end, created_at, updated_at)
    with recursive numbers (n) as (select 0 union all select n + 1 from numbers where n < ${DUE + MORE - 1})
    select printf('cusub_%09d', n), ${sold.id}, ${merchantId}, 'test', 'active', printf('buyer-%d@example.com', n),
      ${yesterday}, 1, ${now}, ${yesterday}, ${now}, 0, ${yesterday}, ${yesterday}
    from numbers`.execute(core.store.db)
}

function bareBooks(file: string) {
  const db = new DatabaseSync(file)
  db.exec(`pragma journal_mode = wal; pragma synchronous = full;
    create table invoices (
      id text primary key, reference text not null unique, subscription_id text not null, period integer not null,
      amount integer not null, body text not null, unique (subscription_id, period));
    create table events (id text primary key, invoice_id text not null, body text not null)`)
  const invoice = db.prepare('insert into invoices values (?, ?, ?, ?, 990000000, ?)')
  const event = db.prepare('insert into events values (?, ?, ?)')
  let period = 0
  return {
    insertedPerSecond(): number {
      period += 1
      const startedAt = performance.now()
      for (let from = 0; from < BARE; from += TOGETHER) {
        db.exec('begin immediate')
        for (let n = from; n < from + TOGETHER; n += 1) {
          const id = newId('inv_')
          const reference = newMemo()
          const body = JSON.stringify({ invoiceId: id, status: 'unpaid', expectedAmount: '99.00', memo: reference })
          invoice.run(id, reference, `cusub_${n}`, period, body)
          event.run(newId('evt_'), id, body)
        }
        db.exec('commit')
      }
      return BARE / ((performance.now() - startedAt) / 1000)
    },
    close: () => db.close(),
  }
}
