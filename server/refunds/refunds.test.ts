import { beforeEach, expect, it } from 'vitest'
import type { Owner } from '../accounts/owner.ts'
import { applyDispute } from '../disputes/disputes.ts'
import { type TestApi, testApi, testKey } from '../http/test-api.ts'
import { getPayment } from '../payments/payments.ts'
import { newPayment } from '../payments/test-payments.ts'
import { type TestProvider, testProvider } from '../payments/test-provider.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestApp, type TestCore, testApp, testCore } from '../test-core.ts'
import { applyRefundOutcome } from './refunds.ts'
import { reconcileRefunds } from './sending.ts'
import { eventsAbout, givenBack, paidPayment } from './test-refunds.ts'

const DAY = 24 * 60 * 60_000

describeOnBothStores('refunds', (store) => {
  let core: TestCore
  let provider: TestProvider
  let api: TestApi
  let shop: TestApp
  let owner: Owner
  let key: string

  beforeEach(async () => {
    provider = testProvider()
    core = testCore(store(), { with: { stripe: () => provider } })
    // What earlier tests left undecided is not this provider's.
    await core.store.db.updateTable('refunds').set({ check_at: null }).execute()
    api = testApi(core, 'paylinq')
    shop = await testApp(core)
    owner = { appId: shop.appId, mode: 'test' }
    key = await testKey(core, 'paylinq', shop.appId)
  })

  const paid = () => paidPayment(core, provider, owner)
  const get = async (path: string, apiKey = key) => {
    const answer = await api.app.request(path, { headers: { 'X-API-Key': apiKey } })
    return [answer.status, await answer.json()]
  }
  const post = async (body: object, idempotencyKey?: string) => {
    const answer = await api.app.request('/refunds', {
      method: 'POST',
      headers: { 'X-API-Key': key, ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }) },
      body: JSON.stringify(body),
    })
    return [answer.status, await answer.json()]
  }
  const paymentOf = async (id: string) => {
    const { status, refunded_amount } = await getPayment(core.store.db, owner, id)
    return [status, refunded_amount]
  }
  const refundedEvents = async (id: string) =>
    (await eventsAbout(core, id)).filter(({ type }) => type === 'payment.refunded').map(({ data }) => data)
  const setDiscount = (id: string, discount_amount: bigint) =>
    core.store.db.updateTable('payments').set({ discount_amount }).where('id', '=', id).execute()

  it('give all back when no amount is said, and tell so once', async () => {
    const { id, reference } = await paid()
    const [status, refund] = await post({ payment_id: id, reason: 'Customer request' })
    expect(status).toBe(201)
    expect(refund).toEqual({
      id: expect.stringMatching(/^ref_/),
      payment_id: id,
      amount: 2500,
      currency: 'EUR',
      status: 'succeeded',
      reason: 'Customer request',
      message: null,
      created_at: '2026-01-15T12:00:00.000Z',
    })
    expect(await paymentOf(id)).toEqual(['refunded', 2500n])
    expect(await refundedEvents(id)).toEqual([{ payment_id: id, refund_id: refund.id, amount: 2500, currency: 'EUR' }])
    expect(await get(`/refunds/${refund.id}`)).toEqual([200, refund])
    expect(givenBack(provider, reference)).toBe(2500n)
  })

  it('give parts back until nothing is left', async () => {
    const { id } = await paid()
    expect((await post({ payment_id: id, amount: 500 }))[0]).toBe(201)
    expect(await paymentOf(id)).toEqual(['partially_refunded', 500n])
    const tooMuch = await post({ payment_id: id, amount: 2001 })
    expect(tooMuch).toMatchObject([400, { detail: 'amount: must be at most 2000, which is left to refund' }])
    expect(await post({ payment_id: id })).toMatchObject([201, { amount: 2000 }])
    expect(await paymentOf(id)).toEqual(['refunded', 2500n])
    expect(await post({ payment_id: id, amount: 1 })).toMatchObject([409, { code: 'nothing_left' }])
    expect(await refundedEvents(id)).toMatchObject([{ amount: 500 }, { amount: 2000 }])
  })

  it('never give back more than was charged after a discount', async () => {
    const { id } = await paid()
    await setDiscount(id, 700n)
    expect((await post({ payment_id: id, amount: 1801 }))[0]).toBe(400)
    expect(await post({ payment_id: id })).toMatchObject([201, { amount: 1800 }])
    expect(await paymentOf(id)).toEqual(['refunded', 1800n])
  })

  it('are refused for a payment in another state, and for one that cost nothing', async () => {
    const unpaid = await newPayment(core, owner)
    expect(await post({ payment_id: unpaid.id })).toMatchObject([409, { code: 'wrong_state' }])
    const free = await newPayment(core, owner)
    await setDiscount(free.id, 2500n)
    await core.store.db.updateTable('payments').set({ status: 'succeeded' }).where('id', '=', free.id).execute()
    expect(await post({ payment_id: free.id })).toMatchObject([409, { code: 'nothing_left' }])
    expect(provider.calls).not.toContain('refund')
  })

  it.each([
    ['an amount of nothing', { amount: 0 }],
    ['a negative amount', { amount: -5 }],
    ['a fraction', { amount: 1.5 }],
    ['an amount as text', { amount: '500' }],
    ['a reason of the wrong type', { reason: 7 }],
  ])('are refused with 400 for %s', async (_what, fields) => {
    const { id } = await paid()
    expect((await post({ payment_id: id, ...fields }, 'k'))[0]).toBe(400)
    expect((await post({ payment_id: id }, 'k'))[0]).toBe(201)
  })

  it("are not found for another app's payment, nor shown to it", async () => {
    const { id } = await paid()
    const [, refund] = await post({ payment_id: id, amount: 1 })
    const mine = key
    key = await testKey(core, 'paylinq', (await testApp(core)).appId)
    expect((await post({ payment_id: id }))[0]).toBe(404)
    expect((await get(`/refunds/${refund.id}`))[0]).toBe(404)
    expect(await get('/refunds')).toMatchObject([200, { data: [] }])
    const live = await testKey(core, 'paylinq', shop.appId, { mode: 'live' })
    expect((await get(`/refunds/${refund.id}`, live))[0]).toBe(404)
    expect((await get(`/refunds/${refund.id}`, mine))[0]).toBe(200)
    expect((await post({}))[0]).toBe(400)
  })

  it('go through the account that took the money, even if it is disabled by now', async () => {
    const { id, reference } = await paid()
    await core.store.db.updateTable('provider_accounts').set({ enabled: 0 }).where('id', '=', shop.accountId).execute()
    expect((await post({ payment_id: id }))[0]).toBe(201)
    expect(givenBack(provider, reference)).toBe(2500n)
  })

  it('never exceed the charge: 50 at once, without keys', async () => {
    const { id, reference } = await paid()
    const answers = await Promise.all(Array.from({ length: 50 }, () => post({ payment_id: id, amount: 100 })))
    expect(answers.filter(([status]) => status === 201)).toHaveLength(25)
    expect(answers.filter(([status]) => status === 409)).toHaveLength(25)
    expect(givenBack(provider, reference)).toBe(2500n)
    expect(await paymentOf(id)).toEqual(['refunded', 2500n])
    expect(await refundedEvents(id)).toHaveLength(25)
  })

  it('never exceed the charge: 50 at once, each under a key of its own', async () => {
    const { id, reference } = await paid()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => post({ payment_id: id, amount: 900 }, `key ${n}`)),
    )
    expect(answers.filter(([status]) => status === 201)).toHaveLength(2)
    expect(answers.filter(([status]) => status === 400)).toHaveLength(48)
    expect(givenBack(provider, reference)).toBe(1800n)
    expect(await paymentOf(id)).toEqual(['partially_refunded', 1800n])
  })

  it('are made once for 50 requests at once under one key', async () => {
    const { id, reference } = await paid()
    const answers = await Promise.all(Array.from({ length: 50 }, () => post({ payment_id: id, amount: 100 }, 'k')))
    expect(answers.map(([status]) => status)).toEqual(Array(50).fill(201))
    expect(new Set(answers.map(([, { id: refundId }]) => refundId)).size).toBe(1)
    expect(givenBack(provider, reference)).toBe(100n)
  })

  it('are refused while a dispute is open and after it is lost, and allowed once it is won', async () => {
    const { id, reference } = await paid()
    const tell = (state: 'open' | 'lost' | 'won') =>
      applyDispute(core, shop.accountId, {
        reference: 'dispute_1',
        paymentReference: reference,
        amount: 2500n,
        currency: 'EUR',
        reason: 'fraudulent',
        state,
      })
    await tell('open')
    expect(await post({ payment_id: id })).toMatchObject([409, { code: 'disputed' }])
    await tell('lost')
    expect(await post({ payment_id: id })).toMatchObject([409, { code: 'disputed' }])
    await tell('won')
    expect((await post({ payment_id: id }))[0]).toBe(201)
  })

  it('are listed newest first, page by page, by payment, status and time', async () => {
    const { id } = await paid()
    const other = await paid()
    const ids: string[] = []
    for (const payment_id of [id, other.id, id]) {
      const [, { id: refundId }] = await post({ payment_id, amount: 100 })
      ids.unshift(refundId)
      core.clock.advance(1_000)
    }
    provider.weather.push('refused')
    await post({ payment_id: other.id, amount: 100 })
    const idsOf = (answer: { data: { id: string }[] }) => answer.data.map((refund) => refund.id)

    const [, first] = await get('/refunds?limit=2&status=succeeded')
    expect([idsOf(first), first.has_more]).toEqual([ids.slice(0, 2), true])
    const [, second] = await get(`/refunds?limit=2&status=succeeded&cursor=${first.next_cursor}`)
    expect([idsOf(second), second.has_more, second.next_cursor]).toEqual([ids.slice(2), false, null])
    expect(idsOf((await get(`/refunds?payment_id=${id}`))[1])).toEqual([ids[0], ids[2]])
    expect(idsOf((await get('/refunds?status=failed'))[1])).toHaveLength(1)
    const range = 'created_from=2026-01-15T13:00:01%2B01:00&created_to=2026-01-15T12:00:02Z'
    expect(idsOf((await get(`/refunds?${range}`))[1])).toEqual([ids[1]])
    expect((await get('/refunds?status=lost'))[0]).toBe(400)
    expect((await get('/refunds?payment_id=a%00b'))[0]).toBe(400)
  })

  it('that fail later leave the payment as it then is, and tell nothing', async () => {
    const { id } = await paid()
    await post({ payment_id: id, amount: 500 })
    const [, last] = await post({ payment_id: id })
    expect(await paymentOf(id)).toEqual(['refunded', 2500n])
    const before = await eventsAbout(core, id)
    const told = { state: 'failed', reference: await referenceOf(last.id), message: 'account closed' } as const
    await applyRefundOutcome(core, shop.accountId, told)
    await applyRefundOutcome(core, shop.accountId, told)
    expect(await paymentOf(id)).toEqual(['partially_refunded', 500n])
    expect(await get(`/refunds/${last.id}`)).toMatchObject([200, { status: 'failed', message: 'account closed' }])
    // Told out of order: what failed stays so.
    await applyRefundOutcome(core, shop.accountId, { ...told, state: 'succeeded', message: null })
    expect(await paymentOf(id)).toEqual(['partially_refunded', 500n])
    expect(await eventsAbout(core, id)).toEqual(before)
    expect(await post({ payment_id: id })).toMatchObject([201, { amount: 2000 }])
  })

  it('that a bank takes days for are pending, and hold their amount', async () => {
    provider.refundsBegin = 'pending'
    const { id, reference } = await paid()
    const [status, refund] = await post({ payment_id: id, amount: 2000 })
    expect([status, refund.status]).toEqual([201, 'pending'])
    expect(await paymentOf(id)).toEqual(['succeeded', 0n])
    expect((await post({ payment_id: id, amount: 501 }))[0]).toBe(400)
    for (let day = 0; day < 3; day += 1) {
      core.clock.advance(DAY)
      await reconcileRefunds(core)
    }
    expect(await paymentOf(id)).toEqual(['succeeded', 0n])
    settle(reference, 'succeeded')
    core.clock.advance(DAY)
    await reconcileRefunds(core)
    expect(await paymentOf(id)).toEqual(['partially_refunded', 2000n])
    await applyRefundOutcome(core, shop.accountId, {
      state: 'succeeded',
      reference: await referenceOf(refund.id),
      message: null,
    })
    expect(await refundedEvents(id)).toHaveLength(1)
    expect(provider.calls.filter((call) => call === 'refund')).toHaveLength(1)
  })

  it('that somebody made in the dashboard of the provider change nothing', async () => {
    const { id } = await paid()
    const before = await eventsAbout(core, id)
    await applyRefundOutcome(core, shop.accountId, { state: 'succeeded', reference: 'not ours', message: null })
    expect(await paymentOf(id)).toEqual(['succeeded', 0n])
    expect(await eventsAbout(core, id)).toEqual(before)
  })

  const referenceOf = async (refundId: string) => {
    const row = await core.store.db
      .selectFrom('refunds')
      .select('provider_ref')
      .where('id', '=', refundId)
      .executeTakeFirstOrThrow()
    return row.provider_ref!
  }

  function settle(reference: string, state: 'succeeded' | 'failed') {
    for (const refund of provider.books.get(reference)!.refunds.values()) refund.state = state
  }
})
