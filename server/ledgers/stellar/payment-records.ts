import { xdr } from '@stellar/stellar-sdk'
import { z } from 'zod'
import { toInstant } from '../../clock.ts'
import { parseDecimal } from '../../money/decimal.ts'
import type { Transfer } from '../ledger.ts'

/**
 * Horizon's payment records, read as the transfers that arrived at one address.
 * https://developers.stellar.org/docs/data/apis/horizon/api-reference/get-payments-by-account-id
 */

/** Seven digits, whatever the asset. */
export const STELLAR_DIGITS = 7

const amount = z.string().transform((text, context) => {
  const decimal = parseDecimal(text, STELLAR_DIGITS)
  if (decimal) return decimal.amount
  context.addIssue(`is no Stellar amount: ${text}`)
  return z.NEVER
})

const asset = {
  asset_type: z.string(),
  asset_code: z.string().optional(),
  asset_issuer: z.string().optional(),
}

const payment = z.object({ ...asset, from: z.string(), to: z.string(), amount, to_muxed_id: z.string().optional() })

const balanceChange = z.object({
  ...asset,
  type: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  amount,
  destination_muxed_id: z.string().optional(),
})

const operation = z.discriminatedUnion('type', [
  payment.extend({ type: z.literal('payment') }),
  // Of a path payment `amount` and the asset are what was delivered; what was sent has names of its own.
  payment.extend({ type: z.literal('path_payment_strict_receive') }),
  payment.extend({ type: z.literal('path_payment_strict_send') }),
  z.object({
    type: z.literal('create_account'),
    account: z.string(),
    funder: z.string(),
    starting_balance: amount,
  }),
  z.object({ type: z.literal('account_merge'), account: z.string(), into: z.string() }),
  z.object({ type: z.literal('invoke_host_function'), asset_balance_changes: z.array(balanceChange).nullish() }),
])

type Operation = z.infer<typeof operation>

const KNOWN_TYPES = new Set(operation.options.map((option) => option.shape.type.value as string))

const record = z.object({
  /** Ledger, transaction and operation in one number (SEP-35). */
  paging_token: z.string().regex(/^\d+$/),
  type: z.string(),
  transaction_successful: z.boolean(),
  created_at: z.iso.datetime(),
  transaction_hash: z.string(),
  /** The SDK moves the joined transaction here. Without it a memo could not be told from none. */
  transaction_attr: z.object({ memo: z.string().optional(), result_xdr: z.string().optional() }),
})

/** SEP-35: the lowest twelve bits count the operation within its transaction, the upper half is the ledger. */
const OPERATION_BITS = 12n
const LEDGER_SHIFT = 32n

/** Beyond any operation's number: tells apart the assets that one contract call moved. */
const ASSET_STRIDE = 1 << Number(OPERATION_BITS)

interface Arrival {
  assetCode: string
  assetIssuer: string | null
  amount: bigint
  sender: string | null
  muxedId?: string
}

/** The cursor right after a record. */
export const cursorOf = (given: unknown): string => record.shape.paging_token.parse(readToken(given))

/** When the ledger of a record closed, in milliseconds. */
export const closeOf = (given: { created_at: string }): number => Date.parse(given.created_at)

/**
 * What a record brought to `address`: nothing for what it sent away, for what failed, and for what moves no money.
 * @throws for a payment that we cannot read: better stop and say so than miss money.
 */
export function readTransfers(given: unknown, address: string): Transfer[] {
  const { type, transaction_successful, ...shared } = record.parse(given)
  if (!transaction_successful || !KNOWN_TYPES.has(type)) return []
  const position = BigInt(shared.paging_token)
  const operationIndex = Number(position & (BigInt(ASSET_STRIDE) - 1n))
  const { memo, result_xdr } = shared.transaction_attr
  return arrivals(operation.parse(given), address, operationIndex, result_xdr).map((arrival, n) => ({
    transactionHash: shared.transaction_hash,
    operationIndex: operationIndex + n * ASSET_STRIDE,
    sender: arrival.sender,
    assetCode: arrival.assetCode,
    assetIssuer: arrival.assetIssuer,
    amount: arrival.amount,
    // Sent to a muxed address (M…), its number says what a memo would have said.
    reference: memo ?? arrival.muxedId ?? null,
    ledger: Number(position >> LEDGER_SHIFT),
    closedAt: toInstant(closeOf(shared)),
  }))
}

function arrivals(given: Operation, address: string, index: number, resultXdr: string | undefined): Arrival[] {
  const all = arrivalsOf(given, address, index, resultXdr)
  return all.filter((arrival) => arrival.amount > 0n && arrival.sender !== address)
}

function arrivalsOf(given: Operation, address: string, index: number, resultXdr: string | undefined): Arrival[] {
  switch (given.type) {
    case 'payment':
    case 'path_payment_strict_receive':
    case 'path_payment_strict_send':
      if (given.to !== address) return []
      return [{ ...assetOf(given), amount: given.amount, sender: given.from, muxedId: given.to_muxed_id }]
    case 'create_account':
      if (given.account !== address) return []
      return [{ ...NATIVE, amount: given.starting_balance, sender: given.funder }]
    case 'account_merge':
      if (given.into !== address) return []
      return [{ ...NATIVE, amount: mergedAmount(resultXdr, index), sender: given.account }]
    case 'invoke_host_function':
      return contractArrivals(given.asset_balance_changes ?? [], address)
  }
}

const NATIVE = { assetCode: 'XLM', assetIssuer: null }

function assetOf(given: { asset_type: string; asset_code?: string; asset_issuer?: string }) {
  if (given.asset_type === 'native') return NATIVE
  if (!given.asset_code || !given.asset_issuer) throw new Error(`Horizon names no asset for ${given.asset_type}.`)
  return { assetCode: given.asset_code, assetIssuer: given.asset_issuer }
}

/** A contract may move several assets, and one of them in parts: one arrival for each asset. */
function contractArrivals(changes: z.infer<typeof balanceChange>[], address: string): Arrival[] {
  const byAsset = new Map<string, Arrival>()
  for (const change of changes) {
    if (change.to !== address || change.from === address) continue
    const moved = assetOf(change)
    const key = `${moved.assetCode}:${moved.assetIssuer}`
    const sum = byAsset.get(key)
    if (sum) sum.amount += change.amount
    else {
      const { amount, from = null, destination_muxed_id: muxedId } = change
      byAsset.set(key, { ...moved, amount, sender: from, muxedId })
    }
  }
  return [...byAsset.values()]
}

/** A merge does not say how much it moved; the result of its transaction does. */
function mergedAmount(resultXdr: string | undefined, index: number): bigint {
  if (!resultXdr) throw new Error('Horizon gives no result for a transaction that merges an account.')
  let { result }: { result: xdr.TransactionResultResult | xdr.InnerTransactionResultResult } =
    xdr.TransactionResult.fromXdr(resultXdr, 'base64')
  if (result.type === 'txFeeBumpInnerSuccess') result = result.innerResultPair.result.result
  const inner = result.type === 'txSuccess' ? result.results[index - 1] : undefined
  const merge = inner?.type === 'opInner' && inner.tr.type === 'accountMerge' ? inner.tr.accountMergeResult : undefined
  if (merge?.type !== 'accountMergeSuccess') {
    throw new Error('The result of a transaction that merges an account does not hold the merge.')
  }
  return merge.sourceAccountBalance
}

function readToken(given: unknown): unknown {
  return typeof given === 'object' && given !== null && 'paging_token' in given ? given.paging_token : undefined
}
