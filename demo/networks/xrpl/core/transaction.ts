import { decode, deriveAddress, encodeForSigning, hashes, type Transaction, verifyKeypairSignature } from 'xrpl'
import type { Amount } from './amount.ts'

/** The fields that this ledger looks at. What a transaction has of them depends on its type. */
export interface Fields {
  TransactionType: string
  Account: string
  Fee: string
  Sequence: number
  Flags?: number
  SigningPubKey?: string
  TxnSignature?: string
  Signers?: unknown[]
  TicketSequence?: number
  LastLedgerSequence?: number
  NetworkID?: number
  Destination?: string
  DestinationTag?: number
  Amount?: Amount
  SendMax?: Amount
  DeliverMin?: Amount
  Paths?: unknown[]
  LimitAmount?: Amount
  TakerGets?: Amount
  TakerPays?: Amount
  SetFlag?: number
  ClearFlag?: number
  FinishAfter?: number
  CancelAfter?: number
  Condition?: string
  Owner?: string
  OfferSequence?: number
  CheckID?: string
  Expiration?: number
  SettleDelay?: number
  PublicKey?: string
  Channel?: string
  Balance?: string
  Signature?: string
}

/** A transaction as it was submitted: its signature is checked. */
export interface SignedTransaction {
  hash: string
  blob: string
  fields: Fields
}

/** The submission is no transaction that anyone signed; the message is the server's. */
export class InvalidTransaction extends Error {}

export function readBlob(blob: string): SignedTransaction {
  let fields: Fields
  try {
    fields = decode(blob) as unknown as Fields
  } catch (error) {
    throw new InvalidTransaction(`fails to deserialize: ${(error as Error).message}`)
  }
  if (!isSigned(fields)) throw new InvalidTransaction('fails local checks: Invalid signature.')
  return { hash: hashes.hashSignedTx(blob), blob: blob.toUpperCase(), fields }
}

/** By one key. Several signers are left out of this network, as `signerOf` tells. */
function isSigned(fields: Fields): boolean {
  const { SigningPubKey, TxnSignature } = fields
  if (!SigningPubKey || !TxnSignature) return false
  try {
    return verifyKeypairSignature(encodeForSigning(fields as unknown as Transaction), TxnSignature, SigningPubKey)
  } catch {
    return false
  }
}

/** The account whose own key signed. */
export const signerOf = ({ SigningPubKey }: Fields): string => deriveAddress(SigningPubKey ?? '')
