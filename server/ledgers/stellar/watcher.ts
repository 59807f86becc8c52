import type { Core } from '../../core.ts'
import { type LedgerWatcher, startWatcher } from '../watcher.ts'
import { horizonSource } from './horizon.ts'
import { openHorizon } from './nodes.ts'

/** Watches Stellar, the public network for live and the test network for test addresses. */
export function startStellarWatcher(core: Core): LedgerWatcher {
  const { live, test } = core.config.stellar
  return startWatcher(core, 'STELLAR', {
    live: horizonSource(openHorizon(live)),
    test: horizonSource(openHorizon(test)),
  })
}
