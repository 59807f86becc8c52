import { type Client, rippleTimeToUnixTime } from 'xrpl'
import { z } from 'zod'
import { NodeUnfit } from './nodes.ts'

/** What a server knows of the ledger, and whether it is to be relied on. */

const info = z.object({
  network_id: z.number().int().optional(),
  complete_ledgers: z.string(),
  validated_ledger: z.object({ age: z.number(), seq: z.number().int() }).optional(),
})

export interface KnownLedgers {
  /** The server has all ledgers from this one on … */
  first: number
  /** … to this one, which is final. */
  last: number
}

/** A network in good health closes a ledger every four seconds. In seconds. */
const STALE_AFTER = 60

/**
 * The ledgers that the server has without a gap up to its newest.
 * @throws NodeUnfit for a server of another network, and for one that has lost touch with its own.
 */
export async function knownLedgers(client: Client, networkId: number): Promise<KnownLedgers> {
  const { result } = await client.request({ command: 'server_info' })
  const { network_id, complete_ledgers, validated_ledger } = info.parse(result.info)
  // Not all servers say which network they are of.
  if (network_id !== undefined && network_id !== networkId) {
    throw new NodeUnfit(`${client.url} is a server of the network ${network_id}, not of ${networkId}.`)
  }
  if (!validated_ledger || validated_ledger.age > STALE_AFTER) {
    throw new NodeUnfit(`${client.url} knows no recent ledger.`)
  }
  const newest = rangesOf(complete_ledgers).at(-1)
  if (!newest) throw new NodeUnfit(`${client.url} has no ledgers.`)
  // A ledger may be final before the server has all of it, and the other way round.
  return { first: newest.first, last: Math.min(newest.last, validated_ledger.seq) }
}

/** `1-5,9-12`, or `empty`. */
function rangesOf(text: string): KnownLedgers[] {
  return [...text.matchAll(/(\d+)(?:-(\d+))?/g)].map(([, first, last = first]) => ({
    first: Number(first),
    last: Number(last),
  }))
}

/** When a ledger closed, in milliseconds. @throws NodeUnfit for one that is not final. */
export async function closeTimeOf(client: Client, index: number): Promise<number> {
  const { result } = await client.request({ command: 'ledger', ledger_index: index })
  if (result.validated !== true) throw new NodeUnfit(`${client.url} does not call ledger ${index} final.`)
  return rippleTimeToUnixTime(z.number().parse(result.ledger.close_time))
}

/**
 * The newest of the ledgers that closed before `ms`; null when all of them closed later. Goes back in growing steps:
 * what is looked for is mostly a few seconds old.
 */
export async function lastClosedBefore(client: Client, known: KnownLedgers, ms: number): Promise<number | null> {
  const isBefore = async (index: number) => (await closeTimeOf(client, index)) < ms
  let later = known.last + 1
  let step = 1
  let candidate = known.last
  while (!(await isBefore(candidate))) {
    if (candidate === known.first) return null
    later = candidate
    candidate = Math.max(known.first, candidate - step)
    step *= 2
  }
  while (later - candidate > 1) {
    const middle = candidate + Math.floor((later - candidate) / 2)
    if (await isBefore(middle)) candidate = middle
    else later = middle
  }
  return candidate
}
