import type { Hono } from 'hono'
import { beforeEach, expect, it } from 'vitest'
import type { Owner } from '../accounts/owner.ts'
import { newPayment } from '../payments/test-payments.ts'
import { testProvider } from '../payments/test-provider.ts'
import { Problem } from '../problem.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { openStreams } from './live.ts'
import { checkoutRoutes } from './routes.ts'

let payers = 0

describeOnBothStores('what the hosted pages may call', (store) => {
  let core: TestCore
  let owner: Owner
  let checkout: Hono

  beforeEach(async () => {
    core = testCore(store(), { with: { stripe: () => testProvider() }, config: { trustedProxies: 1 } })
    owner = { appId: (await testApp(core)).appId, mode: 'test' }
    checkout = checkoutRoutes(core)
    payers += 1
  })

  /** Limits are counted over all of a store, so each test has addresses of its own. */
  const ask = (method: string, path: string, address = 1) =>
    checkout.request(path, { method, headers: { 'x-forwarded-for': `198.51.${payers}.${address}` } })
  const statusesOf = async (times: number, call: () => Response | Promise<Response>) => {
    const statuses = new Set<number>()
    for (let n = 0; n < times; n += 1) statuses.add((await call()).status)
    return [...statuses]
  }

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('counts %s for one network, and looking never', async (method) => {
    const { id } = await newPayment(core, owner)
    expect(await statusesOf(60, () => ask(method, '/nothing'))).toEqual([404])
    const refused = await ask(method, '/nothing')
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
    expect((await ask('GET', `/${id}`)).status).toBe(200)
    expect((await ask(method, '/nothing', 2)).status).toBe(404)
  })

  it('counts what is tried on one payment, from wherever', async () => {
    const { id } = await newPayment(core, owner)
    let network = 0
    const tryIt = () => {
      network += 1
      return ask('POST', `/payments/${id}/complete`, network)
    }
    expect(await statusesOf(30, tryIt)).toEqual([409])
    expect((await tryIt()).status).toBe(429)
    const { id: other } = await newPayment(core, owner)
    expect((await ask('POST', `/payments/${other}/complete`, 200)).status).toBe(409)
  })

  it.each([
    ['GET', '/%00'],
    ['GET', '/%00/events'],
    ['PUT', '/payments/%00/coupon'],
    ['POST', '/payments/x/attempts/%00/submitted'],
    ['POST', '/invoices/%00/stellar/submit'],
  ])('has nothing for %s %s, which no store could look for', async (method, path) => {
    expect((await ask(method, path)).status).toBe(404)
  })

  it('counts the codes that are tried on what is no payment', async () => {
    expect((await ask('DELETE', `/payments/${'x'.repeat(1_000)}/coupon`)).status).toBe(404)
  })

  it('lets one network hold so many streams open, until it closes some', () => {
    const streams = openStreams(2)
    const leave = streams.enter('192.0.2.1')
    streams.enter('192.0.2.1')
    expect(() => streams.enter('192.0.2.1')).toThrow(Problem)
    streams.enter('192.0.2.2')
    leave()
    streams.enter('192.0.2.1')
    expect(() => streams.enter('192.0.2.1')).toThrow('2 open streams')
  })

  it('forgets a stream that its page has left', async () => {
    const { id } = await newPayment(core, owner)
    for (let n = 0; n < 201; n += 1) {
      const stream = await ask('GET', `/${id}/events`)
      expect(stream.status).toBe(200)
      await stream.body!.cancel()
    }
  })

  it('opens no stream for a HEAD', async () => {
    const { id } = await newPayment(core, owner)
    const heads = await statusesOf(201, () => ask('HEAD', `/${id}/events`))
    expect(heads).toEqual([200])
    const stream = await ask('GET', `/${id}/events`)
    expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    await stream.body!.cancel()
  })
})
