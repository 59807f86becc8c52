import { readdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { afterCommit, openStore, type Tx } from './store.ts'
import { describeOnBothStores, freshDatabase, freshFile } from './test-stores.ts'

const merchant = (id: string) => ({
  id,
  name: 'Shop',
  plan: 'pro' as const,
  underpayment_tolerance: 0,
  allowed_origins: '[]',
  created_at: '2026-01-01T00:00:00.000Z',
})

const position = (address: string, cursor = '0') => ({
  mode: 'test' as const,
  network: 'STELLAR' as const,
  address,
  cursor,
  read_until: null,
})

describeOnBothStores('store', (store) => {
  it('keeps what a transaction wrote and forgets what a failed one wrote', async () => {
    await store().transaction((tx) => tx.insertInto('merchants').values(merchant('kept')).execute())
    const failing = store().transaction(async (tx) => {
      await tx.insertInto('merchants').values(merchant('lost')).execute()
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    const rows = await store().db.selectFrom('merchants').select('id').where('id', 'in', ['kept', 'lost']).execute()
    expect(rows).toEqual([{ id: 'kept' }])
  })

  it('isolates a failing transaction from others that run at the same time', async () => {
    const work = (n: number) =>
      store().transaction(async (tx) => {
        await tx
          .insertInto('merchants')
          .values(merchant(`many-${n}`))
          .execute()
        if (n % 3 === 0) throw new Error('every third')
      })
    const results = await Promise.allSettled(Array.from({ length: 60 }, (_, n) => work(n)))
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(20)
    const { n } = await store()
      .db.selectFrom('merchants')
      .select(sql<number>`cast(count(*) as integer)`.as('n'))
      .where('id', 'like', 'many-%')
      .executeTakeFirstOrThrow()
    expect(n).toBe(40)
  })

  it('loses no update when many transactions change one locked row', async () => {
    await store().db.insertInto('watch_positions').values(position('counter')).execute()
    const increment = async (tx: Tx) => {
      const query = tx.selectFrom('watch_positions').select('cursor').where('address', '=', 'counter').forUpdate()
      const { cursor } = await query.executeTakeFirstOrThrow()
      await tx
        .updateTable('watch_positions')
        .set({ cursor: String(Number(cursor) + 1) })
        .where('address', '=', 'counter')
        .execute()
    }
    await Promise.all(Array.from({ length: 50 }, () => store().transaction(increment)))
    const row = await store()
      .db.selectFrom('watch_positions')
      .select('cursor')
      .where('address', '=', 'counter')
      .executeTakeFirstOrThrow()
    expect(row.cursor).toBe('50')
  })

  it('gives money back as bigint, beyond what a number holds, and everything else as it went in', async () => {
    const amount = 9_223_372_036_854_775_807n
    const transfer = {
      id: 't1',
      mode: 'test' as const,
      network: 'STELLAR' as const,
      transaction_hash: 'h',
      operation_index: 0,
      address: 'G',
      sender: null,
      asset_code: 'XLM',
      asset_issuer: null,
      amount,
      reference: 'ümlaut ✓',
      ledger: 123,
      closed_at: '2026-01-01T00:00:00.000Z',
      invoice_id: null,
      unmatched_reason: 'no_reference',
      created_at: '2026-01-01T00:00:00.000Z',
    }
    await store().db.insertInto('transfers').values(transfer).execute()
    const row = await store().db.selectFrom('transfers').selectAll().where('id', '=', 't1').executeTakeFirstOrThrow()
    expect(row).toEqual(transfer)
  })

  it('runs what waits for a commit after it, and never after a rollback', async () => {
    const seen: string[] = []
    await store().transaction(async (tx) => {
      afterCommit(tx, () => seen.push('committed'))
      await tx.insertInto('merchants').values(merchant('waiting')).execute()
      expect(seen).toEqual([])
    })
    await store()
      .transaction(async (tx) => {
        afterCommit(tx, () => seen.push('rolled back'))
        throw new Error('no')
      })
      .catch(() => {})
    expect(seen).toEqual(['committed'])
  })
})

describe('the SQLite file', () => {
  it('keeps its data when it is opened again', async () => {
    const file = freshFile()
    const first = await openStore(file.url)
    await first.transaction((tx) => tx.insertInto('merchants').values(merchant('again')).execute())
    await first.close()
    const second = await openStore(file.url)
    expect(await second.db.selectFrom('merchants').select('id').execute()).toEqual([{ id: 'again' }])
    await second.close()
    await file.drop()
  })

  it('refuses a database that a newer version made, and leaves it as it was', async () => {
    const file = freshFile()
    await (await openStore(file.url)).close()
    const raw = new DatabaseSync(file.url)
    raw.exec("insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2030')")
    raw.close()
    await expect(openStore(file.url)).rejects.toThrow(/newer version of paylink \(it has 9999-from-the-future\)/)
    await file.drop()
  })

  it('fails those whose work SQLite itself rolled back, and keeps what comes after', async () => {
    const file = freshFile()
    const store = await openStore(file.url)
    const [pages] = (await sql<{ page_count: number }>`pragma page_count`.execute(store.db)).rows
    await store.transaction((tx) => sql.raw(`pragma max_page_count = ${pages!.page_count + 40}`).execute(tx))
    const write = (id: string, size = 1) =>
      store.transaction((tx) =>
        tx
          .insertInto('merchants')
          .values({ ...merchant(id), name: 'x'.repeat(size) })
          .execute(),
      )
    const results = await Promise.allSettled([write('one'), write('too big', 1_000_000), write('three'), write('four')])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled'])
    const kept = await store.db.selectFrom('merchants').select('id').orderBy('id').execute()
    expect(kept.map(({ id }) => id)).toEqual(['four', 'three'])
    await store.close()
    await file.drop()
  })

  it('is one file when it is closed: a copy of it lacks nothing', async () => {
    const file = freshFile()
    const store = await openStore(file.url)
    await store.transaction((tx) => tx.insertInto('merchants').values(merchant('m')).execute())
    await store.close()
    expect(readdirSync(dirname(file.url))).toEqual([basename(file.url)])
    await file.drop()
  })

  it('fails every caller of a batch whose commit fails', async () => {
    const file = freshFile()
    const store = await openStore(file.url)
    // A deferred foreign key is checked at commit: the only constraint that lets statements pass and the commit fail.
    await store.db.executeQuery(
      sql`create table deferred (id text primary key, parent text references merchants (id) deferrable initially deferred)`.compile(
        store.db,
      ),
    )
    const good = store.transaction((tx) => tx.insertInto('merchants').values(merchant('innocent')).execute())
    const bad = store.transaction((tx) => sql`insert into deferred values ('x', 'nobody')`.execute(tx))
    const results = await Promise.allSettled([good, bad])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await store.db.selectFrom('merchants').select('id').execute()).toEqual([])
    await store.transaction((tx) => tx.insertInto('merchants').values(merchant('next')).execute())
    expect(await store.db.selectFrom('merchants').select('id').execute()).toEqual([{ id: 'next' }])
    await store.close()
    await file.drop()
  })
})

describe('PostgreSQL', () => {
  it('outlives a connection that is cut in the middle of a transaction', async () => {
    const database = await freshDatabase()
    const store = await openStore(database.url)
    const cut = store.transaction(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await sql`select pg_terminate_backend(${rows[0]!.pid}::int)`.execute(store.db)
      await tx.insertInto('merchants').values(merchant('cut')).execute()
    })
    await expect(cut).rejects.toThrow()
    await store.transaction((tx) => tx.insertInto('merchants').values(merchant('next')).execute())
    expect(await store.db.selectFrom('merchants').select('id').execute()).toEqual([{ id: 'next' }])
    await store.close()
    await database.drop()
  })
})
