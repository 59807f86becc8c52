import type { Horizon } from '@stellar/stellar-sdk'
import { z } from 'zod'
import { type Instant, toInstant } from '../../clock.ts'
import { ledgerOf } from './payment-records.ts'

/** What a Horizon server has of the network's history: many keep the last months alone, or days. */
export interface History {
  /** The oldest ledger that it has all of. */
  elder: number
  /** When the newest one closed. */
  latestClose: Instant
}

const root = z.object({ history_elder_ledger: z.number().int(), history_latest_ledger_closed_at: z.iso.datetime() })

export async function historyOf(server: Horizon.Server): Promise<History> {
  const { history_elder_ledger, history_latest_ledger_closed_at } = root.parse(await server.root())
  return { elder: history_elder_ledger, latestClose: toInstant(Date.parse(history_latest_ledger_closed_at)) }
}

/** Nothing happened in the first one. */
const FIRST_WITH_TRANSACTIONS = 2

/**
 * Asked for what comes after a place that it has no longer, Horizon begins with what it has, and says nothing: what lies
 * between would be passed over, and invoices would expire that were paid.
 * @throws for a server that lacks what may not have been read yet.
 */
export async function requireNoGap(
  server: Horizon.Server,
  { elder }: History,
  cursor: string,
  readUntil: Instant | undefined,
): Promise<void> {
  if (elder <= FIRST_WITH_TRANSACTIONS || ledgerOf(cursor) >= elder) return
  if (readUntil !== undefined && (await closeOfLedger(server, elder)) <= readUntil) return
  throw new Error(`${server.serverURL} has no ledgers before ${elder}: what comes after ${cursor} is needed.`)
}

async function closeOfLedger(server: Horizon.Server, sequence: number): Promise<Instant> {
  const ledger = await server.ledgers().ledger(sequence).call()
  return toInstant(Date.parse(z.object({ closed_at: z.iso.datetime() }).parse(ledger).closed_at))
}
