import { isValidClassicAddress } from 'xrpl'
import { z } from 'zod'
import type { LedgerRecord } from '../core/history.ts'
import type { Network } from '../core/network.ts'
import { CommandError } from './errors.ts'

/** What commands are asked with. */

export const ledgerChoice = {
  ledger_hash: z.string().optional(),
  ledger_index: z.union([z.enum(['current', 'closed', 'validated']), z.coerce.number().int().min(0)]).optional(),
}

/** @throws CommandError `invalidParams`. */
export function read<T>(schema: z.ZodType<T>, request: unknown): T {
  const parsed = schema.safeParse(request)
  if (!parsed.success) throw new CommandError('invalidParams')
  return parsed.data
}

export function readAddress(text: string): string {
  if (!isValidClassicAddress(text)) throw new CommandError('actMalformed')
  return text
}

/** The closed ledger that is meant; null for the open one, which is meant when nothing is said. */
export function chosenLedger(
  { history, latest }: Network,
  {
    ledger_hash,
    ledger_index = 'current',
  }: { ledger_hash?: string | undefined; ledger_index?: string | number | undefined },
): LedgerRecord | null {
  if (ledger_hash === undefined) {
    if (ledger_index === 'current' || ledger_index === latest().index + 1) return null
    if (typeof ledger_index === 'string') return latest()
  }
  const found =
    ledger_hash === undefined ? history.ledger(Number(ledger_index)) : ledgerWithHash(history, latest(), ledger_hash)
  if (!found) throw new CommandError('lgrNotFound')
  return found
}

function ledgerWithHash(history: Network['history'], latest: LedgerRecord, hash: string): LedgerRecord | undefined {
  let ledger: LedgerRecord | undefined = latest
  while (ledger && ledger.hash !== hash) ledger = history.ledger(ledger.index - 1)
  return ledger
}
