import { asUnknown, ProviderFailure, type RefundOutcome, type ReturnOrder, type ReturnOutcome } from './provider.ts'

/** Something that was given back of a capture, or is to be: by us, or by the merchant in the provider's dashboard. */
export interface GivenBack extends RefundOutcome {
  /** In the currency's smallest unit. */
  amount: bigint
  /** The key of ours that it was made under; null for what is not ours. */
  key: string | null
}

interface Provider {
  /** All that was given back of the capture so far. */
  look(): Promise<GivenBack[]>
  /** Gives back all that is left, under the order's key. */
  make(left: bigint): Promise<GivenBack>
}

/**
 * Gives a whole capture back by a provider's refunds. Nothing is made before it was looked at what there is, so that a
 * key that failed is left for the next one, and what others gave back is not given twice.
 * @throws ProviderFailure `unknown` when nobody can look, `refused` when the provider does not take the order.
 */
export async function giveBack(order: ReturnOrder, { look, make }: Provider): Promise<ReturnOutcome> {
  const before = await look().catch(asUnknown)
  const known = becameOf(order, before)
  if (known) return known
  try {
    const made = await make(order.amount - sumOf(before.filter(stands)))
    return becameOf(order, [...before, { ...made, key: order.key }])!
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.certainty !== 'refused') throw error
    // Somebody else may have been faster.
    const after = becameOf(order, await look().catch(asUnknown))
    if (after) return after
    throw error
  }
}

/** Null where something is left, and this key has not been used. */
function becameOf({ key, amount }: ReturnOrder, refunds: GivenBack[]): ReturnOutcome | null {
  const own = refunds.find((refund) => refund.key === key)
  const standing = refunds.filter(stands)
  const pending = standing.find(({ state }) => state === 'pending')
  if (sumOf(standing) >= amount) {
    const { reference = null } = standing.find(({ key: its }) => its === key) ?? pending ?? standing.at(-1) ?? {}
    return { state: pending ? 'pending' : 'succeeded', reference, message: null }
  }
  if (!own) return null
  if (own.state === 'pending') return { state: 'pending', reference: own.reference, message: null }
  // It went back, and then something that had gone back before it came to nothing: what is left needs another key.
  const message = own.state === 'failed' ? own.message : 'Not all of it was given back.'
  return { state: 'failed', reference: own.reference, message }
}

const stands = ({ state }: GivenBack): boolean => state !== 'failed'

const sumOf = (refunds: GivenBack[]): bigint => refunds.reduce((sum, { amount }) => sum + amount, 0n)
