import type { Logger } from 'pino'
import type { Changes } from './changes.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Providers } from './providers/provider.ts'
import type { Secrets } from './secrets.ts'
import type { Store } from './store/store.ts'

/** What every operation needs. Made once (`index.ts`), handed down; nothing here is global. */
export interface Core {
  config: Config
  store: Store
  clock: Clock
  secrets: Secrets
  changes: Changes
  /** The payment providers there are, by name. */
  providers: Providers
  logger: Logger
}
