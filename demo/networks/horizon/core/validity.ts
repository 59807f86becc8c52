import { xdr } from '@stellar/stellar-sdk'
import { type Account, type Accounts, spendable } from './accounts.ts'
import type { Conditions, Envelope, FeeBump, SignedTransaction } from './envelope.ts'
import { feeBumpResult, type Outcome, transactionResult } from './outcome.ts'
import { ledgerPosition } from './paging-token.ts'
import { type Signatures, signaturesOver } from './signatures.ts'
import { BASE_FEE } from './stroops.ts'

/** The ledger that is about to take a transaction. */
export interface Opening {
  readonly accounts: Accounts
  readonly sequence: number
  /** Seconds. */
  readonly closeTime: number
}

/** What the network takes for it: the base fee for each operation, and once more for a fee bump. */
export const feeOf = ({ transaction, feeBump }: Envelope): bigint =>
  BASE_FEE * BigInt(transaction.operations.length + (feeBump ? 1 : 0))

/**
 * Why a ledger may not take a transaction: undefined when it may. One that is refused costs nothing, and leaves no
 * trace. The order of the checks is the network's: it decides which code a transaction with two faults gets.
 */
export function refusalOf(envelope: Envelope, opening: Opening): xdr.TransactionResult | undefined {
  const { transaction, feeBump } = envelope
  const due = feeOf(envelope)
  const signatures = signaturesOver(transaction.hash, transaction.signatures)
  if (feeBump) {
    const outer = feeBumpRefusal(envelope, feeBump, opening)
    if (outer) return transactionResult(outer, due)
    const inner = refusalBeforeFee(transaction, signatures, opening) ?? refusedOperation(transaction, signatures)
    return inner && feeBumpResult(inner, transaction.hash, due)
  }
  const outcome =
    refusalBeforeFee(transaction, signatures, opening, transaction.fee) ??
    unpaidFee(transaction.source.id, due, opening) ??
    refusedOperation(transaction, signatures)
  return outcome && transactionResult(outcome, due)
}

function feeBumpRefusal(envelope: Envelope, feeBump: FeeBump, opening: Opening): Outcome | undefined {
  const { hash, transaction } = envelope
  const due = feeOf(envelope)
  if (feeBump.fee < due) return { code: 'txInsufficientFee' }
  // It must bid at least as much for each operation as the transaction inside.
  if (feeBump.fee * BigInt(transaction.operations.length) < transaction.fee * BigInt(transaction.operations.length + 1))
    return { code: 'txInsufficientFee' }
  if (!opening.accounts.get(feeBump.source.id)) return { code: 'txNoAccount' }
  const signatures = signaturesOver(hash, feeBump.signatures)
  if (!signatures.by(feeBump.source.id)) return { code: 'txBadAuth' }
  return unpaidFee(feeBump.source.id, due, opening) ?? (signatures.allUsed() ? undefined : { code: 'txBadAuthExtra' })
}

/** `bid` is the fee that it offers; without one, a fee bump pays. */
function refusalBeforeFee(
  { conditions, operations, source, sequence }: SignedTransaction,
  signatures: Signatures,
  opening: Opening,
  bid?: bigint,
): Outcome | undefined {
  if (conditions.extraSigners.length > 0) return { code: 'txNotSupported' }
  if (operations.length === 0) return { code: 'txMissingOperation' }
  const untimely = untimeliness(conditions, opening)
  if (untimely) return { code: untimely }
  if (bid !== undefined && bid < BASE_FEE * BigInt(operations.length)) return { code: 'txInsufficientFee' }
  const account = opening.accounts.get(source.id)
  if (!account) return { code: 'txNoAccount' }
  if (!isNextSequence(sequence, account, conditions, opening)) return { code: 'txBadSeq' }
  if (!isOldEnough(account, conditions, opening)) return { code: 'txBadMinSeqAgeOrGap' }
  return signatures.by(source.id) ? undefined : { code: 'txBadAuth' }
}

function untimeliness({ timeBounds, ledgerBounds }: Conditions, { sequence, closeTime }: Opening) {
  const now = BigInt(closeTime)
  if (timeBounds && timeBounds.minTime > now) return 'txTooEarly'
  if (timeBounds && timeBounds.maxTime !== 0n && timeBounds.maxTime < now) return 'txTooLate'
  if (ledgerBounds && ledgerBounds.minLedger > sequence) return 'txTooEarly'
  if (ledgerBounds && ledgerBounds.maxLedger !== 0 && ledgerBounds.maxLedger <= sequence) return 'txTooLate'
  return undefined
}

function isNextSequence(sequence: bigint, account: Account, { minSequence }: Conditions, opening: Opening): boolean {
  // The first number of an account that this very ledger could make.
  if (sequence === ledgerPosition(opening.sequence)) return false
  if (minSequence === undefined) return sequence === account.sequence + 1n
  return account.sequence >= minSequence && account.sequence < sequence
}

function isOldEnough(account: Account, { minSequenceAge, minSequenceLedgerGap }: Conditions, opening: Opening) {
  return (
    BigInt(opening.closeTime - (account.sequenceTime ?? 0)) >= minSequenceAge &&
    opening.sequence - (account.sequenceLedger ?? 0) >= minSequenceLedgerGap
  )
}

function unpaidFee(payer: string, fee: bigint, { accounts }: Opening): Outcome | undefined {
  const account = accounts.get(payer)
  return account && spendable(account) >= fee ? undefined : { code: 'txInsufficientBalance' }
}

/** The first operation that no ledger could take ends the look: those after it read as if nothing were wrong. */
function refusedOperation({ operations }: SignedTransaction, signatures: Signatures): Outcome | undefined {
  const problems = operations.map(({ source, step }) => {
    if (!step) return xdr.OperationResult.opNotSupported()
    return signatures.by(source.id) ? step.refuse?.() : xdr.OperationResult.opBadAuth()
  })
  const first = problems.findIndex((problem) => problem !== undefined)
  if (first >= 0) {
    const results = operations.map(({ step }, index) => (index === first || !step ? problems[index]! : step.untouched))
    return { code: 'txFailed', operations: results }
  }
  return signatures.allUsed() ? undefined : { code: 'txBadAuthExtra' }
}
