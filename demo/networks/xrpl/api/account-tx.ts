import { z } from 'zod'
import type { Place, Step } from '../core/history.ts'
import type { Network } from '../core/network.ts'
import { CommandError } from './errors.ts'
import { type ApiVersion, shownStep } from './present.ts'
import { read, readAddress } from './requests.ts'

const DEFAULT_LIMIT = 200
const MOST = 200

const schema = z.object({
  account: z.string(),
  ledger_index_min: z.number().int().default(-1),
  ledger_index_max: z.number().int().default(-1),
  limit: z.number().int().positive().default(DEFAULT_LIMIT),
  forward: z.boolean().default(false),
  marker: z.object({ ledger: z.number().int(), seq: z.number().int() }).optional(),
})

/** An account's history, newest first unless asked the other way, a page at a time. */
export function accountTx(network: Network, oldest: number, request: unknown, version: ApiVersion) {
  const asked = read(schema, request)
  const account = readAddress(asked.account)
  const [min, max] = range(asked, oldest, network.latest().index, version)
  const limit = Math.min(asked.limit, MOST)
  const { forward, marker } = asked
  const within = network.history.steps(account).filter(({ ledger }) => ledger >= min && ledger <= max)
  const ordered = forward ? within : within.toReversed()
  // A marker names the first that was not given yet.
  const start = marker ? ordered.findIndex((step) => !isBefore(step, marker, forward)) : 0
  const page = start < 0 ? [] : ordered.slice(start, start + limit)
  const next = start < 0 ? undefined : ordered[start + limit]
  return {
    account,
    ledger_index_min: min,
    ledger_index_max: max,
    limit,
    ...(next && { marker: { ledger: next.ledger, seq: next.seq } }),
    transactions: page.map((step) => shown(network, step, version)),
    validated: true,
  }
}

/** The second version refuses ledgers that the server does not have; the first gives what there is. */
function range(
  { ledger_index_min, ledger_index_max }: { ledger_index_min: number; ledger_index_max: number },
  oldest: number,
  newest: number,
  version: ApiVersion,
): [number, number] {
  const isOutside = (index: number) => index >= 0 && (index < oldest || index > newest)
  if (version === 2 && (isOutside(ledger_index_min) || isOutside(ledger_index_max))) {
    throw new CommandError('lgrIdxMalformed')
  }
  const min = Math.max(ledger_index_min < 0 ? oldest : ledger_index_min, oldest)
  const max = Math.min(ledger_index_max < 0 ? newest : ledger_index_max, newest)
  if (min > max) throw new CommandError(version === 1 ? 'lgrIdxsInvalid' : 'invalidLgrRange')
  return [min, max]
}

function isBefore(step: Step, place: Place, forward: boolean): boolean {
  const difference = step.ledger - place.ledger || step.seq - place.seq
  return forward ? difference < 0 : difference > 0
}

function shown({ history }: Network, { hash, ledger }: Step, version: ApiVersion) {
  return shownStep(history.transaction(hash)!, history.ledger(ledger)!, version)
}
