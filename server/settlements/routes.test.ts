import { beforeEach, expect, it } from 'vitest'
import { type TestApi, testApi, testKey } from '../http/test-api.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestShop, testShop } from './test-settlements.ts'

describeOnBothStores('/v1/settlements', (store) => {
  let shop: TestShop
  let api: TestApi
  let key: string

  // It is Thursday, 15 January 2026, 12:00 UTC.
  beforeEach(async () => {
    shop = await testShop(store())
    api = testApi(shop.core, 'paylinq')
    key = await testKey(shop.core, 'paylinq', shop.owner.appId)
  })

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    api.app.request('/settlements', {
      method: 'POST',
      headers: { 'X-API-Key': key, 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const get = async (path: string, apiKey = key) => {
    const answer = await api.app.request(path, { headers: { 'X-API-Key': apiKey } })
    return { status: answer.status, body: await answer.json() }
  }

  it('makes one for the week before, and gives it back', async () => {
    await shop.sell({ charge: 2500n, fee: 60n })
    shop.at('2026-01-20T09:00:00.000Z')
    const made = await post({})
    expect(made.status).toBe(201)
    const settlement = await made.json()
    expect(settlement).toEqual({
      id: expect.stringMatching(/^set_/),
      period_start: '2026-01-12T00:00:00.000Z',
      period_end: '2026-01-19T00:00:00.000Z',
      lines: [
        {
          provider: 'stripe',
          currency: 'EUR',
          payments: 1,
          gross: 2500,
          refunds: 0,
          fees: 60,
          fees_estimated: false,
          net: 2440,
          disputes: 0,
          disputed_amount: 0,
        },
      ],
      created_at: '2026-01-20T09:00:00.000Z',
    })
    expect(await get(`/settlements/${settlement.id}`)).toEqual({ status: 200, body: settlement })
  })

  it('answers 409 where the week is settled, and the first answer under its Idempotency-Key', async () => {
    shop.at('2026-01-20T00:00:00.000Z')
    const first = await (await post({ week_of: '2026-01-12' }, { 'Idempotency-Key': 'week-3' })).json()
    const again = await post({ week_of: '2026-01-12' }, { 'Idempotency-Key': 'week-3' })
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([201, 'true'])
    expect(await again.json()).toEqual(first)
    const second = await post({ week_of: '2026-01-18T23:59:59Z' })
    expect(second.status).toBe(409)
    expect(await second.json()).toEqual({
      detail: 'The week from 2026-01-12T00:00:00.000Z to 2026-01-19T00:00:00.000Z is settled already.',
      code: 'settlement_exists',
    })
  })

  it.each([
    ['this week', '2026-01-15', 'week_open'],
    ['a later one', '2027-01-01T00:00:00+01:00', 'week_open'],
    ['no date', 'last week', 'malformed_field'],
    ['a number', 20260112, 'malformed_field'],
    ['a day that is none', '2026-02-30', 'malformed_field'],
  ])('answers 400 for %s', async (_what, week_of, code) => {
    const answer = await post({ week_of })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code, issues: [{ path: 'week_of' }] })
  })

  it('lists them page by page, the last made first', async () => {
    const ids: string[] = []
    for (const now of ['2026-01-20T00:00:00.000Z', '2026-01-27T00:00:00.000Z', '2026-02-03T00:00:00.000Z']) {
      shop.at(now)
      ids.unshift((await (await post({})).json()).id)
    }
    const first = await get('/settlements?limit=2')
    expect(first.body).toMatchObject({ data: [{ id: ids[0] }, { id: ids[1] }], has_more: true })
    const rest = await get(`/settlements?limit=2&cursor=${first.body.next_cursor}`)
    expect(rest.body).toMatchObject({ data: [{ id: ids[2] }], has_more: false, next_cursor: null })
  })

  it('shows none of another app or mode', async () => {
    shop.at('2026-01-20T00:00:00.000Z')
    const { id } = await (await post({})).json()
    const live = await testKey(shop.core, 'paylinq', shop.owner.appId, { mode: 'live' })
    const other = await testKey(shop.core, 'paylinq', (await testShop(store())).owner.appId)
    const unknown = await get('/settlements/set_none')
    expect(unknown.status).toBe(404)
    for (const apiKey of [live, other]) {
      expect(await get(`/settlements/${id}`, apiKey)).toEqual(unknown)
      expect((await get('/settlements', apiKey)).body.data).toEqual([])
    }
  })
})
