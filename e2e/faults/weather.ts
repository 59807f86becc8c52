import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultMode } from '../../demo/networks/stand-in.ts'
import type { Chance } from '../crash/chance.ts'
import { type Networks, PROVIDERS } from './networks.ts'
import type { Sandbox } from './sandbox.ts'

/** Good weather comes more often than any fault: what is down all the time proves little. */
const MODES: FaultMode[] = ['none', 'none', 'none', 'refuse', 'timeout', 'error', 'decline']

/** What the providers are in while payers pay: it changes as often as payers do something, and time passes. */
export interface Weather {
  /** To be called before a payer does something. */
  turn(): Promise<void>
  /** All providers work from now on. */
  clear(): Promise<void>
  /** Faults that were set, by mode. */
  seen: ReadonlyMap<FaultMode, number>
}

export function openWeather({ networks, passTime }: Pick<Sandbox, 'networks' | 'passTime'>, chance: Chance): Weather {
  const seen = new Map<FaultMode, number>()
  let changing = Promise.resolve()

  function change(): Promise<void> {
    const name = PROVIDERS[Math.floor(chance.below(PROVIDERS.length))]!
    const mode = MODES[Math.floor(chance.below(MODES.length))]!
    const times = 1 + Math.floor(chance.below(4))
    seen.set(mode, (seen.get(mode) ?? 0) + 1)
    // One after the other: a port that is being closed cannot be opened yet.
    changing = changing.then(() => networks[name].setFault({ mode, times }))
    return changing
  }

  return {
    seen,
    async turn() {
      if (chance.below(1) < 0.3) await change()
      if (chance.below(1) < 0.2) passTime(chance.below(20_000))
      await sleep(chance.below(10))
    },
    async clear() {
      await changing
      await clearAll(networks)
    },
  }
}

const clearAll = async (networks: Networks) =>
  void (await Promise.all(PROVIDERS.map((name) => networks[name].setFault({ mode: 'none' }))))
