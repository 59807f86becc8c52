import { xdr } from '@stellar/stellar-sdk'
import { z } from 'zod'
import type { Transfer } from '../ledger.ts'
import { stroopsOf } from './amounts.ts'

/**
 * What an operation moves, leg by leg. Strangers fill the records that we read, a contract's with legs to others and in
 * numbers of its own: so a leg is read only once it is known to be for us, and asset and amount each by itself.
 */
export interface Leg {
  from: string | undefined
  to: string | undefined
  /** Of the muxed address (M…) it was sent to. */
  muxedId: string | undefined
  /** @throws where it is none that we know. */
  asset(): Asset
  /** In stroops. @throws where it cannot be read. */
  amount(): bigint
}

type Asset = Pick<Transfer, 'assetCode' | 'assetIssuer'>

/** The result of the operation's transaction, and where the operation stands in it, counted from one. */
export interface Place {
  resultXdr: string | undefined
  index: number
}

/** What is no text is as good as missing. */
const text = z.string().optional().catch(undefined)

const written = { from: text, to: text, amount: text, asset_type: text, asset_code: text, asset_issuer: text }

const balanceChange = z.object({ ...written, destination_muxed_id: text })

const operation = z.object({
  ...written,
  type: z.string(),
  to_muxed_id: text,
  account: text,
  funder: text,
  starting_balance: text,
  into: text,
  asset_balance_changes: z.unknown().optional(),
})

type Written = z.infer<z.ZodObject<typeof written>>

/** @param address whose payments the operation is listed among. */
export function legsOf(given: unknown, address: string, place: Place): Leg[] {
  const read = operation.parse(given)
  switch (read.type) {
    case 'payment':
    // Of a path payment `amount` and the asset are what was delivered; what was sent has names of its own.
    case 'path_payment_strict_receive':
    case 'path_payment_strict_send':
      return [read.to === undefined ? mayBeOurs(address, read) : legOf(read, read.to_muxed_id)]
    case 'create_account':
      return [{ ...native, from: read.funder, to: read.account, amount: () => stroopsOf(read.starting_balance) }]
    case 'account_merge':
      return [{ ...native, from: read.account, to: read.into, amount: () => mergedAmount(place) }]
    case 'invoke_host_function':
      return contractLegs(read.asset_balance_changes, address)
    default:
      // Most kinds move nothing to anybody. One that says it does is kept, though what it is nobody here knows.
      return [{ ...legOf(read, read.to_muxed_id), amount: () => fail(`Operations of type ${read.type} are unknown.`) }]
  }
}

const legOf = (given: Written, muxedId: string | undefined): Leg => ({
  from: given.from,
  to: given.to,
  muxedId,
  asset: () => assetOf(given),
  amount: () => stroopsOf(given.amount),
})

/** Horizon lists it among our payments, and does not say for whom it is. */
const mayBeOurs = (address: string, given: Written): Leg => ({
  ...legOf(given, undefined),
  to: address,
  amount: () => fail('Horizon does not say who is paid.'),
})

function contractLegs(changes: unknown, address: string): Leg[] {
  // Null where the contract moved nothing.
  if (changes === null || changes === undefined) return []
  if (!Array.isArray(changes)) return [mayBeOurs(address, {})]
  return changes.map((given) => {
    const { data } = balanceChange.safeParse(given)
    return data ? legOf(data, data.destination_muxed_id) : mayBeOurs(address, {})
  })
}

const NATIVE: Asset = { assetCode: 'XLM', assetIssuer: null }

const native = { muxedId: undefined, asset: () => NATIVE }

function assetOf({ asset_type, asset_code, asset_issuer }: Written): Asset {
  if (asset_type === 'native') return NATIVE
  if (!asset_code || !asset_issuer) return fail(`Horizon names no asset for ${asset_type}.`)
  return { assetCode: asset_code, assetIssuer: asset_issuer }
}

/** A merge does not say how much it moved; the result of its transaction does. */
function mergedAmount({ resultXdr, index }: Place): bigint {
  if (!resultXdr) return fail('Horizon gives no result for a transaction that merges an account.')
  let { result }: { result: xdr.TransactionResultResult | xdr.InnerTransactionResultResult } =
    xdr.TransactionResult.fromXdr(resultXdr, 'base64')
  if (result.type === 'txFeeBumpInnerSuccess') result = result.innerResultPair.result.result
  const inner = result.type === 'txSuccess' ? result.results[index - 1] : undefined
  const merge = inner?.type === 'opInner' && inner.tr.type === 'accountMerge' ? inner.tr.accountMergeResult : undefined
  if (merge?.type !== 'accountMergeSuccess') {
    return fail('The result of a transaction that merges an account does not hold the merge.')
  }
  return merge.sourceAccountBalance
}

function fail(message: string): never {
  throw new Error(message)
}
