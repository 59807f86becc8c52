import type { Core } from '../../server/core.ts'

/**
 * Opens the store that the environment names, for one command. Databases and providers take a while to load, so that
 * is done here: `--help` and what was typed wrong are answered without them.
 */
export async function withCore(work: (core: Core) => Promise<void>): Promise<void> {
  const [{ readConfiguration }, { openCore }, { openLogger }, { destination }] = await Promise.all([
    import('./configuration.ts'),
    import('../../server/open-core.ts'),
    import('../../server/logging/logger.ts'),
    import('pino'),
  ])
  const logger = openLogger('warn', destination({ fd: 2, sync: true }))
  const config = readConfiguration(process.env)
  const core = await openCore(config, { logger }).catch(explainUnreachable)
  try {
    await work(core)
  } finally {
    await core.store.close()
  }
}

/** What the system or the database itself said has a code; what we say is clear already. */
function explainUnreachable(error: NodeJS.ErrnoException): never {
  if (error.code === undefined) throw error
  const reason = error.message || error.code
  throw new Error(`The database did not open: ${reason}. Check DATABASE_URL or DATA_DIR.`, { cause: error })
}
