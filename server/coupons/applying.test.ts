import type { Hono } from 'hono'
import { beforeEach, expect, it } from 'vitest'
import type { Owner } from '../accounts/owner.ts'
import { checkoutRoutes } from '../checkout/routes.ts'
import { startAttempt } from '../payments/attempts.ts'
import { applyOutcome } from '../payments/outcomes.ts'
import { getPayment, listAttempts } from '../payments/payments.ts'
import { prepareAttempt } from '../payments/preparing.ts'
import { reconcileDue } from '../payments/reconciler.ts'
import { newPayment } from '../payments/test-payments.ts'
import { type TestProvider, testProvider } from '../payments/test-provider.ts'
import { createProduct } from '../products/products.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { getCoupon } from './coupons.ts'
import { newCoupon } from './test-coupons.ts'

describeOnBothStores('a payer with a coupon', (store) => {
  let core: TestCore
  let provider: TestProvider
  let owner: Owner
  let checkout: Hono
  let payers = 0

  beforeEach(async () => {
    provider = testProvider()
    core = testCore(store(), { with: { stripe: () => provider }, config: { trustedProxies: 1 } })
    owner = { appId: (await testApp(core)).appId, mode: 'test' }
    checkout = checkoutRoutes(core)
    payers += 1
  })

  /** Each test's payer has an address of their own: limits are counted over all of a store. */
  const ask = async (method: string, path: string, body?: object, address = `192.0.2.${payers}`) => {
    const answer = await checkout.request(path, {
      method,
      headers: { 'x-forwarded-for': address },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json(), retryAfter: answer.headers.get('retry-after') }
  }
  const enter = (id: string, code: string, address?: string) => ask('PUT', `/payments/${id}/coupon`, { code }, address)
  const takeBack = (id: string) => ask('DELETE', `/payments/${id}/coupon`)
  const complete = (id: string) => ask('POST', `/payments/${id}/complete`, {})
  const view = async (id: string) => (await ask('GET', `/${id}`)).body
  const redeemed = async (id: string) => (await getCoupon(core.store.db, owner, id)).times_redeemed

  it('enters it in any case, sees the new amount, and takes it back', async () => {
    await newCoupon(core, owner)
    const { id } = await newPayment(core, owner)
    expect(await view(id)).toMatchObject({ amount: 2500, coupon: null, couponOpen: true })
    const entered = await enter(id, ' ten ')
    expect(entered).toMatchObject({
      status: 200,
      body: { kind: 'payment', amount: 2250, coupon: { code: 'TEN', discount: 250 }, couponOpen: true },
    })
    expect(await view(id)).toEqual(entered.body)
    expect((await takeBack(id)).body).toMatchObject({ amount: 2500, coupon: null })
    expect((await takeBack(id)).status).toBe(200)
  })

  it('enters another in place of the first, as a discount of the whole order', async () => {
    await newCoupon(core, owner)
    await newCoupon(core, owner, { code: 'FIVE', type: 'fixed', amountOff: 500n, currency: 'EUR' })
    const { id } = await newPayment(core, owner, { couponCode: 'TEN' })
    expect((await enter(id, 'FIVE')).body).toMatchObject({ amount: 2000, coupon: { code: 'FIVE', discount: 500 } })
  })

  it('is asked for none where the app has none to give', async () => {
    await newCoupon(core, { appId: (await testApp(core)).appId, mode: 'test' })
    await newCoupon(core, owner, { active: false })
    const { id } = await newPayment(core, owner)
    expect((await view(id)).couponOpen).toBe(false)
  })

  it('pays the new amount when the form was shown with the old one', async () => {
    await newCoupon(core, owner)
    const { id } = await newPayment(core, owner)
    const old = await prepareAttempt(core, id, 'card')
    await enter(id, 'TEN')
    await expect(startAttempt(core, id, old.attemptId)).rejects.toMatchObject({ code: 'wrong_state' })
    const next = await prepareAttempt(core, id, 'card')
    await startAttempt(core, id, next.attemptId)
    expect((await listAttempts(core.store.db, id)).at(-1)!.amount).toBe(2250n)
  })

  it('cannot change it once "Pay" was pressed, also after a decline', async () => {
    await newCoupon(core, owner)
    const { id } = await newPayment(core, owner)
    const { attemptId } = await prepareAttempt(core, id, 'card')
    await startAttempt(core, id, attemptId)
    const frozen = { status: 409, body: { error: { code: 'wrong_state' } } }
    expect(await enter(id, 'TEN')).toMatchObject(frozen)
    await applyOutcome(core, attemptId, { state: 'declined', reason: 'declined', message: 'No.' })
    expect(await view(id)).toMatchObject({ status: 'pending', couponOpen: false })
    expect(await enter(id, 'TEN')).toMatchObject(frozen)
    expect(await takeBack(id)).toMatchObject(frozen)
  })

  it('is told apart: no such code, one for something else, one that is used up', async () => {
    const { id: product } = await core.store.transaction((tx) =>
      createProduct(core, tx, owner, {
        name: 'Beans',
        description: null,
        amount: 2500n,
        currency: 'EUR',
        imageUrl: null,
        active: true,
      }),
    )
    await newCoupon(core, owner, { code: 'OFF', active: false })
    await newCoupon(core, owner, { code: 'USD', type: 'fixed', amountOff: 100n, currency: 'USD' })
    await newCoupon(core, owner, { code: 'BEANS', productIds: [product] })
    const once = await newCoupon(core, owner, { code: 'ONCE', maxRedemptions: 1 })
    await core.store.db.updateTable('coupons').set({ times_redeemed: 1 }).where('id', '=', once.id).execute()
    const { id } = await newPayment(core, owner)
    const codeOf = async (code: string) => {
      const { status, body } = await enter(id, code)
      return [status, body.error.code]
    }
    expect(await codeOf('NONE')).toEqual([400, 'coupon_unknown'])
    expect(await codeOf('OFF')).toEqual([400, 'coupon_unknown'])
    expect(await codeOf('USD')).toEqual([400, 'coupon_not_applicable'])
    expect(await codeOf('BEANS')).toEqual([400, 'coupon_not_applicable'])
    expect(await codeOf('ONCE')).toEqual([409, 'coupon_used_up'])
    expect(await view(id)).toMatchObject({ amount: 2500, coupon: null })
    const beans = await newPayment(core, owner, { productIds: [product] })
    expect((await enter(beans.id, 'BEANS')).body.amount).toBe(2250)
  })

  it('may guess ten codes a minute on a payment, and thirty from an address', async () => {
    await newCoupon(core, owner)
    const guess = (id: string, address?: string) => enter(id, 'GUESS', address)
    const { id } = await newPayment(core, owner)
    for (let n = 0; n < 10; n += 1) expect((await guess(id)).status).toBe(400)
    const eleventh = await enter(id, 'TEN', `198.51.100.${payers}`)
    expect(eleventh).toMatchObject({ status: 429, body: { error: { code: 'rate_limited' } } })
    expect(Number(eleventh.retryAfter)).toBeGreaterThan(0)
    const others = await Promise.all(Array.from({ length: 2 }, () => newPayment(core, owner)))
    for (const other of others) for (let n = 0; n < 10; n += 1) expect((await guess(other.id)).status).toBe(400)
    const last = await newPayment(core, owner)
    expect((await enter(last.id, 'TEN')).status).toBe(429)
    expect((await enter(last.id, 'TEN', `198.51.100.${payers}`)).status).toBe(200)
  })

  it('completes what the coupon covers wholly, without a provider, once', async () => {
    const coupon = await newCoupon(core, owner, {
      code: 'ALL',
      type: 'fixed',
      amountOff: 9900n,
      currency: 'EUR',
      maxRedemptions: 1,
    })
    const { id } = await newPayment(core, owner)
    await prepareAttempt(core, id, 'card')
    expect((await complete(id)).body.error.code).toBe('wrong_state')
    expect((await enter(id, 'ALL')).body).toMatchObject({ amount: 0, coupon: { discount: 2500 }, methods: [] })
    const answers = await Promise.all([complete(id), complete(id), complete(id)])
    for (const { status, body } of answers) expect([status, body.status]).toEqual([200, 'succeeded'])
    expect(answers[0]!.body.paidAt).toBe('2026-01-15T12:00:00.000Z')
    expect(await getPayment(core.store.db, owner, id)).toMatchObject({ provider: null, discount_amount: 2500n })
    expect(await redeemed(coupon.id)).toBe(1)
    const events = await core.store.db.selectFrom('events').selectAll().where('subject_id', '=', id).execute()
    expect(events.map(({ type }) => type)).toEqual(['payment.succeeded'])
    expect(JSON.parse(events[0]!.payload)).toMatchObject({ amount: 2500, discount_amount: 2500, status: 'succeeded' })

    // The form that was shown before can pay nothing any more.
    await reconcileDue(core)
    expect((await listAttempts(core.store.db, id)).map(({ status }) => status)).toEqual(['voided'])
    expect([...provider.books.values()].map(({ outcome }) => outcome.state)).toEqual(['closed'])
  })

  it('completes nothing when the coupon was used up meanwhile: it is taken off', async () => {
    const coupon = await newCoupon(core, owner, { percentOff: 100, maxRedemptions: 3 })
    const payments = await Promise.all(Array.from({ length: 12 }, () => newPayment(core, owner, { couponCode: 'TEN' })))
    const answers = await Promise.all(payments.map(({ id }) => complete(id)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3)
    const refused = answers.findIndex(({ status }) => status !== 200)
    expect(answers[refused]!).toMatchObject({ status: 409, body: { error: { code: 'coupon_used_up' } } })
    expect(await view(payments[refused]!.id)).toMatchObject({ status: 'pending', amount: 2500, coupon: null })
    expect(await redeemed(coupon.id)).toBe(3)
  })

  it('completes nothing that is over', async () => {
    await newCoupon(core, owner, { percentOff: 100 })
    const { id } = await newPayment(core, owner, { couponCode: 'TEN' })
    core.clock.advance(24 * 60 * 60_000)
    expect(await complete(id)).toMatchObject({ status: 409, body: { error: { code: 'wrong_state' } } })
    expect(await enter(id, 'TEN')).toMatchObject({ status: 409, body: { error: { code: 'wrong_state' } } })
    expect((await view(id)).couponOpen).toBe(false)
  })

  it('is told that there is no such payment', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    for (const answer of [await enter(id, 'TEN'), await takeBack(id), await complete(id)]) {
      expect(answer).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } })
    }
  })
})
