import { dropsToXrp, rippleTimeToUnixTime } from 'xrpl'
import type { Clock } from '../../../../server/clock.ts'
import { BASE_FEE, RESERVE_BASE, RESERVE_INCREMENT } from '../core/accounts.ts'
import type { Network } from '../core/network.ts'

/** What the server says of itself. */

const BUILD_VERSION = '2.6.1'

export const knownLedgers = (network: Network, oldest: number): string => `${oldest}-${network.latest().index}`

export function serverInfo(network: Network, clock: Clock, oldest: number) {
  const { index, hash, closeTime } = network.latest()
  return {
    info: {
      build_version: BUILD_VERSION,
      complete_ledgers: knownLedgers(network, oldest),
      load_factor: 1,
      network_id: network.networkId,
      peers: 0,
      server_state: 'full',
      time: new Date(clock.now()).toISOString(),
      validated_ledger: {
        age: Math.max(0, Math.floor((clock.now() - rippleTimeToUnixTime(closeTime)) / 1000)),
        base_fee_xrp: dropsToXrp(BASE_FEE.toString()),
        hash,
        reserve_base_xrp: dropsToXrp(RESERVE_BASE.toString()),
        reserve_inc_xrp: dropsToXrp(RESERVE_INCREMENT.toString()),
        seq: index,
      },
      validation_quorum: 1,
    },
  }
}

export function fee(network: Network) {
  const drops = BASE_FEE.toString()
  return {
    current_ledger_size: String(network.waiting()),
    current_queue_size: '0',
    drops: { base_fee: drops, median_fee: drops, minimum_fee: drops, open_ledger_fee: drops },
    expected_ledger_size: '1000',
    ledger_current_index: network.latest().index + 1,
    levels: { median_level: '256', minimum_level: '256', open_ledger_level: '256', reference_level: '256' },
    max_queue_size: '2000',
  }
}

/** What the ledger stream says of the newest ledger, and a subscription to it in its answer. */
export function ledgerPart(network: Network, oldest: number) {
  const { index, hash, closeTime } = network.latest()
  return {
    fee_base: Number(BASE_FEE),
    ledger_hash: hash,
    ledger_index: index,
    ledger_time: closeTime,
    network_id: network.networkId,
    reserve_base: Number(RESERVE_BASE),
    reserve_inc: Number(RESERVE_INCREMENT),
    validated_ledgers: knownLedgers(network, oldest),
  }
}
