import { beforeEach, expect, it } from 'vitest'
import { paylinkrEndpoints } from '../paylinkr.ts'
import { paylinqEndpoints } from '../paylinq.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { testApi, testKey } from './test-api.ts'

const DIALECTS = [
  { dialect: 'paylinq', endpoints: paylinqEndpoints },
  { dialect: 'paylinkr', endpoints: paylinkrEndpoints },
] as const

describeOnBothStores('what every endpoint does', (store) => {
  let core: TestCore

  beforeEach(() => {
    core = testCore(store())
  })

  /** Asks as somebody who may do everything, and owns nothing. */
  async function caller(dialect: 'paylinq' | 'paylinkr') {
    const { app } = testApi(core, dialect)
    const { appId, merchantId } = await testApp(core)
    const key = await testKey(core, dialect, dialect === 'paylinq' ? appId : merchantId)
    return async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
      const sent = { 'X-API-Key': key, Authorization: `Bearer ${key}`, ...headers }
      const answer = await app.request(path, {
        method,
        headers: sent,
        ...(body !== undefined && { body }),
      })
      return { status: answer.status, text: await answer.text() }
    }
  }

  it.each(DIALECTS)('with a body that is too long, or no JSON ($dialect)', async ({ dialect, endpoints }) => {
    const ask = await caller(dialect)
    const writing = endpoints(core).filter(({ method }) => ['post', 'put', 'patch'].includes(method))
    expect(writing.length).toBeGreaterThan(5)
    for (const { method, path } of writing) {
      const at = path.replaceAll(/:\w+/g, 'none')
      const asked = async (body: string) => (await ask(method.toUpperCase(), at, body)).status
      const statuses = [await asked('x'.repeat(200_000)), await asked('{bad'), await asked('[]')]
      expect({ path, statuses }).toEqual({ path, statuses: [413, 400, 400] })
    }
  })

  it.each(DIALECTS)('with an id that holds a NUL: what it does with any unknown one ($dialect)', async (each) => {
    const ask = await caller(each.dialect)
    const named = each.endpoints(core).filter(({ path }) => path.includes(':'))
    for (const { method, path } of named) {
      const verb = method.toUpperCase()
      const body = method === 'get' || method === 'delete' ? undefined : '{}'
      const unknown = await ask(verb, path.replaceAll(/:\w+/g, 'no-such'), body)
      for (const id of ['%00', 'no%00such', 'x%FF']) {
        expect({ path, id, ...(await ask(verb, path.replaceAll(/:\w+/g, id), body)) }).toEqual({ path, id, ...unknown })
      }
    }
  })
})

describeOnBothStores('an action without fields', (store) => {
  it('goes on with an empty body, and tells requests with one key apart by theirs', async () => {
    const core = testCore(store())
    const { app } = testApi(core, 'paylinq')
    const key = await testKey(core, 'paylinq', (await testApp(core)).appId)
    const post = async (path: string, body?: string, headers: Record<string, string> = {}) => {
      const answer = await app.request(path, { method: 'POST', headers: { 'X-API-Key': key, ...headers }, body })
      return { status: answer.status, body: await answer.json() }
    }
    const { body: payment } = await post('/payments', '{"amount":2500,"currency":"EUR"}')
    const cancel = (body?: string) => post(`/payments/${payment.id}/cancel`, body, { 'Idempotency-Key': 'k' })
    expect((await cancel()).status).toBe(200)
    expect((await cancel()).status).toBe(200)
    expect((await cancel('{"reason":"other"}')).status).toBe(409)
  })
})
