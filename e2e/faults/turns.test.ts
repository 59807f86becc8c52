import { expect, it } from 'vitest'
import { setProviderAccount } from '../../server/accounts/provider-accounts.ts'
import { prepareAttempt } from '../../server/payments/preparing.ts'
import { newPayment } from '../../server/payments/test-payments.ts'
import { testProvider } from '../../server/payments/test-provider.ts'
import { describeOnBothStores } from '../../server/store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../../server/test-core.ts'

const PAYMENTS = process.env.LONG ? 1_000 : 200

describeOnBothStores('two accounts of one priority', (store) => {
  const timeout = 20_000 + PAYMENTS * 100

  /** An app with two equal accounts, and how many payments each was asked to take. */
  async function openApp() {
    const stripe = testProvider()
    const mollie = testProvider()
    const core: TestCore = testCore(store(), { with: { stripe: () => stripe, mollie: () => mollie } })
    const { appId } = await testApp(core)
    await setProviderAccount(core, { appId, mode: 'test', provider: 'mollie', priority: 1, credentials: {} })
    const owner = { appId, mode: 'test' } as const
    return {
      stripe,
      mollie,
      async prepareMany() {
        const payments = await Promise.all(Array.from({ length: PAYMENTS }, () => newPayment(core, owner)))
        await Promise.all(payments.map(({ id }) => prepareAttempt(core, id, 'card')))
        return payments.map(({ id }) => id)
      },
      attemptsOf: (payments: string[]) =>
        core.store.db
          .selectFrom('attempts')
          .select(['payment_id', 'provider', 'status'])
          .where('payment_id', 'in', payments)
          .execute(),
    }
  }

  it(`take turns, to one, with ${PAYMENTS} payments at once`, { timeout }, async () => {
    const { stripe, mollie, prepareMany, attemptsOf } = await openApp()
    const payments = await prepareMany()
    const attempts = await attemptsOf(payments)
    expect(attempts.map(({ payment_id }) => payment_id).sort()).toEqual(payments.sort())
    const asked = (provider: string) => attempts.filter((attempt) => attempt.provider === provider).length
    expect(asked('stripe') + asked('mollie')).toBe(PAYMENTS)
    expect(Math.abs(asked('stripe') - asked('mollie'))).toBeLessThanOrEqual(1)
    // And they were asked indeed, once for each.
    expect([stripe.books.size, mollie.books.size]).toEqual([asked('stripe'), asked('mollie')])
  })

  it('leave what one could not take to the other, and lose none', { timeout }, async () => {
    const { stripe, mollie, prepareMany, attemptsOf } = await openApp()
    stripe.weather.push(...Array<'not_sent'>(4).fill('not_sent'))
    const payments = await prepareMany()
    const attempts = await attemptsOf(payments)
    const ready = attempts.filter(({ status }) => status === 'ready')
    expect(ready.map(({ payment_id }) => payment_id).sort()).toEqual(payments.sort())
    expect(attempts.length - ready.length).toBe(4)
    expect(Math.abs(mollie.books.size - stripe.books.size)).toBeLessThanOrEqual(2 * 4 + 1)
  })
})
