import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { instantNow } from '../clock.ts'
import { newId } from '../ids.ts'
import { conflict, invalid, Problem } from '../problem.ts'
import type { Dialect } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import type { Answer } from './answer.ts'
import { createApi, endpoint } from './api.ts'
import { paylinkr, paylinq } from './dialects.ts'
import { forgetExpiredKeys, type IdempotentRequest } from './idempotency.ts'
import { finishOnce } from './outside-work.ts'
import { openKeyring } from './principal.ts'
import { openRateLimit } from './rate-limit.ts'
import { openRequestLog } from './request-log.ts'
import { testKey } from './test-api.ts'

const HOUR = 60 * 60_000
const never = new Promise<never>(() => {})

describeOnBothStores('work outside the store', (store) => {
  let core: TestCore
  let app: Hono
  let key: string
  let place: string
  let logs: { stop(): Promise<void> }[]
  /** What each call of `finish` does; the work's id by default. */
  let finishes: ((workId: string) => Promise<Answer>)[]
  /** The ids that `finish` was called with. */
  let finished: string[]
  let refusal: Problem | null

  beforeEach(async () => {
    core = testCore(store())
    logs = []
    finishes = []
    finished = []
    refusal = null
    place = newId('place_')
    const { appId, merchantId } = await testApp(core)
    key = await testKey(core, 'paylinq', appId)
    app = new Hono().route('/v1', api('paylinq')).route('/api/v1', api('paylinkr'))
    merchantKey = await testKey(core, 'paylinkr', merchantId)
  })
  let merchantKey: string
  afterEach(async () => {
    await Promise.all(logs.map((log) => log.stop()))
  })

  function api(dialect: Dialect) {
    const requestLog = openRequestLog(core.store, core.logger)
    logs.push(requestLog)
    const { store, clock, secrets, logger } = core
    const rateLimit = openRateLimit(store, newId('test'), 1_000_000)
    const services = {
      store,
      clock,
      secrets,
      logger,
      keyring: openKeyring(core),
      rateLimit,
      addressLimit: rateLimit,
      trustedProxies: 0,
      requestLog,
    }
    const errand = endpoint({
      method: 'post',
      path: '/errands',
      summary: 'Do something elsewhere',
      body: z.object({ what: z.string().optional() }),
      answer: { status: 201, schema: z.object({ id: z.string() }) },
      run: { begin, finish },
    })
    return createApi(dialect === 'paylinq' ? paylinq : paylinkr, [errand], services)
  }

  /** Writes a row that is there exactly when the work was begun. */
  async function begin(tx: Tx): Promise<string> {
    if (refusal) throw refusal
    const id = newId('err_')
    const created_at = instantNow(core.clock)
    await tx
      .insertInto('merchants')
      .values({ id, name: place, plan: 'pro', allowed_origins: '[]', underpayment_tolerance: 0, created_at })
      .execute()
    return id
  }

  async function finish(workId: string): Promise<Answer> {
    finished.push(workId)
    return (finishes.shift() ?? done)(workId)
  }

  const done = async (id: string): Promise<Answer> => ({ status: 201, body: { id } })
  const fails = (error: Error) => () => Promise.reject(error)
  const begun = async () =>
    (await core.store.db.selectFrom('merchants').where('name', '=', place).select('id').execute()).length

  const post = async (idempotencyKey: string | null, body: object = {}) =>
    app.request('/v1/errands', {
      method: 'POST',
      headers: { 'X-API-Key': key, ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }) },
      body: JSON.stringify(body),
    })
  const read = async (answer: Response) => [
    answer.status,
    await answer.json(),
    answer.headers.get('idempotent-replayed') === 'true',
  ]

  it('is done for each request without a key', async () => {
    expect((await post(null)).status).toBe(201)
    expect((await post(null)).status).toBe(201)
    expect([await begun(), new Set(finished).size]).toEqual([2, 2])
  })

  it('is done once for a key, and answered alike for 24 hours', async () => {
    const [status, body] = await read(await post('k'))
    expect(status).toBe(201)
    core.clock.advance(24 * HOUR - 1)
    expect(await read(await post('k'))).toEqual([201, body, true])
    expect(finished).toHaveLength(1)
    core.clock.advance(1)
    expect(await read(await post('k'))).not.toEqual([201, body, true])
    expect([await begun(), finished.length]).toEqual([2, 2])
  })

  it('is done once for 50 requests at once with one key', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => post('k').then(read)))
    expect(new Set(answers.map(([status, body]) => JSON.stringify([status, body]))).size).toBe(1)
    expect(answers.filter(([, , replayed]) => replayed)).toHaveLength(49)
    expect([await begun(), finished.length]).toEqual([1, 1])
  })

  it('keeps what was refused when it was done', async () => {
    finishes = [fails(new Problem('provider_refused', 'refused', 'The provider said no.'))]
    expect(await read(await post('k'))).toEqual([422, { detail: 'The provider said no.', code: 'refused' }, false])
    expect(await read(await post('k'))).toEqual([422, { detail: 'The provider said no.', code: 'refused' }, true])
    expect(finished).toHaveLength(1)
  })

  it('keeps nothing of what was refused before it was begun', async () => {
    refusal = conflict('wrong_state', 'Not now.')
    expect((await post('k')).status).toBe(409)
    refusal = invalid('what', 'is wrong')
    expect((await post('k')).status).toBe(400)
    expect((await post('k', { what: 7 })).status).toBe(400)
    refusal = null
    expect((await post('k')).status).toBe(201)
    expect(await begun()).toBe(1)
  })

  it('is gone on with after an unexpected failure, at once', async () => {
    finishes = [fails(new Error('lost the thread')), fails(new Error('and again'))]
    expect((await post('k')).status).toBe(500)
    expect((await post('k')).status).toBe(500)
    const [status, body] = await read(await post('k'))
    expect([status, body]).toEqual([201, { id: finished[0] }])
    expect([await begun(), new Set(finished).size, finished.length]).toEqual([1, 1, 3])
  })

  it('is begun anew when surely nothing was done', async () => {
    finishes = [fails(new Problem('provider_unreachable', 'provider_unreachable', 'Nothing was done.'))]
    expect((await post('k')).status).toBe(502)
    expect((await post('k', { what: 'a corrected request' })).status).toBe(201)
    expect([await begun(), new Set(finished).size]).toEqual([2, 2])
  })

  it('is gone on with when its process died, once the lease is over', async () => {
    finishes = [() => never]
    void post('k')
    await expect.poll(() => finished.length).toBe(1)
    core.clock.advance(30_000)
    expect(await read(await post('k'))).toEqual([201, { id: finished[0] }, false])
    expect([await begun(), finished.length]).toEqual([1, 2])
  })

  it('is gone on with by one of many retries after a crash', async () => {
    finishes = [() => never]
    void post('k')
    await expect.poll(() => finished.length).toBe(1)
    core.clock.advance(30_000)
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('k').then(read)))
    expect(answers.map(([status]) => status)).toEqual(Array(20).fill(201))
    expect(answers.filter(([, , replayed]) => replayed)).toHaveLength(19)
    expect([await begun(), finished.length]).toEqual([1, 2])
  })

  it('is answered alike where the first one came back after all', async () => {
    const slow = Promise.withResolvers<Answer>()
    finishes = [() => slow.promise]
    const first = post('k')
    await expect.poll(() => finished.length).toBe(1)
    core.clock.advance(30_000)
    const second = await read(await post('k'))
    slow.resolve({ status: 201, body: { id: 'told late' } })
    expect(await read(await first)).toEqual([201, second[1], true])
  })

  it('does not take the lease from another when an old one fails', async () => {
    const old = Promise.withResolvers<Answer>()
    const current = Promise.withResolvers<Answer>()
    finishes = [() => old.promise, () => current.promise]
    const first = post('k')
    await expect.poll(() => finished.length).toBe(1)
    core.clock.advance(30_000)
    const second = post('k')
    await expect.poll(() => finished.length).toBe(2)
    old.reject(new Problem('provider_unreachable', 'provider_unreachable', 'Nothing was done.'))
    expect((await first).status).toBe(502)
    const third = post('k')
    current.resolve({ status: 201, body: { id: finished[0]! } })
    expect([(await second).status, (await third).status]).toEqual([201, 201])
    expect([await begun(), finished.length]).toEqual([1, 2])
  })

  it('refuses another request under the same key, also while the first is under way', async () => {
    const slow = Promise.withResolvers<Answer>()
    finishes = [() => slow.promise]
    const first = post('k', { what: 'a' })
    await expect.poll(() => finished.length).toBe(1)
    const other = await read(await post('k', { what: 'b' }))
    expect(other[0]).toBe(409)
    expect(other[1]).toMatchObject({ code: 'idempotency_key_reused' })
    slow.resolve({ status: 201, body: { id: finished[0]! } })
    expect((await first).status).toBe(201)
    expect((await post('k', { what: 'b' })).status).toBe(409)
    expect(await begun()).toBe(1)
  })

  it('makes a request wait for the one that is under way, and no longer than its patience', async () => {
    const slow = Promise.withResolvers<Answer>()
    finishes = [() => slow.promise]
    const first = post('k')
    await expect.poll(() => finished.length).toBe(1)
    const waiting = post('k').then(read)
    const { owner_id, mode, route, key } = await onlyKey()
    const principal = { ownerId: owner_id, mode, dialect: 'paylinq' } as IdempotentRequest['principal']
    const request = { principal, route, key, asked: { params: {}, body: {} } }
    await expect(finishOnce(core, request, { begin, finish }, 100)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'idempotency_in_progress',
    })
    slow.resolve({ status: 201, body: { id: 'x' } })
    expect((await first).status).toBe(201)
    expect(await waiting).toEqual([201, { id: 'x' }, true])
    expect(finished).toHaveLength(1)
  })

  it('tells PayLinkr at once that a request is under way', async () => {
    const ask = () =>
      app.request('/api/v1/errands', {
        method: 'POST',
        headers: { Authorization: `Bearer ${merchantKey}`, 'Idempotency-Key': 'k' },
        body: '{}',
      })
    const slow = Promise.withResolvers<Answer>()
    finishes = [() => slow.promise]
    const first = ask()
    await expect.poll(() => finished.length).toBe(1)
    const second = await read(await ask())
    expect([second[0], second[1]]).toMatchObject([409, { code: 'idempotency_in_progress' }])
    slow.resolve({ status: 201, body: { id: 'x' } })
    expect((await first).status).toBe(201)
    expect(await read(await ask())).toEqual([201, { id: 'x' }, true])
  })

  describe('whose key is old', () => {
    it('keeps it while a request is under way, and forgets it afterwards', async () => {
      finishes = [fails(new Error('lost the thread')), () => never]
      expect((await post('k')).status).toBe(500)
      core.clock.advance(24 * HOUR - 1_000)
      void post('k')
      await expect.poll(() => finished.length).toBe(2)
      core.clock.advance(2_000)
      await forgetExpiredKeys(core)
      expect(await onlyKey()).toMatchObject({ work_id: finished[0], status: 0 })
      core.clock.advance(30_000)
      await forgetExpiredKeys(core)
      expect(await onlyKey()).toBeUndefined()
    })
  })

  const onlyKey = async () => {
    const { owner_id } = await core.store.db
      .selectFrom('api_keys')
      .select('owner_id')
      .where('hash', '=', core.secrets.hashApiKey(key))
      .executeTakeFirstOrThrow()
    const [row] = await core.store.db
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('owner_id', '=', owner_id)
      .execute()
    return row!
  }
})
