import { beforeEach, expect, it } from 'vitest'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { type TestApi, testApi, testKey } from './test-api.ts'

const HOUR = 60 * 60_000

describeOnBothStores('/api/v1/requests/logs', (store) => {
  let core: TestCore
  let api: TestApi
  let merchantId: string
  let key: string

  beforeEach(async () => {
    core = testCore(store())
    api = testApi(core, 'paylinkr')
    merchantId = (await testApp(core)).merchantId
    key = await testKey(core, 'paylinkr', merchantId)
  })

  async function call(path: string, { method = 'GET', apiKey = key, headers = {}, body = '' } = {}) {
    const answer = await api.app.request(path, {
      method,
      headers: { Authorization: `Bearer ${apiKey}`, ...headers },
      ...(body !== '' && { body }),
    })
    return { status: answer.status, requestId: answer.headers.get('x-request-id'), body: await answer.json() }
  }

  async function logs(query = '', apiKey = key) {
    await api.requestLog.flush()
    return call(`/requests/logs${query}`, { apiKey })
  }

  const pathsOf = async (query: string) =>
    (await logs(query)).body.data.map(({ method, path }: Record<string, string>) => `${method} ${path}`)

  it('tells of a request what was asked, by which key, and how it ended', async () => {
    const { requestId } = await call('/webhooks', { method: 'PATCH', body: '{}', headers: { 'Idempotency-Key': 'k1' } })
    const { body } = await logs()
    const { id } = await core.store.db
      .selectFrom('api_keys')
      .select('id')
      .where('owner_id', '=', merchantId)
      .executeTakeFirstOrThrow()
    expect(body).toEqual({
      data: [
        {
          requestId,
          method: 'PATCH',
          path: '/webhooks',
          statusCode: 422,
          durationMs: expect.any(Number),
          idempotencyKey: 'k1',
          apiKeyId: id,
          apiKeyName: 'Test',
          createdAt: new Date(core.clock.now()).toISOString(),
        },
      ],
      total: 1,
      page: 1,
      limit: 20,
      pages: 1,
    })
  })

  it('finds requests by each of its filters', async () => {
    const { requestId } = await call('/webhooks')
    await call('/webhooks', { method: 'PATCH', body: '{}' })
    await call('/webhooks/logs')
    const other = await testKey(core, 'paylinkr', merchantId)
    core.clock.advance(HOUR)
    const later = new Date(core.clock.now()).toISOString()
    await call('/webhooks/test', { method: 'POST', apiKey: other })
    const all = (await logs()).body.data
    expect(all).toHaveLength(4)
    expect(await pathsOf(`?requestId=${requestId}`)).toEqual(['GET /webhooks'])
    expect(await pathsOf('?method=PATCH&statusCode=422')).toEqual(['PATCH /webhooks'])
    expect(await pathsOf('?statusCode=409')).toEqual(['POST /webhooks/test'])
    expect(await pathsOf('?path=/webhooks/l')).toEqual(['GET /webhooks/logs'])
    expect(await pathsOf(`?apiKeyId=${all[0].apiKeyId}`)).toEqual(['POST /webhooks/test'])
    expect(await pathsOf(`?from=${later}&path=/webhooks`)).toEqual(['POST /webhooks/test'])
    expect(await pathsOf(`?to=${later}&method=PATCH`)).toEqual(['PATCH /webhooks'])
    expect(await pathsOf('?path=/web%25')).toEqual([])
    const plusOne = encodeURIComponent(later.replace('13:00', '14:00').replace('Z', '+01:00'))
    expect(await pathsOf(`?from=${plusOne}&method=POST`)).toEqual(['POST /webhooks/test'])
  })

  it('answers page by page, the newest first', async () => {
    for (let n = 0; n < 5; n += 1) {
      core.clock.advance(1_000)
      await call('/webhooks')
    }
    const first = (await logs('?limit=2')).body
    expect(first).toMatchObject({ total: 5, page: 1, limit: 2, pages: 3 })
    const [newest, next] = first.data
    expect(newest.createdAt > next.createdAt).toBe(true)
    expect((await logs('?limit=2&page=4&method=GET&path=/webhooks')).body.data).toEqual([])
  })

  it.each([
    ['limit=101', 400],
    ['limit=0', 400],
    ['statusCode=abc', 422],
    ['method=BREW', 422],
    ['from=yesterday', 422],
  ])('refuses ?%s', async (query, status) => {
    expect((await logs(`?${query}`)).status).toBe(status)
  })

  it('tells nobody of another merchant’s requests, nor of the other mode’s', async () => {
    const { requestId } = await call('/webhooks')
    const other = await testKey(core, 'paylinkr', (await testApp(core)).merchantId)
    const live = await testKey(core, 'paylinkr', merchantId, { mode: 'live' })
    for (const apiKey of [other, live]) {
      expect((await logs(`?requestId=${requestId}`, apiKey)).body.data).toEqual([])
    }
  })
})
