import { Hono } from 'hono'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { newId } from '../ids.ts'
import { Problem } from '../problem.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { createApi, endpoint } from './api.ts'
import { paylinkr, paylinq } from './dialects.ts'
import { LEASE } from './key-lease.ts'
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
  /** What the next call of `before` waits for. */
  let waits: Promise<void> | null
  let merchantKey: string

  beforeEach(async () => {
    core = testCore(store())
    steps = []
    problem = null
    waits = null
    requestLog = openRequestLog(core.store, core.logger)
    const { appId, merchantId } = await testApp(core)
    key = await testKey(core, 'paylinq', appId)
    merchantKey = await testKey(core, 'paylinkr', merchantId)
    const { store: kept, clock, logger, secrets } = core
    const rateLimit = openRateLimit(kept, newId('test'), 1_000_000)
    const services = {
      store: kept,
      clock,
      secrets,
      logger,
      keyring: openKeyring(core),
      rateLimit,
      addressLimit: rateLimit,
      trustedProxies: 0,
      requestLog,
    }
    const api = new Hono().route('/', createApi(paylinkr, [close], services))
    app = new Hono().route('/api/v1', api).route('/', createApi(paylinq, [close, look], services))
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
        const slow = waits
        waits = null
        await slow
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

  const ask = (id: string, idempotencyKey: string) =>
    app.request(`/api/v1/doors/${id}/close`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${merchantKey}`, 'Idempotency-Key': idempotencyKey },
    })
  const codeOf = async (answer: Response) => [answer.status, (await answer.json()).code]

  /** A first request that is held up, once it has its key. */
  async function heldUp(send: () => Promise<Response> | Response) {
    const slow = Promise.withResolvers<void>()
    waits = slow.promise
    const first = Promise.resolve(send())
    const leased = () => core.store.db.selectFrom('idempotency_keys').select('key').where('status', '=', 0).execute()
    await expect.poll(async () => (await leased()).length).toBe(1)
    return { first, ...slow }
  }

  it('is told to PayLinkr to be under way, at once', async () => {
    const { first, resolve } = await heldUp(() => ask('a', 'k'))
    expect(await codeOf(await ask('a', 'k'))).toEqual([409, 'idempotency_in_progress'])
    expect(await codeOf(await ask('b', 'k'))).toEqual([409, 'idempotency_key_reused'])
    expect((await ask('a', 'other')).status).toBe(200)
    resolve()
    expect((await first).status).toBe(200)
    const again = await ask('a', 'k')
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
    expect(steps.filter((step) => step.startsWith('close'))).toEqual(['close a', 'close a'])
  })

  it('makes Paylinq wait, and answers it the same', async () => {
    const { first, resolve } = await heldUp(() => post('a', { 'Idempotency-Key': 'k' }))
    const second = post('a', { 'Idempotency-Key': 'k' })
    expect((await post('b', { 'Idempotency-Key': 'k' })).status).toBe(409)
    resolve()
    expect((await first).status).toBe(200)
    expect((await second).headers.get('idempotent-replayed')).toBe('true')
    expect(steps).toEqual(['before a', 'close a'])
  })

  it('leaves its key free when it fails, however long that took', async () => {
    const { first, reject } = await heldUp(() => ask('a', 'k'))
    reject(new Problem('invalid', 'no_rate', 'There is no rate.'))
    expect(await codeOf(await first)).toEqual([422, 'no_rate'])
    expect((await ask('b', 'k')).status).toBe(200)
  })

  it('is not waited for longer than its lease, and what comes late changes nothing', async () => {
    const { first, resolve } = await heldUp(() => ask('a', 'k'))
    core.clock.advance(LEASE)
    expect((await ask('a', 'k')).status).toBe(200)
    resolve()
    const late = await first
    expect([late.status, late.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
    const kept = await core.store.db.selectFrom('idempotency_keys').select('status').where('status', '=', 0).execute()
    expect(kept).toEqual([])
  })

  it('is done once for many at once, where nothing takes long', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('a', 'k')))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(answers.filter(({ headers }) => headers.has('idempotent-replayed'))).toHaveLength(19)
  })
})
