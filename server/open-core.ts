import type { Logger } from 'pino'
import { openChanges } from './changes.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Config } from './config.ts'
import type { Core } from './core.ts'
import { openLogger } from './logging/logger.ts'
import { providers } from './providers/providers.ts'
import { openSecrets } from './secrets.ts'
import { openStore } from './store/store.ts'

/**
 * Opens what every operation needs, for the server and for the command line alike. Whoever opens it closes
 * `core.store`.
 * @throws when the database cannot be reached, or belongs to a newer version of this program.
 */
export async function openCore(config: Config, options: { clock?: Clock; logger?: Logger } = {}): Promise<Core> {
  return {
    config,
    store: await openStore(config.databaseUrl),
    clock: options.clock ?? systemClock,
    secrets: openSecrets(config.secret),
    changes: openChanges(),
    providers,
    logger: options.logger ?? openLogger(),
  }
}
