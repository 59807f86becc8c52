import { beforeEach, expect, it } from 'vitest'
import type { Owner } from '../accounts/owner.ts'
import { toInstant } from '../clock.ts'
import { startAttempt } from '../payments/attempts.ts'
import { applyOutcome, voidAttempt } from '../payments/outcomes.ts'
import { cancelPayment, expireDuePayments, getPayment, listAttempts } from '../payments/payments.ts'
import { prepareAttempt } from '../payments/preparing.ts'
import { newPayment } from '../payments/test-payments.ts'
import { type TestProvider, testProvider } from '../payments/test-provider.ts'
import type { Outcome } from '../providers/provider.ts'
import type { CouponRow } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { changeCoupon, getCoupon } from './coupons.ts'
import { usesOf } from './reserving.ts'
import { newCoupon } from './test-coupons.ts'

const MINUTE = 60_000
const SUCCEEDED: Outcome = { state: 'succeeded', fee: 60n }
const DECLINE: Outcome = { state: 'declined', reason: 'insufficient_funds', message: 'Not enough money.' }
const USED_UP = { kind: 'conflict', code: 'coupon_used_up' }

describeOnBothStores('places in the limit of a coupon', (store) => {
  let core: TestCore
  let provider: TestProvider
  let owner: Owner

  beforeEach(async () => {
    provider = testProvider()
    core = testCore(store(), { with: { stripe: () => provider } })
    owner = { appId: (await testApp(core)).appId, mode: 'test' }
  })

  const pending = () => newPayment(core, owner, { couponCode: 'ten' })
  const payment = (id: string) => getPayment(core.store.db, owner, id)
  const referenceOf = async (id: string) => (await listAttempts(core.store.db, id)).at(-1)!.provider_ref!
  const places = async (coupon: CouponRow) => {
    const row = await getCoupon(core.store.db, owner, coupon.id)
    return { redeemed: row.times_redeemed, gone: await usesOf(core, core.store.db, row, null) }
  }

  async function begin(id: string): Promise<string> {
    const { attemptId } = await prepareAttempt(core, id, 'card')
    await startAttempt(core, id, attemptId)
    return attemptId
  }

  async function end(id: string, attemptId: string, outcome: Outcome): Promise<void> {
    provider.pay(await referenceOf(id), outcome)
    await applyOutcome(core, attemptId, outcome)
  }

  it('are held from the start of an attempt on, and redeemed by its success', async () => {
    const coupon = await newCoupon(core, owner, { maxRedemptions: 2 })
    const { id } = await pending()
    const { attemptId } = await prepareAttempt(core, id, 'card')
    expect(await places(coupon)).toEqual({ redeemed: 0, gone: 0 })
    await startAttempt(core, id, attemptId)
    await startAttempt(core, id, attemptId)
    expect(await places(coupon)).toEqual({ redeemed: 0, gone: 1 })
    await end(id, attemptId, SUCCEEDED)
    await applyOutcome(core, attemptId, SUCCEEDED)
    expect(await places(coupon)).toEqual({ redeemed: 1, gone: 1 })
    expect(await payment(id)).toMatchObject({ status: 'succeeded', discount_amount: 250n, coupon_code: 'TEN' })
    expect((await listAttempts(core.store.db, id))[0]!.amount).toBe(2250n)
  })

  it('are given back by a decline, and held again by the next try', async () => {
    const coupon = await newCoupon(core, owner, { maxRedemptions: 1 })
    const { id } = await pending()
    await end(id, await begin(id), DECLINE)
    expect(await places(coupon)).toEqual({ redeemed: 0, gone: 0 })
    const attemptId = await begin(id)
    expect(await places(coupon)).toEqual({ redeemed: 0, gone: 1 })
    await end(id, attemptId, SUCCEEDED)
    expect(await places(coupon)).toEqual({ redeemed: 1, gone: 1 })
  })

  it('are given back by the last decline, a void, a cancellation and an expiry', async () => {
    const coupon = await newCoupon(core, owner, { maxRedemptions: 1 })
    const failed = await pending()
    for (let n = 0; n < 5; n += 1) await end(failed.id, await begin(failed.id), DECLINE)
    expect([(await payment(failed.id)).status, await places(coupon)]).toEqual(['failed', { redeemed: 0, gone: 0 }])

    const voided = await pending()
    await voidAttempt(core, await begin(voided.id))
    expect(await places(coupon)).toEqual({ redeemed: 0, gone: 0 })

    await core.store.transaction((tx) => cancelPayment(core, tx, owner, voided.id))
    core.clock.advance(25 * 60 * MINUTE)
    await expireDuePayments(core)
    expect((await payment(failed.id)).status).toBe('cancelled')
    expect(await places(coupon)).toEqual({ redeemed: 0, gone: 0 })
    expect(
      await core.store.db.selectFrom('coupon_reservations').selectAll().where('coupon_id', '=', coupon.id).execute(),
    ).toEqual([])
  })

  it('are not given to others while the payment is being paid, however long that takes', async () => {
    const coupon = await newCoupon(core, owner, { maxRedemptions: 1 })
    const [slow, other] = [await pending(), await pending()]
    const attemptId = await begin(slow.id)
    core.clock.advance(31 * MINUTE)
    await expect(begin(other.id)).rejects.toMatchObject(USED_UP)
    await end(slow.id, attemptId, SUCCEEDED)
    expect(await places(coupon)).toEqual({ redeemed: 1, gone: 1 })
  })

  it('lapse after half an hour where nothing is being paid, and are renewed by their own payment', async () => {
    const coupon = await newCoupon(core, owner, { maxRedemptions: 1 })
    const { id } = await pending()
    const reserved_until = toInstant(core.clock.now() + 30 * MINUTE)
    const place = { payment_id: id, coupon_id: coupon.id, state: 'reserved', reserved_until } as const
    await core.store.db.insertInto('coupon_reservations').values(place).execute()
    expect(await places(coupon)).toEqual({ redeemed: 0, gone: 1 })
    core.clock.advance(30 * MINUTE)
    expect(await places(coupon)).toEqual({ redeemed: 0, gone: 0 })
    await begin(id)
    const renewed = await core.store.db
      .selectFrom('coupon_reservations')
      .select('reserved_until')
      .where('payment_id', '=', id)
      .execute()
    expect(renewed).toEqual([{ reserved_until: toInstant(core.clock.now() + 30 * MINUTE) }])
  })

  it('that are gone take the coupon off, and the payer pays the whole amount when they press again', async () => {
    await newCoupon(core, owner, { maxRedemptions: 1 })
    const [first, second] = [await pending(), await pending()]
    const { attemptId } = await prepareAttempt(core, second.id, 'card')
    await begin(first.id)
    await expect(startAttempt(core, second.id, attemptId)).rejects.toMatchObject(USED_UP)
    expect(await payment(second.id)).toMatchObject({
      status: 'pending',
      discount_amount: 0n,
      coupon_code: null,
      coupon_id: null,
    })
    await expect(startAttempt(core, second.id, attemptId)).rejects.toMatchObject({ code: 'wrong_state' })
    await end(second.id, await begin(second.id), SUCCEEDED)
    expect((await listAttempts(core.store.db, second.id)).at(-1)!.amount).toBe(2500n)
  })

  it('that went to another between two tries take the coupon off as well', async () => {
    const coupon = await newCoupon(core, owner, { maxRedemptions: 1 })
    const [first, second] = [await pending(), await pending()]
    await end(first.id, await begin(first.id), DECLINE)
    await end(second.id, await begin(second.id), SUCCEEDED)
    await expect(begin(first.id)).rejects.toMatchObject(USED_UP)
    expect((await payment(first.id)).discount_amount).toBe(0n)
    expect(await places(coupon)).toEqual({ redeemed: 1, gone: 1 })
  })

  it('are not taken by a capture of the old amount that comes after the coupon was taken off: it goes back', async () => {
    const coupon = await newCoupon(core, owner, { maxRedemptions: 1 })
    const [late, other] = [await pending(), await pending()]
    const declined = await begin(late.id)
    await end(late.id, declined, DECLINE)
    await end(other.id, await begin(other.id), SUCCEEDED)
    await expect(begin(late.id)).rejects.toMatchObject(USED_UP)
    const again = await begin(late.id)
    await applyOutcome(core, declined, SUCCEEDED)
    expect((await payment(late.id)).status).toBe('processing')
    expect((await listAttempts(core.store.db, late.id)).map(({ status }) => status)).toContain('returned')
    await end(late.id, again, SUCCEEDED)
    expect(await places(coupon)).toEqual({ redeemed: 1, gone: 1 })
  })

  it('are found by a payment that has its coupon already, also when the coupon is switched off meanwhile', async () => {
    const coupon = await newCoupon(core, owner)
    const { id } = await pending()
    await core.store.transaction((tx) => changeCoupon(core, tx, owner, coupon.id, { active: false }))
    await end(id, await begin(id), SUCCEEDED)
    expect((await payment(id)).discount_amount).toBe(250n)
  })

  it('go to exactly ten of 200 payers who press at once; who is declined makes room for another', async () => {
    const coupon = await newCoupon(core, owner, { maxRedemptions: 10 })
    const payers = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const { id } = await pending()
        const { attemptId } = await prepareAttempt(core, id, 'card')
        return { id, attemptId, reference: await referenceOf(id) }
      }),
    )
    const starts = await Promise.allSettled(payers.map(({ id, attemptId }) => startAttempt(core, id, attemptId)))
    const begun = payers.filter((_, index) => starts[index]!.status === 'fulfilled')
    expect(begun).toHaveLength(10)
    for (const start of starts) if (start.status === 'rejected') expect(start.reason).toMatchObject(USED_UP)
    expect(await places(coupon)).toEqual({ redeemed: 0, gone: 10 })

    await Promise.all(
      begun.map(async ({ attemptId, reference }, index) => {
        const outcome = index < 4 ? DECLINE : SUCCEEDED
        provider.pay(reference, outcome)
        await applyOutcome(core, attemptId, outcome)
      }),
    )
    expect(await places(coupon)).toEqual({ redeemed: 6, gone: 6 })

    const next = await Promise.all(Array.from({ length: 20 }, pending))
    const ends = await Promise.allSettled(next.map(async ({ id }) => end(id, await begin(id), SUCCEEDED)))
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
    expect(await places(coupon)).toEqual({ redeemed: 10, gone: 10 })
  })
})
