import { CompiledQuery, createQueryId, type RootOperationNode } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import type { DeliveryState, MailRow } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestApp, type TestCore, testApp, testCore } from '../test-core.ts'
import { setEndpoint } from '../webhooks/endpoints.ts'
import { replay } from '../webhooks/replay.ts'
import { PRUNED_AT_ONCE, retentionJob } from './retention.ts'

const DAY = 24 * 60 * 60_000

describeOnBothStores('what is kept for a while', (store) => {
  let core: TestCore
  let shop: TestApp
  let endpointId: string

  beforeEach(async () => {
    core = testCore(store(), { config: { retentionDays: 30 } })
    shop = await testApp(core)
    endpointId = (await setEndpoint(core, { ...owner(), url: 'https://shop.example/hooks' })).endpoint.id
  })
  const TABLES = ['delivery_attempts', 'deliveries', 'events', 'request_logs', 'provider_events', 'mails'] as const
  afterEach(async () => {
    for (const table of TABLES) await core.store.db.deleteFrom(table).execute()
  })

  const owner = () => ({ dialect: 'paylinq', ownerId: shop.appId, mode: 'test' }) as const
  const daysAgo = (days: number) => toInstant(core.clock.now() - days * DAY)

  /** Runs what is due. @returns how many batches that took. */
  async function prune(job = retentionJob(), on: Core = core) {
    let batches = 0
    while (await job.run(on)) batches += 1
    return batches
  }

  const count = async (table: (typeof TABLES)[number]) => {
    const { n } = await core.store.db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll().as('n'))
      .executeTakeFirstOrThrow()
    return Number(n)
  }

  async function addEvent(created_at: string) {
    const id = newId('evt_')
    const { dialect, ownerId: owner_id, mode } = owner()
    const row = { id, dialect, owner_id, mode, type: 'payment.succeeded', subject_id: 'x', payload: '{}', created_at }
    await core.store.db.insertInto('events').values(row).execute()
    return id
  }

  async function addDelivery(days: number, state: DeliveryState, updated = days) {
    const event_id = await addEvent(daysAgo(days))
    const id = newId('wh_del_')
    const [created_at, updated_at] = [daysAgo(days), daysAgo(updated)]
    const sent = { attempts: 1, due_at: updated_at, last_status_code: null, created_at, updated_at }
    await core.store.db
      .insertInto('deliveries')
      .values({ id, event_id, endpoint_id: endpointId, state, ...sent })
      .execute()
    const { dialect, ownerId: owner_id, mode } = owner()
    const attempt = { attempt: 1, status_code: null, success: 0, error: null, duration_ms: 1, created_at } as const
    const of = { delivery_id: id, dialect, owner_id, mode, event_type: 'x', url: 'x' }
    await core.store.db
      .insertInto('delivery_attempts')
      .values({ id: newId('wh_att_'), ...of, ...attempt })
      .execute()
    return event_id
  }

  async function addLogs(days: number, many = 1) {
    const { dialect, ownerId: owner_id, mode } = owner()
    const rows = Array.from({ length: many }, () => ({
      request_id: newId('req_'),
      dialect,
      owner_id,
      mode,
      method: 'GET',
      path: '/',
      status_code: 200,
      duration_ms: 1,
      idempotency_key: null,
      api_key_id: 'k',
      api_key_name: 'K',
      created_at: daysAgo(days),
    }))
    for (let at = 0; at < many; at += 100)
      await core.store.db
        .insertInto('request_logs')
        .values(rows.slice(at, at + 100))
        .execute()
  }

  async function addMail(days: number, state: MailRow['state']) {
    const at = daysAgo(days)
    const said = {
      kind: 'receipt',
      once_key: null,
      recipient: 'a@shop.example',
      subject_id: 'x',
      payload: '{}',
    } as const
    await core.store.db
      .insertInto('mails')
      .values({
        id: newId('mail_'),
        merchant_id: shop.merchantId,
        mode: 'test',
        ...said,
        state,
        attempts: 1,
        due_at: at,
        sent_at: null,
        error: null,
        created_at: at,
      })
      .execute()
  }

  it('goes once it is old: events, what became of them, and the log of requests', async () => {
    for (const state of ['succeeded', 'failed'] as const) for (const days of [31, 29]) await addDelivery(days, state)
    for (const days of [31, 29]) await addEvent(daysAgo(days))
    await addLogs(31)
    await addLogs(29)
    await prune()
    const left = { events: 3, deliveries: 2, delivery_attempts: 2, request_logs: 1 } as const
    for (const table of ['events', 'deliveries', 'delivery_attempts', 'request_logs'] as const) {
      expect({ table, left: await count(table) }).toEqual({ table, left: left[table] })
    }
  })

  it('stays while it is still to be sent, or was sent again of late', async () => {
    const waiting = await addDelivery(200, 'due')
    const again = await addDelivery(200, 'succeeded', 1)
    await prune()
    const events = await core.store.db.selectFrom('events').select('id').execute()
    expect(events.map(({ id }) => id).sort()).toEqual([waiting, again].sort())
    expect(await count('deliveries')).toBe(2)
  })

  it('can be replayed as long as it is kept', async () => {
    await addEvent(daysAgo(29.9))
    await addDelivery(29.9, 'failed')
    await prune()
    const asked = await core.store.transaction((tx) => replay(core, tx, owner(), { from: daysAgo(60) }))
    expect(asked.replayed).toBe(2)
  })

  it('goes with what providers told, once it was applied', async () => {
    const told = (event_id: string, days: number, applied: boolean) => ({
      account_id: shop.accountId,
      event_id,
      type: 'x',
      payload: 'sealed',
      received_at: daysAgo(days),
      applied_at: applied ? daysAgo(days) : null,
    })
    const rows = [told('old', 31, true), told('young', 29, true), told('unapplied', 31, false)]
    await core.store.db.insertInto('provider_events').values(rows).execute()
    await prune()
    const left = await core.store.db.selectFrom('provider_events').select('event_id').orderBy('event_id').execute()
    expect(left.map(({ event_id }) => event_id)).toEqual(['unapplied', 'young'])
  })

  it('is longer for mail, by which we know what nobody is to be told twice', async () => {
    await addMail(31, 'sent')
    await addMail(101, 'due')
    for (const state of ['sent', 'failed', 'dropped'] as const) await addMail(101, state)
    await prune()
    const left = await core.store.db.selectFrom('mails').select('state').execute()
    expect(left.map(({ state }) => state).sort()).toEqual(['due', 'sent'])
  })

  it('goes in bounded batches, and is looked for once an hour', async () => {
    await addLogs(31, 2 * PRUNED_AT_ONCE + 1)
    const job = retentionJob()
    expect(await prune(job)).toBeGreaterThanOrEqual(2)
    expect(await count('request_logs')).toBe(0)
    await addLogs(31)
    await prune(job)
    expect(await count('request_logs')).toBe(1)
    core.clock.advance(60 * 60_000)
    await prune(job)
    expect(await count('request_logs')).toBe(0)
  })

  it('is found by an index', async () => {
    if (core.store.engine !== 'sqlite') return
    const { db } = core.store
    const asked: RootOperationNode[] = []
    const watched = db.withPlugin({
      transformQuery({ node }) {
        asked.push(node)
        return node
      },
      transformResult: async ({ result }) => result,
    })
    await prune(retentionJob(), { ...core, store: { ...core.store, db: watched } })
    expect(asked).toHaveLength(TABLES.length)
    for (const node of asked) {
      const query = db.getExecutor().compileQuery(node, createQueryId())
      const plan = CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters])
      const { rows } = await db.executeQuery<{ detail: string }>(plan)
      expect(rows.map(({ detail }) => detail).filter((step) => step.startsWith('SCAN'))).toEqual([])
    }
  })
})
