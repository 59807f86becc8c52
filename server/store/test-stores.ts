import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe } from 'vitest'
import { openStore, type Store } from './store.ts'

/**
 * Runs a suite on SQLite and on PostgreSQL, each with an empty database of its own.
 * PostgreSQL is started once for the whole run (`setup/postgres.ts`), which leaves its address in the environment.
 */
export function describeOnBothStores(name: string, suite: (store: () => Store) => void): void {
  describe.each(['sqlite', 'postgres'] as const)(`${name} on %s`, (engine) => {
    let store: Store
    let drop: () => Promise<void>
    beforeAll(async () => {
      const fresh = engine === 'sqlite' ? freshFile() : await freshDatabase()
      drop = fresh.drop
      store = await openStore(fresh.url)
    })
    afterAll(async () => {
      await store?.close()
      await drop?.()
    })
    suite(() => store)
  })
}

/** A database address nobody has used, and how to be rid of it. */
export function freshFile(): { url: string; drop: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'paylink-store-'))
  return {
    url: join(folder, 'paylink.db'),
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

export async function freshDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = process.env.TEST_POSTGRES_URL
  if (!server) throw new Error('TEST_POSTGRES_URL is not set: run the tests with `npm test` or `npm run test:unit`.')
  const name = `paylink_${process.pid}_${Math.random().toString(36).slice(2)}`
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  await run(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) }
}
