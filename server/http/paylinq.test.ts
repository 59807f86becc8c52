import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestApp, type TestCore, testApp, testCore } from '../test-core.ts'
import { forgetExpiredKeys } from './idempotency.ts'
import { type TestApi, testApi, testKey } from './test-api.ts'

const ORDER = { amount: 2500, currency: 'EUR', description: 'Order #1234', external_ref: 'order_1234' }

describeOnBothStores('the Paylinq API', (store) => {
  let core: TestCore
  let api: TestApi
  let shop: TestApp
  let key: string

  beforeEach(async () => {
    core = testCore(store())
    api = testApi(core, 'paylinq')
    shop = await testApp(core)
    key = await testKey(core, 'paylinq', shop.appId)
  })

  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    api.app.request(path, {
      method: 'POST',
      headers: { 'X-API-Key': key, 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const get = (path: string, apiKey = key) => api.app.request(path, { headers: { 'X-API-Key': apiKey } })
  const paymentsStored = async () => {
    const count = sql<number>`cast(count(*) as integer)`.as('n')
    const row = await core.store.db
      .selectFrom('payments')
      .select(count)
      .where('app_id', '=', shop.appId)
      .executeTakeFirstOrThrow()
    return row.n
  }

  it('creates a payment and gives it back', async () => {
    const created = await post('/payments', { ...ORDER, metadata: { table: '4' } })
    expect(created.status).toBe(201)
    const payment = await created.json()
    expect(payment).toMatchObject({
      ...ORDER,
      status: 'pending',
      discount_amount: 0,
      refunded_amount: 0,
      provider: null,
      payment_url: `http://localhost:4242/pay/${payment.id}`,
      metadata: { table: '4' },
      created_at: '2026-01-15T12:00:00.000Z',
      expires_at: '2026-01-16T12:00:00.000Z',
    })
    expect(await (await get(`/payments/${payment.id}`)).json()).toEqual(payment)
  })

  it('finds a customer again by e-mail, ignoring case', async () => {
    const ids = await Promise.all(
      ['Ada@Example.com', 'ada@example.com', 'ADA@EXAMPLE.COM'].map(async (customer_email) => {
        const answer = await post('/payments', { ...ORDER, customer_email })
        return (await answer.json()).customer_id
      }),
    )
    expect(new Set(ids).size).toBe(1)
    expect(ids[0]).toMatch(/^cus_/)
  })

  it.each<[string, unknown, string]>([
    ['a negative amount', { ...ORDER, amount: -1 }, 'amount: must be greater than 0'],
    ['a zero amount', { ...ORDER, amount: 0 }, 'amount: must be greater than 0'],
    ['a huge amount', { ...ORDER, amount: 1e15 }, 'amount: must be at most 999999999999'],
    ['an amount beyond what numbers hold', { ...ORDER, amount: 1e300 }, 'amount: '],
    ['a fraction', { ...ORDER, amount: 25.5 }, 'amount: must be a whole number, not a fraction'],
    ['an amount as text', { ...ORDER, amount: '2500' }, 'amount: must be a number, not a string'],
    ['no amount', { currency: 'EUR' }, 'amount: is required'],
    ['no currency', { amount: 1 }, 'currency: is required'],
    ['an unknown currency', { ...ORDER, currency: 'XYZ' }, 'currency: "XYZ" is no ISO 4217 currency'],
    ['a currency of the wrong type', { ...ORDER, currency: 978 }, 'currency: must be a string, not a number'],
    ['a list in place of an object', [ORDER], 'The body: must be an object, not an array'],
    ['null', null, 'The body: must be an object, not null'],
    ['metadata that holds more than texts', { ...ORDER, metadata: { a: { b: 1 } } }, 'metadata.a: must be a string'],
    ['metadata as a list', { ...ORDER, metadata: ['a'] }, 'metadata: must be an object'],
    ['an e-mail that is none', { ...ORDER, customer_email: 'ada' }, 'customer_email: must be a valid email'],
    ['a script as success_url', { ...ORDER, success_url: 'javascript:alert(1)' }, 'success_url: must be an https'],
    ['plain http as cancel_url', { ...ORDER, cancel_url: 'http://shop.example' }, 'cancel_url: must be an https'],
    ['an expiry in the past', { ...ORDER, expires_at: '2020-01-01T00:00:00Z' }, 'expires_at: must lie in the future'],
    ['an expiry that is no instant', { ...ORDER, expires_at: 'soon' }, 'expires_at: must be an ISO 8601 instant'],
    ['text that is not JSON', '{"amount": 2500,', 'The request body is not JSON'],
    ['nothing', '', 'The request body is empty'],
  ])('refuses %s with 400, names it, and stores nothing', async (_what, body, detail) => {
    const answer = await post('/payments', body)
    expect(answer.status).toBe(400)
    expect((await answer.json()).detail).toContain(detail)
    expect(await paymentsStored()).toBe(0)
  })

  it('refuses a body over 100 kB with 413, announced or not', async () => {
    const big = JSON.stringify({ ...ORDER, description: 'x'.repeat(100_001) })
    expect((await post('/payments', big, { 'content-length': String(big.length) })).status).toBe(413)
    const chunked = await api.app.request('/payments', {
      method: 'POST',
      headers: { 'X-API-Key': key },
      body: new Blob([big]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect(chunked.status).toBe(413)
    expect(await paymentsStored()).toBe(0)
  })

  it('ignores fields it does not know', async () => {
    expect((await post('/payments', { ...ORDER, colour: 'blue' })).status).toBe(201)
  })

  it("answers 401 without a key, with a wrong one, with the other dialect's, with a revoked one", async () => {
    const other = await testKey(core, 'paylinkr', shop.merchantId)
    const revoked = await testKey(core, 'paylinq', shop.appId)
    await core.store.db
      .updateTable('api_keys')
      .set({ revoked_at: '2026-01-01T00:00:00.000Z' })
      .where('hash', '=', core.secrets.hashApiKey(revoked))
      .execute()
    for (const wrong of ['', 'plq_test_nonsense', other, revoked, `${key}x`]) {
      const answer = await get('/payments/x', wrong)
      expect(answer.status).toBe(401)
      expect((await answer.json()).detail).toContain('X-API-Key')
    }
  })

  it("gives another app's payment, and the other mode's, the same 404 as one that does not exist", async () => {
    const { id } = await (await post('/payments', ORDER)).json()
    const stranger = await testKey(core, 'paylinq', (await testApp(core)).appId)
    const live = await testKey(core, 'paylinq', shop.appId, { mode: 'live' })
    const missing = await get('/payments/00000000-0000-4000-8000-000000000000')
    const expected = await missing.text()
    expect(missing.status).toBe(404)
    for (const someone of [stranger, live]) {
      for (const path of [`/payments/${id}`, `/payments/${id}/attempts`]) {
        const answer = await get(path, someone)
        expect([answer.status, await answer.text()]).toEqual([404, expected])
      }
    }
    expect((await get('/payments/%27%20or%201=1')).status).toBe(404)
  })

  it('has a request id on every answer', async () => {
    const answers = [await post('/payments', ORDER), await get('/nowhere'), await get('/payments/x', 'wrong')]
    const ids = answers.map(({ headers }) => headers.get('x-request-id'))
    expect(ids.every((id) => /^[0-9a-f-]{36}$/.test(id!))).toBe(true)
    expect(new Set(ids).size).toBe(3)
    expect(answers.map(({ status }) => status)).toEqual([201, 404, 401])
  })

  it('makes one payment of 50 requests at once with one Idempotency-Key', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post('/payments', ORDER, { 'Idempotency-Key': 'order_1234_attempt_1' })),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201))
    const bodies = await Promise.all(answers.map((answer) => answer.text()))
    expect(new Set(bodies).size).toBe(1)
    expect(await paymentsStored()).toBe(1)
    expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(49)
  })

  it('compares bodies as JSON: order and white space are the same request, another amount is not', async () => {
    const headers = { 'Idempotency-Key': 'k' }
    const first = await (await post('/payments', '{"amount":2500,"currency":"EUR"}', headers)).json()
    const same = await (await post('/payments', '{ "currency": "EUR", "amount": 2500 }', headers)).json()
    expect(same).toEqual(first)
    const other = await post('/payments', { amount: 9900, currency: 'EUR' }, headers)
    expect(other.status).toBe(409)
    expect(await paymentsStored()).toBe(1)
  })

  it('keeps keys apart by app, and forgets them after 24 hours', async () => {
    const headers = { 'Idempotency-Key': 'k' }
    const first = await (await post('/payments', ORDER, headers)).json()
    const stranger = await testKey(core, 'paylinq', (await testApp(core)).appId)
    const theirs = await (await post('/payments', ORDER, { ...headers, 'X-API-Key': stranger })).json()
    expect(theirs.id).not.toBe(first.id)
    core.clock.advance(24 * 60 * 60_000)
    const later = await (await post('/payments', ORDER, headers)).json()
    expect(later.id).not.toBe(first.id)
  })

  it('does not keep a refused request under its key: the corrected one goes through', async () => {
    const headers = { 'Idempotency-Key': 'k' }
    expect((await post('/payments', { ...ORDER, amount: -1 }, headers)).status).toBe(400)
    expect((await post('/payments', ORDER, headers)).status).toBe(201)
    expect((await post('/payments', ORDER, { 'Idempotency-Key': 'x'.repeat(256) })).status).toBe(400)
  })

  it('replays the first answer even where the same would be refused by now', async () => {
    const headers = { 'Idempotency-Key': 'k' }
    const soon = { ...ORDER, expires_at: '2026-01-15T12:05:00Z' }
    const first = await (await post('/payments', soon, headers)).json()
    core.clock.advance(6 * 60_000)
    const again = await post('/payments', soon, headers)
    expect([again.status, await again.json()]).toEqual([201, first])

    const cancelled = await (await post(`/payments/${first.id}/cancel`, '', headers)).json()
    const twice = await post(`/payments/${first.id}/cancel`, '', headers)
    expect([twice.status, await twice.json()]).toEqual([200, cancelled])
    const other = await (await post('/payments', ORDER)).json()
    expect((await post(`/payments/${other.id}/cancel`, '', headers)).status).toBe(409)
  })

  it('forgets the answers whose time is over, and no others', async () => {
    await post('/payments', ORDER, { 'Idempotency-Key': 'old' })
    core.clock.advance(13 * 60 * 60_000)
    await post('/payments', ORDER, { 'Idempotency-Key': 'young' })
    core.clock.advance(12 * 60 * 60_000)
    expect(await forgetExpiredKeys(core)).toBe(false)
    const kept = await core.store.db
      .selectFrom('idempotency_keys')
      .select('key')
      .where('owner_id', '=', shop.appId)
      .execute()
    expect(kept).toEqual([{ key: core.secrets.hashIdempotencyKey('young') }])
  })

  it('refuses what no store can keep, and logs it all the same', async () => {
    expect((await get('/payments/%00')).status).toBe(404)
    const text = await post('/payments', { ...ORDER, description: 'a\u0000b' })
    expect([text.status, (await text.json()).detail]).toEqual([400, expect.stringContaining('NUL')])
    const half = await post('/payments', '{"amount":2500,"currency":"EUR","description":"\\ud800"}')
    expect([half.status, (await half.json()).detail]).toEqual([400, expect.stringContaining('half a character')])
    const deep = await post('/payments', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, { 'Idempotency-Key': 'k' })
    expect(deep.status).toBe(400)
    await api.requestLog.flush()
    const logged = await core.store.db
      .selectFrom('request_logs')
      .select('status_code')
      .where('owner_id', '=', shop.appId)
      .execute()
    expect(logged).toHaveLength(4)
  })

  it('says how many requests are left, and when there are none, how long to wait', async () => {
    api = testApi(core, 'paylinq', 3)
    const statuses = []
    for (let n = 0; n < 4; n += 1) {
      const answer = await get('/payments/x')
      statuses.push([answer.status, answer.headers.get('x-ratelimit-remaining')])
      expect(answer.headers.get('x-ratelimit-limit')).toBe('3')
      expect(Number(answer.headers.get('x-ratelimit-reset'))).toBeGreaterThan(Date.now() / 1000 - 1)
      if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect(statuses).toEqual([
      [404, '2'],
      [404, '1'],
      [404, '0'],
      [429, '0'],
    ])
  })

  it('logs each request with its key, and no secret', async () => {
    await post('/payments', ORDER, { 'Idempotency-Key': 'k1' })
    await get('/payments/x')
    await api.requestLog.flush()
    const rows = await core.store.db
      .selectFrom('request_logs')
      .selectAll()
      .where('owner_id', '=', shop.appId)
      .orderBy('status_code')
      .execute()
    expect(rows.map((row) => [row.method, row.path, row.status_code, row.idempotency_key])).toEqual([
      ['POST', '/payments', 201, 'k1'],
      ['GET', '/payments/x', 404, null],
    ])
    expect(JSON.stringify(rows)).not.toContain(key)
  })

  it('records when a key was used', async () => {
    await get('/payments/x')
    const used = async () =>
      (
        await core.store.db.selectFrom('api_keys').select('last_used_at').where('owner_id', '=', shop.appId).execute()
      )[0]
    await expect.poll(used).toEqual({ last_used_at: '2026-01-15T12:00:00.000Z' })
  })

  it('cancels a payment once, and says why it cannot again', async () => {
    const { id } = await (await post('/payments', ORDER)).json()
    const cancelled = await post(`/payments/${id}/cancel`, '')
    expect([cancelled.status, (await cancelled.json()).status]).toEqual([200, 'cancelled'])
    const again = await post(`/payments/${id}/cancel`, '')
    expect([again.status, (await again.json()).detail]).toEqual([
      409,
      'A payment that is cancelled cannot be cancelled.',
    ])
  })
})

describe('an unexpected failure', () => {
  it('answers 500 in the shape of the dialect, with a request id and without what went wrong', async () => {
    const { freshFile } = await import('../store/test-stores.ts')
    const { openStore } = await import('../store/store.ts')
    const file = freshFile()
    const store = await openStore(file.url)
    const core = testCore(store)
    const api = testApi(core, 'paylinq')
    const key = await testKey(core, 'paylinq', (await testApp(core)).appId)
    await store.db.executeQuery(sql`drop table attempts`.compile(store.db))
    await store.db.executeQuery(sql`drop table payments`.compile(store.db))
    const answer = await api.app.request('/payments/x', { headers: { 'X-API-Key': key } })
    expect(answer.status).toBe(500)
    const text = await answer.text()
    expect(JSON.parse(text).detail).toMatch(/Unexpected error/)
    expect(text).not.toContain('payments')
    expect(answer.headers.get('x-request-id')).toBeTruthy()
    await api.requestLog.stop()
    await store.close()
    await file.drop()
  })
})
