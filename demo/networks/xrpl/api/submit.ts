import { z } from 'zod'
import { BASE_FEE } from '../core/accounts.ts'
import { accountOf } from '../core/entries.ts'
import type { Network } from '../core/network.ts'
import { isIncluded } from '../core/results.ts'
import { InvalidTransaction, readBlob, type SignedTransaction } from '../core/transaction.ts'
import { CommandError } from './errors.ts'
import { type ApiVersion, shownFields, shownResult } from './present.ts'
import { read } from './requests.ts'

const schema = z.object({ tx_blob: z.string().regex(/^(?:[0-9A-Fa-f]{2})+$/) })

/** Takes a signed transaction. What it answers is what the open ledger says, and so not final. */
export function submit(network: Network, request: unknown, version: ApiVersion) {
  const transaction = readTransaction(read(schema, request).tx_blob)
  const { fields, hash, blob } = transaction
  const result = network.submit(transaction)
  const kept = network.pending(hash) !== undefined
  const sequence = accountOf(network.open(), fields.Account)?.Sequence ?? 0
  return {
    ...shownResult(result),
    accepted: kept,
    applied: kept && isIncluded(result),
    broadcast: kept,
    kept,
    queued: false,
    open_ledger_cost: BASE_FEE.toString(),
    account_sequence_available: sequence,
    account_sequence_next: sequence,
    validated_ledger_index: network.latest().index,
    tx_blob: blob,
    tx_json: { ...shownFields(fields, version), hash },
  }
}

function readTransaction(blob: string): SignedTransaction {
  try {
    return readBlob(blob)
  } catch (error) {
    if (error instanceof InvalidTransaction) throw new CommandError('invalidTransaction', error.message)
    throw error
  }
}
