import { Memo } from '@stellar/stellar-sdk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { build, issuer, merchant, pay, payer, startTestNetwork, stranger, submit } from './test-network.ts'

let network: Awaited<ReturnType<typeof startTestNetwork>>

beforeEach(async () => {
  network = await startTestNetwork()
})
afterEach(() => network.standIn.stop())

const path = `/accounts/${merchant.publicKey()}/payments`
const asStream = (query = '', headers: Record<string, string> = {}, signal?: AbortSignal) =>
  network.get(path + query, { headers: { accept: 'text/event-stream', ...headers }, signal })

/** Sends payments of 1, 2, 3 … in transactions of their own: each is sent when it is asked for by its number. */
async function sendCounting(count: number) {
  const source = await network.server.loadAccount(issuer.publicKey())
  const transactions = Array.from({ length: count }, (_, index) =>
    build(source, [pay(String(index + 1))], { memo: Memo.text(`INV-${index + 1}`), signers: [issuer] }),
  )
  const send = (index: number) => network.server.submitTransaction(transactions[index]!)
  // A connection that was cut fails the next request on it; the same transaction again is still one transaction.
  return (index: number) => send(index).catch(() => send(index))
}

interface StreamedPayment {
  amount: string
  paging_token: string
  transaction_attr: { memo: string }
}

/** Watches the merchant's payments with the official client, as a checkout does. */
function watch(cursor: string) {
  const seen: StreamedPayment[] = []
  const stop = network.server
    .payments()
    .forAccount(merchant.publicKey())
    .cursor(cursor)
    .join('transactions')
    .stream({ onmessage: (record) => void seen.push(record as unknown as StreamedPayment), reconnectTimeout: 60_000 })
  return { seen, stop }
}

const counting = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}.0000000`)

describe('a stream, byte by byte', () => {
  test('says hello, then the records with their ids, and goodbye at its limit', async () => {
    await submit(network.server, payer, [pay('1'), pay('2'), pay('3')])
    const response = await asStream('?limit=2')
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    const text = await response.text()
    const page = (await (await network.get(`${path}?limit=2`)).json()) as { _embedded: { records: { id: string }[] } }
    const records = page._embedded.records.map((record) => `id: ${record.id}\ndata: ${JSON.stringify(record)}\n\n`)
    expect(text).toBe(
      `retry: 1000\nevent: open\ndata: "hello"\n\n${records.join('')}retry: 10\nevent: close\ndata: "byebye"\n\n`,
    )
  })

  test('waits for ledgers until its limit is reached, and says hello at once', async () => {
    const response = await asStream('?cursor=now&limit=3')
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader.read()).value).toBe('retry: 1000\nevent: open\ndata: "hello"\n\n')
    await submit(network.server, payer, [pay('1')])
    await submit(network.server, payer, [pay('2'), pay('3'), pay('4')])
    let rest = ''
    for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value
    expect([...rest.matchAll(/"amount":"([\d.]+)"/g)].map(([, amount]) => amount)).toEqual(counting(3))
    expect(rest).toMatch(/event: close\ndata: "byebye"\n\n$/)
    expect(network.horizon.openStreams()).toBe(0)
  })

  test('goes on after Last-Event-ID, whatever the cursor says', async () => {
    await submit(network.server, payer, [pay('1'), pay('2')])
    const { records } = await network.server.payments().forAccount(merchant.publicKey()).call()
    const response = await asStream('?cursor=0&limit=1', { 'last-event-id': records[0]!.paging_token })
    const text = await response.text()
    expect(text).toContain('"amount":"2.0000000"')
    expect(text).not.toContain('"amount":"1.0000000"')
  })

  test('of what does not exist or cannot be read is a problem', async () => {
    const accept = 'text/event-stream'
    const unknown = await network.get(`/accounts/${stranger.publicKey()}/payments`, { headers: { accept } })
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ])
    expect((await asStream('?cursor=soon')).status).toBe(400)
  })
})

describe('a stream leaves nothing behind', () => {
  test('when the client goes', async () => {
    const gone = new AbortController()
    await asStream('?cursor=now', {}, gone.signal)
    await expect.poll(() => network.horizon.openStreams()).toBe(1)
    gone.abort()
    await expect.poll(() => network.horizon.openStreams()).toBe(0)
  })

  test('when the listener is closed', async () => {
    const response = await asStream('?cursor=now')
    await expect.poll(() => network.horizon.openStreams()).toBe(1)
    await network.standIn.setFault({ mode: 'refuse' })
    await expect(response.text()).rejects.toThrow()
    await expect.poll(() => network.horizon.openStreams()).toBe(0)
    await expect(network.get('/')).rejects.toThrow()
    await network.standIn.setFault({ mode: 'none' })
    expect((await network.get('/')).status).toBe(200)
  })

  test('when it is never answered', async () => {
    await network.standIn.setFault({ mode: 'timeout', times: 1 })
    const unanswered = asStream('?cursor=now')
    unanswered.catch(() => {})
    await expect.poll(() => network.standIn.requests().length).toBe(1)
    expect(network.horizon.openStreams()).toBe(0)
    await network.standIn.setFault({ mode: 'none' })
    await expect(unanswered).rejects.toThrow()
  })

  test('when the network stops', async () => {
    const local = await startTestNetwork()
    const response = await local.get('/payments', { headers: { accept: 'text/event-stream' } })
    await expect.poll(() => local.horizon.openStreams()).toBe(1)
    await local.standIn.stop()
    await expect(response.text()).rejects.toThrow()
    expect(local.horizon.openStreams()).toBe(0)
  })
})

describe('a watcher with the official client', () => {
  test('gets what there was and what comes, each with its transaction', async () => {
    const send = await sendCounting(3)
    await send(0)
    const { seen, stop } = watch('0')
    await expect.poll(() => seen.length).toBe(1)
    await send(1)
    await send(2)
    await expect.poll(() => seen.length).toBe(3)
    stop()
    expect(seen.map(({ amount }) => amount)).toEqual(counting(3))
    expect(seen.map(({ transaction_attr }) => transaction_attr.memo)).toEqual(['INV-1', 'INV-2', 'INV-3'])
    await expect.poll(() => network.horizon.openStreams()).toBe(0)
  })

  test('gets all of 50 payments once and in order while its connection is cut', { timeout: 30_000 }, async () => {
    const { horizon, standIn } = network
    const { seen, stop } = watch('0')
    await expect.poll(() => horizon.openStreams()).toBe(1)
    const send = await sendCounting(50)
    for (let payment = 0; payment < 50; payment += 1) {
      await send(payment)
      // Five times, and never after the last payment: to see that one it has to connect for the sixth time.
      if (payment % 10 === 4) {
        // The client connects again when it sees fit: a cut is one only once it has.
        await expect.poll(() => horizon.openStreams()).toBe(1)
        await standIn.setFault({ mode: 'refuse' })
        await expect.poll(() => horizon.openStreams()).toBe(0)
        await standIn.setFault({ mode: 'none' })
      }
    }
    await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(50)
    stop()
    expect(seen.map(({ amount }) => amount)).toEqual(counting(50))
    const connections = standIn.requests().filter(({ headers }) => headers.accept === 'text/event-stream')
    expect(connections.length).toBeGreaterThan(5)
  })
})
