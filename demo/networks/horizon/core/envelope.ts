import { FeeBumpTransaction, type Transaction, TransactionBuilder, xdr } from '@stellar/stellar-sdk'
import { type Address, addressOf } from './address.ts'
import { readOperation } from './operations/read.ts'
import type { Step } from './operations/step.ts'

/** A transaction as it was submitted: decoded, and nothing about it checked yet. */
export interface Envelope {
  /** The base64 that was received. */
  readonly xdr: string
  readonly parsed: xdr.TransactionEnvelope
  /** Of the outermost transaction. */
  readonly hash: Uint8Array
  readonly transaction: SignedTransaction
  readonly feeBump?: FeeBump
}

export interface SignedTransaction {
  readonly hash: Uint8Array
  readonly source: Address
  readonly sequence: bigint
  /** The most it offers to pay, in stroops. */
  readonly fee: bigint
  readonly memo: xdr.Memo
  readonly conditions: Conditions
  readonly operations: readonly SubmittedOperation[]
  readonly signatures: readonly xdr.DecoratedSignature[]
}

/** Somebody else, who pays the fee of the transaction inside. */
export interface FeeBump {
  readonly source: Address
  readonly fee: bigint
  readonly signatures: readonly xdr.DecoratedSignature[]
}

/** What the ledger that takes a transaction has to be like. Zero stands for no bound. */
export interface Conditions {
  readonly timeBounds?: { readonly minTime: bigint; readonly maxTime: bigint }
  readonly ledgerBounds?: { readonly minLedger: number; readonly maxLedger: number }
  readonly minSequence?: bigint
  readonly minSequenceAge: bigint
  readonly minSequenceLedgerGap: number
  readonly extraSigners: readonly xdr.SignerKey[]
}

export interface SubmittedOperation {
  readonly source: Address
  /** Undefined for one that this network does not do. */
  readonly step?: Step
}

/** Throws on anything that is not exactly one envelope in base64. */
export function decodeEnvelope(base64: string, networkPassphrase: string): Envelope {
  const parsed = xdr.TransactionEnvelope.fromXdr(base64, 'base64')
  if (parsed.toXdr('base64') !== base64) throw new Error('not the canonical form of an envelope')
  const outer = TransactionBuilder.fromXdr(parsed, networkPassphrase)
  if (!(outer instanceof FeeBumpTransaction))
    return { xdr: base64, parsed, hash: outer.hash(), transaction: signedTransaction(outer) }
  const { feeSource, fee } = outer.tx
  return {
    xdr: base64,
    parsed,
    hash: outer.hash(),
    transaction: signedTransaction(outer.innerTransaction),
    feeBump: { source: addressOf(feeSource), fee, signatures: outer.signatures },
  }
}

function signedTransaction(transaction: Transaction): SignedTransaction {
  const { tx } = transaction
  const source = 'sourceAccount' in tx ? addressOf(tx.sourceAccount) : { id: transaction.source }
  return {
    hash: transaction.hash(),
    source,
    sequence: tx.seqNum,
    fee: BigInt(tx.fee),
    memo: tx.memo,
    conditions: conditionsOf(tx),
    operations: tx.operations.map((operation) => {
      const own = operation.sourceAccount ? addressOf(operation.sourceAccount) : source
      return { source: own, step: readOperation(operation.body, own) }
    }),
    signatures: transaction.signatures,
  }
}

function conditionsOf(tx: xdr.Transaction | xdr.TransactionV0): Conditions {
  const none = { minSequenceAge: 0n, minSequenceLedgerGap: 0, extraSigners: [] }
  if (!('cond' in tx)) return { ...none, ...(tx.timeBounds && { timeBounds: tx.timeBounds }) }
  switch (tx.cond.type) {
    case 'precondNone':
      return none
    case 'precondTime':
      return { ...none, timeBounds: tx.cond.timeBounds }
    case 'precondV2': {
      const { timeBounds, ledgerBounds, minSeqNum, minSeqAge, minSeqLedgerGap, extraSigners } = tx.cond.v2
      return {
        ...(timeBounds && { timeBounds }),
        ...(ledgerBounds && { ledgerBounds }),
        ...(minSeqNum !== null && { minSequence: minSeqNum }),
        minSequenceAge: minSeqAge,
        minSequenceLedgerGap: minSeqLedgerGap,
        extraSigners,
      }
    }
  }
}
