import { BASE_FEE } from './accounts.ts'
import { type Amount, isDrops } from './amount.ts'
import { accountOf, type Draft, draftOf, type Entries } from './entries.ts'
import { isIncluded, type Result } from './results.ts'
import { type Fields, type SignedTransaction, signerOf } from './transaction.ts'
import { accountDelete, accountSet, trustSet } from './transactions/account.ts'
import {
  channelClaim,
  channelCreate,
  checkCash,
  checkCreate,
  escrowCreate,
  escrowFinish,
} from './transactions/held-money.ts'
import { offerCreate } from './transactions/offer.ts'
import { payment } from './transactions/payment.ts'
import type { Transactor } from './transactions/type.ts'

const TRANSACTORS: Readonly<Record<string, Transactor>> = {
  Payment: payment,
  AccountSet: accountSet,
  AccountDelete: accountDelete,
  TrustSet: trustSet,
  OfferCreate: offerCreate,
  EscrowCreate: escrowCreate,
  EscrowFinish: escrowFinish,
  CheckCreate: checkCreate,
  CheckCash: checkCash,
  PaymentChannelCreate: channelCreate,
  PaymentChannelClaim: channelClaim,
}

/** The ledger that is about to take a transaction. Times in seconds since 2000. */
export interface Opening {
  index: number
  parentCloseTime: number
  networkId: number
}

export interface Applied {
  result: Result
  /** Its changes, not in the ledger yet; null when no ledger may hold it. */
  draft: Draft | null
  delivered?: Amount
}

/** What a transaction would do to the ledger. One that fails and is included costs its fee, and does nothing else. */
export function applyTransaction({ fields }: SignedTransaction, entries: Entries, opening: Opening): Applied {
  const refusal = refusalOf(fields, entries, opening)
  if (refusal && !isIncluded(refusal)) return { result: refusal, draft: null }

  const account = accountOf(entries, fields.Account)!
  const balanceBefore = BigInt(account.Balance)
  const charged = draftOf(entries)
  const fee = BigInt(fields.Fee) < balanceBefore ? BigInt(fields.Fee) : balanceBefore
  charged.put({ ...account, Balance: (balanceBefore - fee).toString(), Sequence: account.Sequence + 1 })
  if (refusal) return { result: refusal, draft: charged }

  const attempt = draftOf(charged)
  const context = { entries: attempt, ledger: opening.index, parentCloseTime: opening.parentCloseTime, balanceBefore }
  const outcome = TRANSACTORS[fields.TransactionType]!.apply(fields, context)
  const result = typeof outcome === 'string' ? outcome : 'tesSUCCESS'
  if (!isIncluded(result)) return { result, draft: null }
  if (result === 'tesSUCCESS') attempt.commit()
  return { result, draft: charged, ...(typeof outcome === 'object' && { delivered: outcome.delivered }) }
}

const FULLY_CANONICAL = 0x8000_0000
/** Below it a network's number may not stand in its transactions. */
const FIRST_WITH_NETWORK_ID = 1025

/** The order of the checks is the network's: it decides which code a transaction with two faults gets. */
function refusalOf(fields: Fields, entries: Entries, opening: Opening): Result | undefined {
  const transactor = TRANSACTORS[fields.TransactionType]
  if (!transactor || fields.Signers || fields.TicketSequence !== undefined) return 'temDISABLED'
  if (fields.NetworkID !== undefined && opening.networkId < FIRST_WITH_NETWORK_ID) {
    return 'telNETWORK_ID_MAKES_TX_NON_CANONICAL'
  }
  if (!isDrops(fields.Fee)) return 'temBAD_FEE'
  if (((fields.Flags ?? 0) & ~FULLY_CANONICAL & ~(transactor.flags ?? 0)) !== 0) return 'temINVALID_FLAG'
  return (
    transactor.refuse(fields) ??
    whyNotNow(fields, entries, opening) ??
    whyUnpaid(fields, entries, transactor.fee ?? BASE_FEE)
  )
}

function whyNotNow(fields: Fields, entries: Entries, { index }: Opening): Result | undefined {
  const account = accountOf(entries, fields.Account)
  if (!account) return 'terNO_ACCOUNT'
  if (fields.Sequence > account.Sequence) return 'terPRE_SEQ'
  if (fields.Sequence < account.Sequence) return 'tefPAST_SEQ'
  if (fields.LastLedgerSequence !== undefined && fields.LastLedgerSequence < index) return 'tefMAX_LEDGER'
  return signerOf(fields) === fields.Account ? undefined : 'tefBAD_AUTH'
}

function whyUnpaid(fields: Fields, entries: Entries, least: bigint): Result | undefined {
  if (BigInt(fields.Fee) < least) return 'telINSUF_FEE_P'
  const balance = BigInt(accountOf(entries, fields.Account)!.Balance)
  if (balance >= BigInt(fields.Fee)) return undefined
  return balance > 0n ? 'tecINSUFF_FEE' : 'terINSUF_FEE_B'
}
