import { beforeEach, expect, it, vi } from 'vitest'
import type { Owner } from '../accounts/owner.ts'
import { type TestApi, testApi, testKey } from '../http/test-api.ts'
import { getPayment } from '../payments/payments.ts'
import { type TestProvider, testProvider } from '../payments/test-provider.ts'
import { ProviderFailure, type RefundOrder } from '../providers/provider.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestApp, type TestCore, testApp, testCore } from '../test-core.ts'
import { applyRefundOutcome, createRefund } from './refunds.ts'
import { reconcileRefunds, sendRefund } from './sending.ts'
import { eventsAbout, givenBack, paidPayment } from './test-refunds.ts'

const DAY = 24 * 60 * 60_000

describeOnBothStores('sending a refund', (store) => {
  let core: TestCore
  let provider: TestProvider
  let api: TestApi
  let shop: TestApp
  let owner: Owner
  let key: string
  let id: string
  let reference: string
  /** What the provider was asked, call by call. */
  let orders: RefundOrder[]
  let duringRefund: () => Promise<void>

  beforeEach(async () => {
    provider = testProvider()
    orders = []
    duringRefund = async () => {}
    const { refund } = provider
    provider.refund = async (order) => {
      orders.push(order)
      const outcome = await refund(order)
      await duringRefund()
      return outcome
    }
    core = testCore(store(), { with: { stripe: () => provider } })
    // What earlier tests left undecided is not this provider's.
    await core.store.db.updateTable('refunds').set({ check_at: null }).execute()
    api = testApi(core, 'paylinq')
    shop = await testApp(core)
    owner = { appId: shop.appId, mode: 'test' }
    key = await testKey(core, 'paylinq', shop.appId)
    ;({ id, reference } = await paidPayment(core, provider, owner))
  })

  const post = async (idempotencyKey?: string, amount = 1000) => {
    const answer = await api.app.request('/refunds', {
      method: 'POST',
      headers: { 'X-API-Key': key, ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }) },
      body: JSON.stringify({ payment_id: id, amount }),
    })
    return {
      status: answer.status,
      body: await answer.json(),
      replayed: answer.headers.get('idempotent-replayed') === 'true',
    }
  }
  const refunds = () =>
    core.store.db.selectFrom('refunds').selectAll().where('payment_id', '=', id).orderBy('created_at').execute()
  const statuses = async () => (await refunds()).map(({ status }) => status).sort()
  const payment = async () => {
    const { status, refunded_amount } = await getPayment(core.store.db, owner, id)
    return [status, refunded_amount]
  }
  const refundedEvents = async () =>
    (await eventsAbout(core, id)).filter(({ type }) => type === 'payment.refunded').length
  const reconcile = async (after = DAY) => {
    core.clock.advance(after)
    await reconcileRefunds(core)
  }
  const begin = () =>
    core.store.transaction((tx) => createRefund(core, tx, owner, { paymentId: id, amount: 1000n, reason: null }))

  it("that the provider refuses fails, with the provider's words, and stays so under its key", async () => {
    provider.weather.push('refused')
    const refused = {
      status: 422,
      body: { detail: 'The provider refused the refund: amount too small', code: 'refund_refused' },
    }
    expect(await post('k')).toEqual({ ...refused, replayed: false })
    expect(await post('k')).toEqual({ ...refused, replayed: true })
    expect([await statuses(), await payment()]).toEqual([['failed'], ['succeeded', 0n]])
    expect(await post('another', 2500)).toMatchObject({ status: 201, body: { status: 'succeeded' } })
    expect(await refundedEvents()).toBe(1)
  })

  it('that surely never arrived answers 502, holds nothing, and is made anew by a retry', async () => {
    provider.weather.push('not_sent')
    expect(await post('k', 2500)).toMatchObject({ status: 502, body: { code: 'provider_unreachable' } })
    expect(await statuses()).toEqual(['failed'])
    expect(await post('k', 2500)).toMatchObject({ status: 201, body: { status: 'succeeded' }, replayed: false })
    expect(await post('k', 2500)).toMatchObject({ status: 201, body: { status: 'succeeded' }, replayed: true })
    expect([givenBack(provider, reference), await statuses()]).toEqual([2500n, ['failed', 'succeeded']])
    await reconcile()
    expect(orders).toHaveLength(2)
  })

  it('whose answer is lost is pending, and found under the same key', async () => {
    provider.weather.push('answer_lost')
    expect(await post('k')).toMatchObject({ status: 201, body: { status: 'pending' } })
    expect(await payment()).toEqual(['succeeded', 0n])
    await reconcile(60_000)
    expect([await statuses(), await payment()]).toEqual([['succeeded'], ['partially_refunded', 1000n]])
    expect(orders.map(({ again }) => again)).toEqual([false, true])
    expect(new Set(orders.map((order) => order.key)).size).toBe(1)
    expect([givenBack(provider, reference), await refundedEvents()]).toEqual([1000n, 1])
    // The answer is the one that was given then.
    expect(await post('k')).toMatchObject({ status: 201, body: { status: 'pending' }, replayed: true })
  })

  it('that may or may not have been executed is asked for until it is', async () => {
    provider.weather.push('not_executed', 'not_sent', 'answer_lost', 'fair')
    expect(await post('k')).toMatchObject({ status: 201, body: { status: 'pending' } })
    for (let n = 0; n < 2; n += 1) {
      await reconcile()
      expect(await statuses()).toEqual(['pending'])
    }
    await reconcile()
    expect([await statuses(), givenBack(provider, reference)]).toEqual([['succeeded'], 1000n])
    expect(await refundedEvents()).toBe(1)
  })

  it('that the provider refuses after a lost call has failed', async () => {
    provider.weather.push('not_executed', 'refused')
    await post('k')
    await reconcile()
    expect([await statuses(), await payment()]).toEqual([['failed'], ['succeeded', 0n]])
  })

  it('is looked at ever less often, and at least once a day', async () => {
    provider.weather.push(...Array(20).fill('not_executed'))
    await post()
    const waits: number[] = []
    for (let n = 0; n < 9; n += 1) {
      const check_at = (await refunds())[0]!.check_at!
      waits.push(Date.parse(check_at) - core.clock.now())
      await reconcile(waits.at(-1)! - 1)
      expect(orders).toHaveLength(n + 1)
      await reconcile(1)
      expect(orders).toHaveLength(n + 2)
    }
    expect(waits).toEqual(waits.toSorted((a, b) => a - b))
    expect(waits.at(-1)).toBe(DAY)
  })

  it('that stays undecided for days is told to the operator', async () => {
    const warn = vi.spyOn(core.logger, 'warn')
    provider.weather.push(...Array(20).fill('not_executed'))
    await post()
    const [refund] = await refunds()
    for (let n = 0; n < 6; n += 1) await reconcile()
    expect(warn).not.toHaveBeenCalled()
    await reconcile()
    expect(warn).toHaveBeenCalledWith(expect.objectContaining({ refund: refund!.id }), expect.any(String))
  })

  it('is done by the reconciler when its process died before', async () => {
    const { id: refundId } = await begin()
    await reconcile()
    expect(orders).toMatchObject([{ key: refundId, again: false, reference, amount: 1000n, currency: 'EUR' }])
    expect([await statuses(), await refundedEvents()]).toEqual([['succeeded'], 1])
  })

  it('goes on with the same refund after a failure in the middle of it', async () => {
    duringRefund = async () => {
      duringRefund = async () => {}
      throw new Error('the process lost its mind')
    }
    expect((await post('k')).status).toBe(500)
    expect(await post('k')).toMatchObject({ status: 201, body: { status: 'succeeded' }, replayed: false })
    expect(orders.map(({ again }) => again)).toEqual([false, true])
    expect(new Set(orders.map((order) => order.key)).size).toBe(1)
    expect([givenBack(provider, reference), await statuses()]).toEqual([1000n, ['succeeded']])
  })

  it('goes on with the same refund after a crash, by whichever of many retries', async () => {
    duringRefund = () => new Promise(() => {})
    void post('k')
    await expect.poll(() => givenBack(provider, reference)).toBe(1000n)
    duringRefund = async () => {}
    core.clock.advance(30_000)
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('k')))
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201))
    expect(new Set(orders.map((order) => order.key)).size).toBe(1)
    expect([givenBack(provider, reference), await statuses(), await refundedEvents()]).toEqual([
      1000n,
      ['succeeded'],
      1,
    ])
  })

  it('does not call failed what an earlier call may have done', async () => {
    duringRefund = async () => {
      duringRefund = async () => {}
      throw new Error('the process lost its mind')
    }
    expect((await post('k')).status).toBe(500)
    provider.weather.push('not_sent')
    expect(await post('k')).toMatchObject({ status: 201, body: { status: 'pending' } })
    await reconcile()
    expect([givenBack(provider, reference), await statuses()]).toEqual([1000n, ['succeeded']])
  })

  it('does not call failed what another call is doing meanwhile', async () => {
    const { id: refundId } = await begin()
    const answered = Promise.withResolvers<void>()
    const { refund } = provider
    provider.refund = async (order) => {
      if (order.again) return refund(order)
      await answered.promise
      throw new ProviderFailure('not_sent', 'connection refused')
    }
    const first = sendRefund(core, refundId)
    await expect.poll(async () => (await refunds())[0]!.checks).toBe(1)
    provider.refundsBegin = 'pending'
    provider.weather.push('answer_lost')
    expect(await sendRefund(core, refundId)).toMatchObject({ status: 'pending' })
    answered.resolve()
    expect(await first).toMatchObject({ status: 'pending' })
    expect(givenBack(provider, reference)).toBe(1000n)
  })

  it('is counted once when the provider tells of it before its own answer', async () => {
    provider.refundsBegin = 'pending'
    duringRefund = async () => {
      const [made] = [...provider.books.get(reference)!.refunds.values()]
      made!.state = 'succeeded'
      await applyRefundOutcome(core, shop.accountId, { ...made!, message: null })
    }
    const { refund } = provider
    provider.refund = async (order) => ({ ...(await refund(order)), state: 'pending' })
    expect(await post('k')).toMatchObject({ status: 201, body: { status: 'pending' } })
    // Its reference is known by now, and soon it is read.
    await reconcile(15_000)
    expect([await statuses(), await payment()]).toEqual([['succeeded'], ['partially_refunded', 1000n]])
    expect(await refundedEvents()).toBe(1)
  })

  it('is counted once when it is told many times at once', async () => {
    provider.refundsBegin = 'pending'
    await post()
    const [row] = await refunds()
    const told = { state: 'succeeded', reference: row!.provider_ref!, message: null } as const
    await Promise.all(Array.from({ length: 8 }, () => applyRefundOutcome(core, shop.accountId, told)))
    expect([await payment(), await refundedEvents()]).toEqual([['partially_refunded', 1000n], 1])
  })

  it('says what the provider said of one that failed at once', async () => {
    provider.refundsBegin = 'failed'
    expect(await post('k')).toMatchObject({ status: 422, body: { code: 'refund_refused' } })
    expect([await statuses(), await payment()]).toEqual([['failed'], ['succeeded', 0n]])
  })

  it('is done by one of two reconcilers', async () => {
    await begin()
    core.clock.advance(DAY)
    await Promise.all([reconcileRefunds(core), reconcileRefunds(core)])
    expect(orders).toHaveLength(1)
  })
})
