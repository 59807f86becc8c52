import { start } from './children.ts'
import { type Request, requestsPerSecond } from './load.ts'
import { inTurn, type Measure } from './measure.ts'

const SECONDS = 4
const ORDER = JSON.stringify({ amount: 2500, currency: 'EUR', description: 'Order #1234', external_ref: 'order_1234' })
const INVOICE = JSON.stringify({ title: 'Consulting Deposit', amount: '250.00', asset: 'USDC', orderId: 'ORD-9001' })

interface HostHello {
  url: string
  paylinq: string
  paylinkr: string
}

/**
 * The whole host over HTTP, every check on and every change durable, against bare Hono: with one durable SQLite insert
 * for what creates, with a constant answer for what reads.
 */
export async function* benchHttp(names: string[]): AsyncGenerator<Measure> {
  const host = await start<HostHello>('host-server.ts')
  const limit = await start<{ url: string }>('limit-server.ts')
  try {
    const { url, paylinq, paylinkr } = host.hello
    const json = { 'Content-Type': 'application/json' }
    const cards = { ...json, 'X-API-Key': paylinq }
    const post = (path: string, headers: Record<string, string>, body: string): Request => ({
      url: url + path,
      method: 'POST',
      headers,
      body,
      idempotent: true,
      expect: 201,
    })
    const { id } = await (await fetch(`${url}/v1/payments`, { method: 'POST', headers: cards, body: ORDER })).json()
    const ours: Record<string, Request> = {
      'create-payment': post('/v1/payments', cards, ORDER),
      'create-invoice': post('/api/v1/invoices', { ...json, Authorization: `Bearer ${paylinkr}` }, INVOICE),
      'get-payment': { url: `${url}/v1/payments/${id}`, method: 'GET', headers: cards, expect: 200 },
    }
    for (const name of names) {
      const request = ours[name]!
      const theirs: Request = {
        ...request,
        url: limit.hello.url,
        // The load is the same: what makes a key for each request costs the client, too.
        expect: request.method === 'GET' ? 200 : 201,
      }
      yield inTurn(
        name,
        'requests/s',
        () => requestsPerSecond(request, SECONDS),
        () => requestsPerSecond(theirs, SECONDS),
      )
    }
  } finally {
    await host.stop()
    await limit.stop()
  }
}
