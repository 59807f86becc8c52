import type { Owner } from '../accounts/owner.ts'
import { setProviderAccount } from '../accounts/provider-accounts.ts'
import { startAttempt } from '../payments/attempts.ts'
import { applyOutcome } from '../payments/outcomes.ts'
import { prepareAttempt } from '../payments/preparing.ts'
import { newPayment } from '../payments/test-payments.ts'
import { testProvider } from '../payments/test-provider.ts'
import type { ProviderAccount } from '../providers/provider.ts'
import { createRefund } from '../refunds/refunds.ts'
import { sendRefund } from '../refunds/sending.ts'
import type { Mode } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'

export interface Sale {
  /** 2500n unless given. */
  charge?: bigint
  currency?: string
  /** What the provider tells; null unless given. */
  fee?: bigint | null
  provider?: 'stripe' | 'mollie'
  mode?: Mode
}

export interface Sold {
  paymentId: string
  attemptId: string
  accountId: string
}

/** An app that sells through two providers, and which of them takes the next payment is said with each. */
export interface TestShop {
  core: TestCore
  owner: Owner
  /** Puts the clock to an instant that has not passed. */
  at(instant: string): void
  sell(sale?: Sale): Promise<Sold>
  /** @returns the provider's reference of the refund. */
  refund(sold: Sold, amount: bigint): Promise<string>
}

export async function testShop(store: Store): Promise<TestShop> {
  let taker = 'stripe'
  const through = (name: string): ProviderAccount => {
    const provider = testProvider()
    return Object.assign(provider, {
      cannotTake: () => (name === taker ? null : 'is not asked now'),
      // Each order's own, so that the two never share one.
      create: async ({ key }: { key: string }) => {
        const created = { reference: `${name}_${key}`, handover: 'secret' }
        provider.books.set(created.reference, {
          reference: created.reference,
          outcome: { state: 'open' },
          captures: 0,
          returns: new Map(),
          refunds: new Map(),
        })
        return created
      },
    })
  }
  const connected = { stripe: through('stripe'), mollie: through('mollie') }
  const core = testCore(store, { with: { stripe: () => connected.stripe, mollie: () => connected.mollie } })
  const { appId } = await testApp(core)
  const owner: Owner = { appId, mode: 'test' }
  await setProviderAccount(core, { ...owner, provider: 'mollie', credentials: {} })
  await setProviderAccount(core, { appId, mode: 'live', provider: 'stripe', credentials: {} })

  return {
    core,
    owner,
    at(instant) {
      core.clock.advance(Date.parse(instant) - core.clock.now())
    },
    async sell({ charge = 2500n, currency = 'EUR', fee = null, provider = 'stripe', mode = 'test' } = {}) {
      taker = provider
      const { id: paymentId } = await newPayment(core, { appId, mode }, { amount: charge, currency })
      const { attemptId } = await prepareAttempt(core, paymentId, 'card')
      await startAttempt(core, paymentId, attemptId)
      await applyOutcome(core, attemptId, { state: 'succeeded', fee })
      const { account_id: accountId } = await core.store.db
        .selectFrom('attempts')
        .select('account_id')
        .where('id', '=', attemptId)
        .executeTakeFirstOrThrow()
      return { paymentId, attemptId, accountId }
    },
    async refund({ paymentId }, amount) {
      const { id } = await core.store.transaction((tx) =>
        createRefund(core, tx, owner, { paymentId, amount, reason: null }),
      )
      const { provider_ref } = await sendRefund(core, id)
      return provider_ref!
    },
  }
}
