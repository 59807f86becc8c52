import {
  type Created,
  type Order,
  type Outcome,
  type ProviderAccount,
  ProviderFailure,
  type RefundOutcome,
} from '../providers/provider.ts'

interface Intent {
  reference: string
  outcome: Outcome
  captures: number
  /** By key. */
  returns: Map<string, RefundOutcome>
  /** By key. */
  refunds: Map<string, RefundOutcome & { amount: bigint }>
}

/** How the next calls end: as they should, surely not done, refused, or done and never answered. */
export type Weather = 'fair' | 'not_sent' | 'refused' | 'answer_lost' | 'not_executed'

/** A provider that keeps its books in memory: what a test can look into, and make fail call by call. */
export interface TestProvider extends ProviderAccount {
  books: Map<string, Intent>
  /** One for each coming call; fair when there is none left. */
  weather: Weather[]
  calls: string[]
  /** What the payer's browser does at the provider. */
  pay(reference: string, outcome: Outcome): void
  /** What the next refunds are when they are made; the provider may settle them later (`books`). */
  refundsBegin: RefundOutcome['state']
  /** The same of captures that are given back whole. */
  returnsBegin: RefundOutcome['state']
  captures(): number
  /** Captures that are given back, or about to be. */
  returns(): number
}

export function testProvider(): TestProvider {
  const books = new Map<string, Intent>()
  const keys = new Map<string, string>()
  const weather: Weather[] = []
  const calls: string[] = []

  function call<T>(name: string, execute: () => T): T {
    calls.push(name)
    const now = weather.shift() ?? 'fair'
    if (now === 'not_sent') throw new ProviderFailure('not_sent', 'connection refused')
    if (now === 'refused') throw new ProviderFailure('refused', 'amount too small')
    if (now === 'not_executed') throw new ProviderFailure('unknown', 'server error')
    const result = execute()
    if (now === 'answer_lost') throw new ProviderFailure('unknown', 'timed out')
    return result
  }

  const intent = (reference: string) => {
    const found = books.get(reference)
    if (!found) throw new Error(`no intent ${reference}`)
    return found
  }

  const provider: TestProvider = {
    books,
    weather,
    calls,
    refundsBegin: 'succeeded',
    returnsBegin: 'succeeded',
    cannotTake: (_method, amount) => (amount < 50n ? 'charges at least 50' : null),
    create: async ({ key }: Order): Promise<Created> =>
      call('create', () => {
        const reference = keys.get(key) ?? `intent_${books.size + 1}`
        keys.set(key, reference)
        if (!books.has(reference))
          books.set(reference, {
            reference,
            outcome: { state: 'open' },
            captures: 0,
            returns: new Map(),
            refunds: new Map(),
          })
        return { reference, handover: `${reference}_secret` }
      }),
    read: async (reference) => call('read', () => intent(reference).outcome),
    capture: async (reference) =>
      call('capture', () => {
        const found = intent(reference)
        if (found.outcome.state === 'approved') {
          found.outcome = { state: 'succeeded', fee: null }
          found.captures += 1
        }
        return found.outcome
      }),
    close: async (reference) =>
      call('close', () => {
        const found = intent(reference)
        if (found.outcome.state !== 'succeeded') found.outcome = { state: 'closed' }
        return found.outcome
      }),
    refund: async ({ reference, key, amount }) =>
      call('refund', () => {
        const { refunds } = intent(reference)
        const made = refunds.get(key) ?? {
          state: refundState(),
          reference: `refund_${reference}_${refunds.size + 1}`,
          message: null,
          amount,
        }
        refunds.set(key, made)
        return made
      }),
    readRefund: async (reference) =>
      call('read refund', () => {
        const all = [...books.values()].flatMap(({ refunds }) => [...refunds.values()])
        return all.find((refund) => refund.reference === reference)!
      }),
    returnCapture: async ({ reference, key }) =>
      call('return', () => {
        const { returns } = intent(reference)
        const made = [...returns.values()].find(stands) ?? returns.get(key)
        if (made) return { ...made }
        const begun = { state: returnState(), reference: `return_${reference}_${returns.size + 1}`, message: null }
        returns.set(key, begun)
        return { ...begun }
      }),
    form: ({ amount, currency }) => ({
      kind: 'stripe',
      publishableKey: 'pk_test_x',
      scriptUrl: null,
      amount: Number(amount),
      currency,
    }),
    readWebhook: async () => null,
    registerWebhook: async () => ({}),
    pay(reference, outcome) {
      const found = intent(reference)
      if (found.outcome.state === 'closed' || found.outcome.state === 'succeeded') throw new Error('not payable')
      found.outcome = outcome
      if (outcome.state === 'succeeded') found.captures += 1
    },
    captures: () => [...books.values()].reduce((sum, { captures }) => sum + captures, 0),
    returns: () => [...books.values()].flatMap(({ returns }) => [...returns.values()].filter(stands)).length,
  }
  const refundState = () => provider.refundsBegin
  const returnState = () => provider.returnsBegin
  return provider
}

const stands = ({ state }: RefundOutcome): boolean => state !== 'failed'
