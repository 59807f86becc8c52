import { beforeEach, expect, it } from 'vitest'
import { type TestCaller, testCaller } from '../payments/test-caller.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'

const TEN = { code: 'Summer-26', type: 'percentage', percent_off: 10 }
const FIVE = { code: 'FIVE', type: 'fixed', amount_off: 500, currency: 'EUR' }

describeOnBothStores('coupons', (store) => {
  let core: TestCore
  let ask: TestCaller

  beforeEach(async () => {
    core = testCore(store())
    ask = await testCaller(core, (await testApp(core)).appId)
  })

  const make = async (coupon: object) => (await ask('POST', '/coupons', coupon)).body
  const product = async (): Promise<string> =>
    (await ask('POST', '/products', { name: 'Beans', amount: 2500, currency: 'EUR' })).body.id

  it('are made, read, changed and listed', async () => {
    const made = await ask('POST', '/coupons', TEN)
    expect(made).toMatchObject({
      status: 201,
      body: { ...TEN, amount_off: null, currency: null, max_redemptions: null, times_redeemed: 0, active: true },
    })
    expect(made.body.id).toMatch(/^cpn_/)
    const path = `/coupons/${made.body.id}`
    expect(await ask('GET', path)).toEqual({ status: 200, body: made.body })
    const change = {
      max_redemptions: 10,
      valid_from: '2026-01-01T00:00:00+01:00',
      valid_until: '2026-02-01T00:00:00Z',
      product_ids: [await product()],
      active: false,
    }
    const changed = await ask('PATCH', path, change)
    expect(changed).toMatchObject({
      status: 200,
      body: {
        ...TEN,
        ...change,
        valid_from: '2025-12-31T23:00:00.000Z',
        valid_until: '2026-02-01T00:00:00.000Z',
      },
    })
    const opened = await ask('PATCH', path, { max_redemptions: null, valid_until: null })
    expect(opened.body).toEqual({ ...changed.body, max_redemptions: null, valid_until: null })
    core.clock.advance(1_000)
    const five = await make(FIVE)
    expect((await ask('GET', '/coupons')).body).toEqual({
      data: [five, opened.body],
      next_cursor: null,
      has_more: false,
    })
  })

  it('have a code each, in whatever case, which is free again after a deletion', async () => {
    const { id } = await make(TEN)
    const twins = await Promise.all([1, 2].map(() => ask('POST', '/coupons', { ...TEN, code: 'SUMMER-26' })))
    for (const twin of twins) expect([twin.status, twin.body.detail]).toEqual([409, expect.stringContaining('code: ')])
    expect(await ask('DELETE', `/coupons/${id}`)).toEqual({ status: 204, body: null })
    for (const method of ['GET', 'DELETE']) expect((await ask(method, `/coupons/${id}`)).status).toBe(404)
    expect((await ask('GET', '/coupons')).body.data).toEqual([])
    const again = await Promise.all([1, 2, 3].map(() => ask('POST', '/coupons', TEN)))
    expect(again.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  })

  it('of another app are the same 404 as none, and their codes are unknown', async () => {
    const { id, code } = await make(TEN)
    const stranger = await testCaller(core, (await testApp(core)).appId)
    expect(await stranger('GET', `/coupons/${id}`)).toEqual(await stranger('GET', '/coupons/cpn_none'))
    expect((await stranger('PATCH', `/coupons/${id}`, { active: false })).status).toBe(404)
    expect((await stranger('DELETE', `/coupons/${id}`)).status).toBe(404)
    const { body } = await stranger('POST', '/coupons/validate', { code, amount: 2500, currency: 'EUR' })
    expect(body).toEqual({ valid: false, discount_amount: 0, reason: 'unknown' })
    expect((await stranger('POST', '/coupons', TEN)).status).toBe(201)
  })

  it.each<[string, object, string]>([
    ['no percentage', { ...TEN, percent_off: undefined }, 'percent_off: is required'],
    ['nothing off', { ...TEN, percent_off: 0 }, 'percent_off: must be at least 1'],
    ['more than all off', { ...TEN, percent_off: 101 }, 'percent_off: must be at most 100'],
    ['half a percent', { ...TEN, percent_off: 2.5 }, 'percent_off: must be a whole number'],
    ['no end to speak of', { ...TEN, valid_until: '9999-12-31T23:59:59-01:00' }, 'valid_until: must lie between'],
    ['both kinds', { ...TEN, amount_off: 500, currency: 'EUR' }, 'amount_off: goes with type fixed'],
    ['both kinds the other way', { ...FIVE, percent_off: 5 }, 'percent_off: goes with type percentage'],
    ['no amount', { ...FIVE, amount_off: undefined }, 'amount_off: is required'],
    ['an amount of no currency', { ...FIVE, currency: undefined }, 'currency: is required'],
    ['a minimum of no currency', { ...TEN, min_amount: 100 }, 'currency: is required'],
    [
      'an end before its start',
      { ...TEN, valid_from: '2026-02-01T00:00:00Z', valid_until: '2026-01-01T00:00:00Z' },
      'valid_until: must lie after',
    ],
    ['a code with spaces', { ...TEN, code: 'SUMMER 26' }, 'code: must be of letters'],
    ['a kind that is none', { ...TEN, type: 'gift' }, 'type: must be one of'],
    ['a limit of none', { ...TEN, max_redemptions: 0 }, 'max_redemptions: must be at least 1'],
    ['a product that is none', { ...TEN, product_ids: ['prod_none'] }, 'product_ids.0: is no product'],
  ])('are refused with %s', async (_, coupon, detail) => {
    const answer = await ask('POST', '/coupons', coupon)
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining(detail)])
    expect((await ask('GET', '/coupons')).body.data).toEqual([])
  })

  it('keep what they take off, and a limit that was not passed yet', async () => {
    const { id } = await make(TEN)
    await core.store.db.updateTable('coupons').set({ times_redeemed: 3 }).where('id', '=', id).execute()
    const refusals: [object, string][] = [
      [{ percent_off: 20 }, 'percent_off: cannot be changed'],
      [{ code: 'OTHER' }, 'code: cannot be changed'],
      [{ max_redemptions: 2 }, 'max_redemptions: must be at least 3'],
      [{ min_amount: 100 }, 'min_amount: needs a currency'],
      [{ valid_from: '2026-02-01T00:00:00Z', valid_until: '2026-01-01T00:00:00Z' }, 'valid_until: must lie after'],
      [{ product_ids: ['prod_none'] }, 'product_ids.0: is no product'],
    ]
    for (const [change, detail] of refusals) {
      const answer = await ask('PATCH', `/coupons/${id}`, change)
      expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining(detail)])
    }
    expect((await ask('PATCH', `/coupons/${id}`, { max_redemptions: 3 })).status).toBe(200)
    const { body } = await ask('POST', '/coupons/validate', { code: TEN.code, amount: 2500, currency: 'EUR' })
    expect(body.reason).toBe('used_up')
  })

  it('are validated without a payment', async () => {
    const beans = await product()
    await make({ ...TEN, min_amount: 2000, currency: 'EUR', product_ids: [beans], valid_until: '2026-01-15T12:01:00Z' })
    const order = { code: 'summer-26', amount: 2495, currency: 'eur', product_ids: [beans] }
    const validate = async (change: object) => (await ask('POST', '/coupons/validate', { ...order, ...change })).body
    expect(await validate({})).toEqual({ valid: true, discount_amount: 250, reason: null })
    const refused = (reason: string) => ({ valid: false, discount_amount: 0, reason })
    expect(await validate({ code: 'none' })).toEqual(refused('unknown'))
    expect(await validate({ amount: 1999 })).toEqual(refused('below_minimum'))
    expect(await validate({ currency: 'USD' })).toEqual(refused('other_currency'))
    expect(await validate({ product_ids: undefined })).toEqual(refused('other_products'))
    core.clock.advance(60_000)
    expect(await validate({})).toEqual(refused('expired'))
    expect((await ask('POST', '/coupons/validate', { ...order, amount: '2500' })).status).toBe(400)
  })

  it('reduce the payment that names them, and say why they do not', async () => {
    const { id } = await make(FIVE)
    const pay = (change: object) =>
      ask('POST', '/payments', { amount: 2500, currency: 'EUR', coupon_code: 'five', ...change })
    expect(await pay({})).toMatchObject({
      status: 201,
      body: { amount: 2500, discount_amount: 500, coupon_code: 'FIVE', status: 'pending' },
    })
    expect((await pay({ amount: 300 })).body.discount_amount).toBe(300)
    const refusals: [object, string][] = [
      [{ coupon_code: 'none' }, 'coupon_code: is no coupon of this app'],
      [{ currency: 'USD' }, 'coupon_code: is a coupon for another currency'],
    ]
    for (const [change, detail] of refusals) {
      expect(await pay(change)).toMatchObject({ status: 400, body: { detail } })
    }
    await ask('PATCH', `/coupons/${id}`, { active: false })
    expect((await pay({})).body.detail).toBe('coupon_code: is a coupon that is switched off')
  })
})
