import type { PaymentMethod } from '../checkout/views.ts'
import type { OpenedAccount } from './accounts.ts'

/** One provider that was considered for an attempt, and why it was chosen or skipped. Kept on the attempt. */
export interface Choice {
  provider: string
  decision: 'chosen' | 'skipped'
  reason: string
}

export interface Charge {
  method: PaymentMethod
  amount: bigint
  currency: string
}

/**
 * Chooses who is asked to take a charge: of those that can, the lowest priority number.
 * @param accounts in the order of their priority.
 * @param tried accounts that were just asked in vain, with what they said.
 */
export function choose(
  accounts: OpenedAccount[],
  { method, amount, currency }: Charge,
  tried: ReadonlyMap<string, string> = new Map(),
): { account: OpenedAccount | null; choices: Choice[] } {
  const choices: Choice[] = []
  for (const account of accounts) {
    const { id, provider, enabled, priority } = account
    const objection = !enabled ? 'disabled' : (tried.get(id) ?? account.account.cannotTake(method, amount, currency))
    if (objection === null) {
      choices.push({ provider, decision: 'chosen', reason: `priority ${priority}` })
      return { account, choices }
    }
    choices.push({ provider, decision: 'skipped', reason: objection })
  }
  return { account: null, choices }
}
