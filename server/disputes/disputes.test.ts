import { beforeEach, describe, expect, it } from 'vitest'
import type { Owner } from '../accounts/owner.ts'
import { type TestApi, testApi, testKey } from '../http/test-api.ts'
import { type TestProvider, testProvider } from '../payments/test-provider.ts'
import type { DisputeNotice } from '../providers/provider.ts'
import { eventsAbout, paidPayment } from '../refunds/test-refunds.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestApp, type TestCore, testApp, testCore } from '../test-core.ts'
import { IllegalTransition } from '../transitions.ts'
import { DISPUTE_TRANSITIONS, type DisputeStatus, moveDispute } from './dispute.ts'
import { applyDispute } from './disputes.ts'

const statuses = Object.keys(DISPUTE_TRANSITIONS) as DisputeStatus[]
const ALLOWED = ['open won', 'open lost', 'lost won']

describe('a dispute', () => {
  it.each(statuses.flatMap((from) => statuses.map((to) => [from, to] as const)))(
    'from %s to %s: only if the contract lists it',
    (from, to) => {
      if (ALLOWED.includes(`${from} ${to}`)) expect(moveDispute(from, to)).toBe(to)
      else expect(() => moveDispute(from, to)).toThrow(IllegalTransition)
    },
  )
})

describeOnBothStores('disputes', (store) => {
  let core: TestCore
  let provider: TestProvider
  let api: TestApi
  let shop: TestApp
  let key: string
  let id: string
  let reference: string

  beforeEach(async () => {
    provider = testProvider()
    core = testCore(store(), { with: { stripe: () => provider } })
    api = testApi(core, 'paylinq')
    shop = await testApp(core)
    key = await testKey(core, 'paylinq', shop.appId)
    const owner: Owner = { appId: shop.appId, mode: 'test' }
    ;({ id, reference } = await paidPayment(core, provider, owner))
  })

  const tell = (state: DisputeNotice['state'], asked: Partial<DisputeNotice> = {}) =>
    applyDispute(core, shop.accountId, {
      reference: 'dispute_1',
      paymentReference: reference,
      amount: 1200n,
      currency: 'EUR',
      reason: 'fraudulent',
      state,
      ...asked,
    })
  const get = async (path: string, apiKey = key) => {
    const answer = await api.app.request(path, { headers: { 'X-API-Key': apiKey } })
    return [answer.status, await answer.json()]
  }
  const listed = async (query = '') => (await get(`/disputes${query}`))[1].data
  const told = async () => {
    const events = (await eventsAbout(core, id)).filter(({ type }) => type.includes('dispute'))
    return events.map(({ type, data }) => `${type} ${data.dispute_status}`).sort()
  }

  it('are recorded and told, with what the payment is and what is disputed', async () => {
    await tell('open')
    const [dispute] = await listed()
    expect(dispute).toEqual({
      id: expect.stringMatching(/^dsp_/),
      payment_id: id,
      amount: 1200,
      currency: 'EUR',
      status: 'open',
      reason: 'fraudulent',
      created_at: '2026-01-15T12:00:00.000Z',
      updated_at: '2026-01-15T12:00:00.000Z',
    })
    expect(await get(`/disputes/${dispute.id}`)).toEqual([200, dispute])
    const event = (await eventsAbout(core, id)).find(({ type }) => type === 'payment.disputed')
    expect(event!.data).toEqual({
      payment_id: id,
      external_ref: expect.any(String),
      amount: 2500,
      discount_amount: 0,
      currency: 'EUR',
      status: 'succeeded',
      dispute_id: dispute.id,
      dispute_status: 'open',
      disputed_amount: 1200,
      disputed_currency: 'EUR',
      reason: 'fraudulent',
    })
  })

  it('are opened and closed once, however often it is told, and at the same time', async () => {
    await Promise.all(Array.from({ length: 6 }, () => tell('open')))
    await Promise.all(Array.from({ length: 6 }, () => tell('lost')))
    expect(await listed()).toMatchObject([{ status: 'lost' }])
    expect(await told()).toEqual(['payment.dispute_closed lost', 'payment.disputed open'])
  })

  it('do not open again when that is told late', async () => {
    await tell('won')
    await tell('open', { amount: 1n })
    expect(await listed()).toMatchObject([{ status: 'won', amount: 1200 }])
    expect(await told()).toEqual(['payment.dispute_closed won', 'payment.disputed open'])
  })

  it('that are lost can still be won, and what is won stays so', async () => {
    await tell('lost')
    await tell('won')
    await tell('lost')
    expect(await listed()).toMatchObject([{ status: 'won' }])
    expect(await told()).toEqual(['payment.dispute_closed lost', 'payment.dispute_closed won', 'payment.disputed open'])
  })

  it('learn a new amount and reason while they are open, and keep a reason that is not told again', async () => {
    await tell('open', { reason: null })
    core.clock.advance(1_000)
    await tell('open', { amount: 2500n, reason: 'duplicate' })
    await tell('open', { amount: 2500n, reason: null })
    expect(await listed()).toMatchObject([
      { amount: 2500, reason: 'duplicate', updated_at: '2026-01-15T12:00:01.000Z' },
    ])
    expect(await told()).toEqual(['payment.disputed open'])
  })

  it('of payments that are not ours change nothing', async () => {
    await tell('open', { paymentReference: 'somebody else took this' })
    expect([await listed(), await told()]).toEqual([[], []])
  })

  it('are listed newest first, page by page, by payment and status, and only to their app', async () => {
    await tell('open')
    core.clock.advance(1_000)
    await tell('won', { reference: 'dispute_2' })
    expect((await listed()).map((one: { status: string }) => one.status)).toEqual(['won', 'open'])
    const [, first] = await get('/disputes?limit=1')
    expect(first).toMatchObject({ data: [{ status: 'won' }], has_more: true })
    expect(await listed(`?limit=1&cursor=${first.next_cursor}`)).toMatchObject([{ status: 'open' }])
    expect(await listed('?status=open')).toHaveLength(1)
    expect(await listed('?created_from=2026-01-15T12:00:01Z')).toHaveLength(1)
    expect(await listed(`?payment_id=${id}`)).toHaveLength(2)
    expect(await listed('?payment_id=other')).toEqual([])
    const stranger = await testKey(core, 'paylinq', (await testApp(core)).appId)
    expect((await get('/disputes', stranger))[1].data).toEqual([])
    expect((await get(`/disputes/${first.data[0].id}`, stranger))[0]).toBe(404)
    expect((await get('/disputes?status=closed'))[0]).toBe(400)
  })
})
