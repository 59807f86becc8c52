import type { Core } from '../../core.ts'
import { type LedgerWatcher, startWatcher } from '../watcher.ts'
import { openNodes } from './nodes.ts'
import { xrplSource } from './source.ts'

/** Watches the XRP Ledger, the public network for live and the test network for test addresses. */
export function startXrplWatcher(core: Core): LedgerWatcher {
  const { live, test } = core.config.xrpl
  const nodes = { live: openNodes(live), test: openNodes(test) }
  const watcher = startWatcher(core, 'XRPL', {
    live: xrplSource(nodes.live, live.networkId),
    test: xrplSource(nodes.test, test.networkId),
  })
  return {
    settle: watcher.settle,
    async stop() {
      await watcher.stop()
      await Promise.all([nodes.live.close(), nodes.test.close()])
    },
  }
}
