import type { xdr } from '@stellar/stellar-sdk'
import type { Applied } from './apply.ts'
import type { Conditions, Envelope } from './envelope.ts'
import type { OperationRecord, TransactionRecord } from './history.ts'
import { operationPosition, transactionPosition } from './paging-token.ts'

export interface Place {
  ledger: number
  closedAt: number
  /** From 1, within the ledger. */
  order: number
}

/** What history keeps of a transaction and of its operations. */
export function recordOf(
  envelope: Envelope,
  applied: Applied,
  { ledger, closedAt, order }: Place,
): { transaction: TransactionRecord; operations: OperationRecord[] } {
  const { transaction, feeBump } = envelope
  const position = transactionPosition(ledger, order)
  const hash = hex(envelope.hash)
  const operations = transaction.operations.map(
    ({ source, step }, index): OperationRecord => ({
      position: operationPosition(position, index + 1).toString(),
      transactionHash: hash,
      closedAt,
      successful: applied.successful,
      source,
      type: step!.type,
      typeNumber: step!.typeNumber,
      movesMoney: step!.movesMoney,
      details: step!.details(applied.successful),
      accounts: [...new Set([source.id, ...step!.participants])],
    }),
  )
  const feeAccount = (feeBump ?? transaction).source
  const preconditions = preconditionsOf(transaction.conditions)
  return {
    operations,
    transaction: {
      hash,
      position: position.toString(),
      ledger,
      closedAt,
      successful: applied.successful,
      source: transaction.source,
      sequence: transaction.sequence.toString(),
      feeAccount,
      feeCharged: applied.feeCharged.toString(),
      maxFee: (feeBump ?? transaction).fee.toString(),
      operationCount: operations.length,
      envelopeXdr: envelope.xdr,
      resultXdr: applied.result.toXdr('base64'),
      memo: memoOf(transaction.memo),
      ...(Object.keys(preconditions).length > 0 && { preconditions }),
      signatures: (feeBump ?? transaction).signatures.map(signatureText),
      ...(feeBump && {
        inner: {
          hash: hex(transaction.hash),
          maxFee: transaction.fee.toString(),
          signatures: transaction.signatures.map(signatureText),
        },
      }),
      accounts: [...new Set([transaction.source.id, feeAccount.id, ...operations.flatMap(({ accounts }) => accounts)])],
    },
  }
}

/** A text memo is bytes: what is not UTF-8 is replaced in `memo`, and whole in `memo_bytes`. */
function memoOf(memo: xdr.Memo): TransactionRecord['memo'] {
  switch (memo.type) {
    case 'memoNone':
      return { memo_type: 'none' }
    case 'memoText':
      return {
        memo_type: 'text',
        memo: memo.text.toString(),
        memo_bytes: Buffer.from(memo.text.bytes).toString('base64'),
      }
    case 'memoId':
      return { memo_type: 'id', memo: memo.id.toString() }
    case 'memoHash':
      return { memo_type: 'hash', memo: base64(memo.hash.toBytes()) }
    case 'memoReturn':
      return { memo_type: 'return', memo: base64(memo.retHash.toBytes()) }
  }
}

function preconditionsOf(conditions: Conditions): Record<string, unknown> {
  const { timeBounds, ledgerBounds, minSequence, minSequenceAge, minSequenceLedgerGap } = conditions
  return {
    ...(timeBounds && {
      timebounds: {
        min_time: timeBounds.minTime.toString(),
        ...(timeBounds.maxTime !== 0n && { max_time: timeBounds.maxTime.toString() }),
      },
    }),
    ...(ledgerBounds && {
      ledgerbounds: {
        min_ledger: ledgerBounds.minLedger,
        ...(ledgerBounds.maxLedger !== 0 && { max_ledger: ledgerBounds.maxLedger }),
      },
    }),
    ...(minSequence !== undefined && { min_account_sequence: minSequence.toString() }),
    ...(minSequenceAge !== 0n && { min_account_sequence_age: minSequenceAge.toString() }),
    ...(minSequenceLedgerGap !== 0 && { min_account_sequence_ledger_gap: minSequenceLedgerGap }),
  }
}

const signatureText = ({ signature }: xdr.DecoratedSignature) => base64(signature.toBytes())
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
