import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely, type Transaction } from 'kysely'
import type pg from 'pg'
import type { Engine } from './engine.ts'
import { migrate } from './migrate.ts'
import { openPool, postgresDialect } from './postgres.ts'
import type { Schema } from './schema.ts'
import { sqliteDialect } from './sqlite.ts'

export type Db = Kysely<Schema>
export type Tx = Transaction<Schema>

/** Where everything is kept: an SQLite file for one node, PostgreSQL for several. The queries are the same. */
export interface Store {
  readonly engine: Engine
  /** For reads, and for single statements that are a change of their own. */
  readonly db: Db
  /** PostgreSQL's own pool, for what keeps its state there by itself (rate limits). Null on SQLite. */
  readonly pool: pg.Pool | null
  /** All of `work` or nothing. It must be short and await nothing but the store. Resolves once it is durable. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * Opens the store and brings it to this version's schema.
 * @param url `postgres://…`, or the path of an SQLite file, which is made when it is not there.
 * @throws when the database belongs to a newer version of this program.
 */
export async function openStore(url: string): Promise<Store> {
  const engine: Engine = /^postgres(ql)?:\/\//.test(url) ? 'postgres' : 'sqlite'
  if (engine === 'sqlite') mkdirSync(dirname(url), { recursive: true })
  const pool = engine === 'postgres' ? openPool(url) : null
  const db: Db = new Kysely<Schema>({ dialect: pool ? postgresDialect(pool) : sqliteDialect(url) })
  try {
    await migrate(db, engine)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return { engine, db, pool, transaction: (work) => runTransaction(db, work), close: () => db.destroy() }
}

const committed = new WeakMap<Tx, (() => void)[]>()

/** Runs `then` once the transaction is durable; never when it is rolled back. For waking what waits for changes. */
export function afterCommit(tx: Tx, then: () => void): void {
  committed.get(tx)?.push(then)
}

async function runTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const thens: (() => void)[] = []
  const result = await db.transaction().execute((tx) => {
    committed.set(tx, thens)
    return work(tx)
  })
  for (const then of thens) then()
  return result
}
