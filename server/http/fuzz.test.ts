import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { paylinkrEndpoints } from '../paylinkr.ts'
import { paylinqEndpoints } from '../paylinq.ts'
import { testProvider } from '../payments/test-provider.ts'
import { paidPayment } from '../refunds/test-refunds.ts'
import type { Dialect } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import type { Endpoint } from './api.ts'
import { testApi, testKey } from './test-api.ts'
import { type FuzzedRequest, requestsTo } from './test-fuzz.ts'

/** For each endpoint. */
const RUNS = process.env.LONG ? 1_000 : 15
/** Another one: SEED=2. */
const SEED = Number(process.env.SEED ?? 1)

/** Written for every request, whatever it is answered. */
const OF_REQUESTS = ['request_logs', 'idempotency_keys', 'rate_limits']

const ENDPOINTS: Record<Dialect, (core: TestCore) => Endpoint[]> = {
  paylinq: paylinqEndpoints,
  paylinkr: paylinkrEndpoints,
}

describeOnBothStores('whatever is sent', (store) => {
  let core: TestCore
  let countRows: Awaited<ReturnType<typeof rowCounter>>
  const scenes = {} as Record<Dialect, Awaited<ReturnType<typeof openScene>>>

  beforeAll(async () => {
    const provider = testProvider()
    const connect = () => provider
    const all = { stripe: connect, airwallex: connect, mollie: connect, paypal: connect }
    core = testCore(store(), { with: all })
    const { merchantId, appId } = await testApp(core)
    countRows = await rowCounter(core)
    const paid = await paidPayment(core, provider, { appId, mode: 'test' })
    scenes.paylinq = await openScene(core, 'paylinq', appId, [paid.id])
    scenes.paylinkr = await openScene(core, 'paylinkr', merchantId, [])
  })

  const timeout = 20_000 + RUNS * 500

  for (const dialect of ['paylinq', 'paylinkr'] as const) {
    it(`no ${dialect} endpoint fails, and what it refuses leaves nothing behind (seed ${SEED})`, {
      timeout: timeout * 4,
    }, async () => {
      const answered = new Set<number>()
      for (const endpoint of ENDPOINTS[dialect](core)) {
        const { ask, known } = scenes[dialect]
        const isHandled = async (request: FuzzedRequest) => {
          const before = await countRows()
          const { status, text } = await ask(endpoint, request)
          answered.add(status)
          expect(status, text).toBeLessThan(500)
          if (status >= 400) expect(await countRows(), text).toEqual(before)
        }
        await fc.assert(fc.asyncProperty(requestsTo(endpoint, known), isHandled), { numRuns: RUNS, seed: SEED })
      }
      // Some of it was good: else only the first check was tried.
      for (const status of [200, 400, 404]) expect(answered).toContain(status)
    })
  }
})

async function openScene(core: TestCore, dialect: Dialect, ownerId: string, ids: string[]) {
  const { app } = testApi(core, dialect)
  const key = await testKey(core, dialect, ownerId)
  const headers: Record<string, string> =
    dialect === 'paylinq' ? { 'X-API-Key': key } : { Authorization: `Bearer ${key}` }
  const known = [
    ...ids,
    'EUR',
    'USD',
    'JPY',
    'stripe',
    'mollie',
    'card',
    '10',
    '10.00',
    'USDC',
    'STELLAR',
    '2026-01-05',
  ]
  return {
    known,
    /** What it makes is known to the requests after it. */
    async ask({ method }: Endpoint, { path, body, headers: own }: FuzzedRequest) {
      const init = {
        method: method.toUpperCase(),
        headers: { ...headers, ...own },
        ...(body !== undefined && { body }),
      }
      const answer = await app.request(path, init)
      const text = await answer.text()
      const { id } = answer.status === 201 ? JSON.parse(text) : {}
      if (typeof id === 'string' && known.length < 100) known.push(id)
      return { status: answer.status, text }
    },
  }
}

/** Counts the rows of each table, in one query. */
async function rowCounter({ store: { db } }: TestCore): Promise<() => Promise<Record<string, unknown>>> {
  const tables = (await db.introspection.getTables()).map(({ name }) => name)
  const counts = tables
    .filter((name) => !OF_REQUESTS.includes(name))
    .map((name) => sql`(select count(*) from ${sql.table(name)}) as ${sql.id(name)}`)
  const query = sql<Record<string, unknown>>`select ${sql.join(counts)}`
  return async () => (await query.execute(db)).rows[0]!
}
