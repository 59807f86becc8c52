import { randomInt } from 'node:crypto'
import { newMemo } from '../ids.ts'
import type { Network } from '../store/schema.ts'

/** What a payer must send along with the money, so that it is known what it is for. */

export const REFERENCE_LABELS = { STELLAR: 'Memo', XRPL: 'Destination Tag' } as const satisfies Record<Network, string>

const TAGS = 2 ** 32

/** Unpredictable: a text memo on Stellar, a 32-bit destination tag on the XRP Ledger. Unique only once it is stored. */
export function newReference(network: Network): string {
  return network === 'STELLAR' ? newMemo() : String(randomInt(1, TAGS))
}

/** As references are compared: people type memos by hand, in any case and with spaces around. */
export const normalizeReference = (sent: string): string => sent.trim().toUpperCase()
