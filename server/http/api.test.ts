import { Hono } from 'hono'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { newId } from '../ids.ts'
import { Problem } from '../problem.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { createApi, endpoint } from './api.ts'
import { paylinq } from './dialects.ts'
import { openKeyring } from './principal.ts'
import { openRateLimit } from './rate-limit.ts'
import { openRequestLog, type RequestLog } from './request-log.ts'
import { testKey } from './test-api.ts'

describeOnBothStores('an endpoint that needs something done before its transaction', (store) => {
  let core: TestCore
  let app: Hono
  let key: string
  let requestLog: RequestLog
  let steps: string[]
  let problem: Problem | null

  beforeEach(async () => {
    core = testCore(store())
    steps = []
    problem = null
    requestLog = openRequestLog(core.store, core.logger)
    key = await testKey(core, 'paylinq', (await testApp(core)).appId)
    const { store: kept, clock, logger } = core
    const rateLimit = openRateLimit(kept, newId('test'), 1_000_000)
    const services = { store: kept, clock, logger, keyring: openKeyring(core), rateLimit, requestLog }
    app = new Hono().route('/', createApi(paylinq, [close, look], services))
  })
  afterEach(() => requestLog.stop())

  const close = endpoint({
    method: 'post',
    path: '/doors/:id/close',
    summary: 'Close a door',
    answer: { status: 200, schema: z.object({ id: z.string() }) },
    run: {
      before: async ({ params }) => {
        steps.push(`before ${params.id}`)
        if (problem) throw problem
      },
      inTransaction: async (_tx, { params }) => {
        steps.push(`close ${params.id}`)
        return { status: 200, body: { id: params.id } }
      },
    },
  })
  const look = endpoint({
    method: 'get',
    path: '/doors',
    summary: 'List doors',
    query: z.object({ name: z.string().optional() }),
    answer: { status: 200, schema: z.object({}) },
    run: async ({ query }) => ({ status: 200, body: query }),
  })
  const post = (id: string, headers: Record<string, string> = {}) =>
    app.request(`/doors/${id}/close`, { method: 'POST', headers: { 'X-API-Key': key, ...headers } })

  it('does that first, with a key or without', async () => {
    expect((await post('a')).status).toBe(200)
    expect((await post('b', { 'Idempotency-Key': 'k' })).status).toBe(200)
    expect(steps).toEqual(['before a', 'close a', 'before b', 'close b'])
  })

  it('replays its answer, and refuses another request, without doing it again', async () => {
    await post('a', { 'Idempotency-Key': 'k' })
    const again = await post('a', { 'Idempotency-Key': 'k' })
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
    expect((await post('b', { 'Idempotency-Key': 'k' })).status).toBe(409)
    expect(steps).toEqual(['before a', 'close a'])
  })

  it('does nothing more, and keeps nothing, when that fails', async () => {
    problem = new Problem('provider_unreachable', 'provider_unreachable', 'Nobody is there.')
    expect((await post('a', { 'Idempotency-Key': 'k' })).status).toBe(502)
    problem = null
    expect((await post('a', { 'Idempotency-Key': 'k' })).status).toBe(200)
    expect(steps).toEqual(['before a', 'before a', 'close a'])
  })

  it('refuses a query that no store can be asked, and names the field', async () => {
    const ask = (query: string) => app.request(`/doors?${query}`, { headers: { 'X-API-Key': key } })
    const answer = await ask('name=a%00b')
    expect([answer.status, (await answer.json()).detail]).toEqual([400, 'name: has a NUL character: leave it out.'])
    expect(await (await ask('name=ab')).json()).toEqual({ name: 'ab' })
  })
})
