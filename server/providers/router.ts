import type { PaymentMethod } from '../checkout/views.ts'
import type { Instant } from '../clock.ts'
import type { OpenedAccount } from './accounts.ts'
import { type Circuit, isProbeDue } from './circuit.ts'

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

/** What the router knows beyond the accounts themselves. */
export interface Knowledge {
  /** Accounts that were just asked in vain, with what they said. */
  tried: ReadonlyMap<string, string>
  /** Of accounts that had outages. */
  circuits: ReadonlyMap<string, Circuit>
  now: Instant
}

/** Why an account is not asked for this charge, in words for the merchant; null when it may be. */
export function objectionTo(
  { id, enabled, account }: OpenedAccount,
  { method, amount, currency }: Charge,
  { tried, circuits, now }: Knowledge,
): string | null {
  if (!enabled) return 'disabled'
  const failure = tried.get(id)
  if (failure !== undefined) return `just tried: ${failure}`
  const inability = inabilityOf(account, { method, amount, currency })
  if (inability !== null) return inability
  const circuit = circuits.get(id)
  if (!circuit || circuit.state === 'closed' || isProbeDue(circuit, now)) return null
  if (circuit.state === 'half_open') return 'circuit half open: one probe is under way'
  return `circuit open until ${circuit.retryAt}, after ${circuit.failures} outages in a row`
}

/** Whether anyone is set up to take it, now or once an outage is over: what a payer can choose from. */
export const canBeTaken = (accounts: OpenedAccount[], charge: Charge): boolean =>
  accounts.some(({ enabled, account }) => enabled && inabilityOf(account, charge) === null)

/** Some would take an order over nothing: it needs no provider. */
const inabilityOf = (account: OpenedAccount['account'], { method, amount, currency }: Charge): string | null =>
  amount > 0n ? account.cannotTake(method, amount, currency) : 'charges more than nothing'

/**
 * Those that are asked first: without objection, and of the lowest priority number among these. One of them is chosen
 * in turn (`routing.ts`).
 */
export function firstChoices(accounts: OpenedAccount[], charge: Charge, knowledge: Knowledge): OpenedAccount[] {
  const open = accounts.filter((account) => objectionTo(account, charge, knowledge) === null)
  const first = Math.min(...open.map(({ priority }) => priority))
  return open.filter(({ priority }) => priority === first)
}

/** What is kept of the decision: every account, in the order of their priority. */
export function explain(
  accounts: OpenedAccount[],
  charge: Charge,
  knowledge: Knowledge,
  chosen: OpenedAccount | null,
): Choice[] {
  const equals = firstChoices(accounts, charge, knowledge).length
  return accounts.map((account) => {
    const { id, provider, priority } = account
    if (id === chosen?.id) {
      const inTurn = equals > 1 ? `, next in turn among ${equals}` : ''
      const probe = isOpen(knowledge.circuits.get(id)) ? ', as the one probe of its open circuit' : ''
      return { provider, decision: 'chosen', reason: `priority ${priority}${inTurn}${probe}` }
    }
    const objection = objectionTo(account, charge, knowledge)
    const after = priority === chosen?.priority ? 'not its turn' : `after priority ${chosen?.priority}`
    return { provider, decision: 'skipped', reason: objection ?? `priority ${priority}: ${after}` }
  })
}

const isOpen = (circuit: Circuit | undefined): boolean => circuit !== undefined && circuit.state !== 'closed'
