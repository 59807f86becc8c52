import { type RatesService, ratesService } from '../../demo/networks/rates/rates.ts'
import { type StandIn, startStandIn } from '../../demo/networks/stand-in.ts'
import type { TestCore } from '../test-core.ts'

export interface TestRates {
  standIn: StandIn
  setRate: RatesService['setRate']
  /** The core, with its rates from the stand-in. */
  core: TestCore
}

/** Both sources of rates, on a port of their own. */
export async function startTestRates(core: TestCore): Promise<TestRates> {
  let service!: RatesService
  const standIn = await startStandIn({
    name: 'rates',
    port: 0,
    clock: core.clock,
    service: () => {
      service = ratesService({ clock: core.clock })()
      return service
    },
  })
  const rates = { coinbaseUrl: `${standIn.url}/coinbase`, krakenUrl: `${standIn.url}/kraken` }
  return {
    standIn,
    setRate: (...given) => service.setRate(...given),
    core: { ...core, config: { ...core.config, rates } },
  }
}
