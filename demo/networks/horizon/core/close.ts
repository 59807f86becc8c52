import { xdr } from '@stellar/stellar-sdk'
import { type Account, type Accounts, draftOf } from './accounts.ts'
import { applyTransaction } from './apply.ts'
import type { Envelope } from './envelope.ts'
import { sealLedger } from './header.ts'
import type { ClosedLedger, LedgerRecord, TransactionRecord } from './history.ts'
import { recordOf } from './record.ts'
import { type Opening, refusalOf } from './validity.ts'

/** What a ledger did with a transaction. */
export type Taken =
  | { outcome: 'included'; record: TransactionRecord }
  | { outcome: 'refused'; result: xdr.TransactionResult }

export interface Closing {
  accounts: Accounts
  previous: LedgerRecord | undefined
  /** Seconds. */
  closeTime: number
  envelopes: readonly Envelope[]
  /** Puts accounts into a first ledger. */
  begin?: (accounts: Accounts) => void
}

/** Closes the ledger after `previous`: puts the changed accounts, and says what history has to keep. */
export function closeLedger({ accounts, previous, closeTime, envelopes, begin }: Closing) {
  const draft = draftOf(accounts)
  const opening: Opening = { accounts: draft, sequence: (previous?.sequence ?? 0) + 1, closeTime }
  begin?.(draft)

  const transactions: TransactionRecord[] = []
  const operations: ClosedLedger['operations'] = []
  const included: xdr.TransactionEnvelope[] = []
  const results: xdr.TransactionResultPair[] = []
  const taken = envelopes.map((envelope): Taken => {
    const refusal = refusalOf(envelope, opening)
    if (refusal) return { outcome: 'refused', result: refusal }
    const applied = applyTransaction(envelope, opening)
    const place = { ledger: opening.sequence, closedAt: closeTime, order: transactions.length + 1 }
    const records = recordOf(envelope, applied, place)
    transactions.push(records.transaction)
    operations.push(...records.operations)
    included.push(envelope.parsed)
    results.push(new xdr.TransactionResultPair({ transactionHash: envelope.hash, result: applied.result }))
    return { outcome: 'included', record: records.transaction }
  })

  const changes = stamped(draft.changes(), opening)
  for (const [id, account] of changes) account ? accounts.put(account) : accounts.remove(id)
  const successful = transactions.filter((transaction) => transaction.successful)
  const ledger: LedgerRecord = {
    ...sealLedger(
      {
        sequence: opening.sequence,
        closedAt: closeTime,
        envelopes: included,
        results,
        changes,
        feesCharged: transactions.reduce((sum, { feeCharged }) => sum + BigInt(feeCharged), 0n),
      },
      previous,
    ),
    successful: successful.length,
    failed: transactions.length - successful.length,
    operations: countOperations(successful),
    operationsInSet: countOperations(transactions),
  }
  return { taken, closed: { ledger, transactions, operations } satisfies ClosedLedger }
}

/** Every account that changed remembers where. */
function stamped(changes: ReadonlyMap<string, Account | undefined>, { sequence, closeTime }: Opening) {
  return new Map(
    [...changes].map(([id, account]) => [
      id,
      account && { ...account, modifiedLedger: sequence, modifiedAt: closeTime },
    ]),
  )
}

const countOperations = (transactions: readonly TransactionRecord[]): number =>
  transactions.reduce((sum, { operationCount }) => sum + operationCount, 0)
