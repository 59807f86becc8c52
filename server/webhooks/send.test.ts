import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { TEST_SECRET } from '../test-core.ts'
import type { Message } from './message.ts'
import { openSender, type Sender, type SenderOptions } from './send.ts'
import { type Receiver, startReceiver } from './test-webhooks.ts'

const message: Message = { body: '{"event":"x"}', headers: { 'Content-Type': 'application/json', 'webhook-id': '1' } }

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

function sender(options: SenderOptions & { loopback?: boolean } = {}): Sender {
  const { loopback = true, ...rest } = options
  const config = readConfig({ PAYLINK_SECRET: TEST_SECRET, WEBHOOKS_TO_LOOPBACK: loopback ? '1' : '0' })
  const made = openSender(config, systemClock, rest)
  opened.push(made)
  return made
}

async function receiver(answer?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const made = await startReceiver(answer)
  opened.push(made)
  return made
}

const toLoopback = async () => [{ address: '127.0.0.1', family: 4 }]
const named = (name: string, { url }: Receiver) => url.replace('127.0.0.1', name)

describe('sending', () => {
  it('posts the message as it is', async () => {
    const shop = await receiver()
    const outcome = await sender().send(`${shop.url}/hook?shop=1`, message)
    expect(outcome).toMatchObject({ statusCode: 204, error: null, retryAfter: null })
    expect(shop.received).toMatchObject([
      { path: '/hook?shop=1', body: message.body, headers: { 'content-type': 'application/json', 'webhook-id': '1' } },
    ])
  })

  it('follows no redirect, to loopback or elsewhere', async () => {
    const inside = await receiver()
    const shop = await receiver((response) => response.writeHead(307, { Location: inside.url }).end())
    const outcome = await sender().send(shop.url, message)
    expect(outcome).toMatchObject({ statusCode: 307, error: 'It answered 307, and redirects are not followed.' })
    expect(inside.received).toEqual([])
  })

  it('reads how long it shall wait', async () => {
    const shop = await receiver((response) => response.writeHead(503, { 'Retry-After': '7' }).end())
    expect(await sender().send(shop.url, message)).toMatchObject({ statusCode: 503, retryAfter: 7_000 })
  })

  it('drops an endless answer once its status is known', async () => {
    let brokenOff = false
    const shop = await receiver((response) => {
      const chunk = Buffer.alloc(8_192)
      const write = () => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', write).on('close', () => {
        brokenOff = true
      })
      response.writeHead(200)
      write()
    })
    expect(await sender().send(shop.url, message)).toMatchObject({ statusCode: 200, error: null })
    await expect.poll(() => brokenOff).toBe(true)
  })

  it('gives up on one that never answers, and on one that never ends', async () => {
    const silent = await receiver(() => {})
    const dripping = await receiver((response) => void response.writeHead(500).write('…'))
    const [none, part] = await Promise.all([
      sender({ timeout: 100 }).send(silent.url, message),
      // Long enough for its status to come.
      sender({ timeout: 2_000 }).send(dripping.url, message),
    ])
    expect(none).toMatchObject({ statusCode: null, error: 'No answer within 0.1 s.' })
    expect(part).toMatchObject({ statusCode: 500, error: 'It answered 500.' })
  })

  it('says in words why there was no answer', async () => {
    const gone = await startReceiver()
    await gone.close()
    const rude: Server = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve))
    opened.push({ close: () => new Promise((resolve) => rude.close(() => resolve())) })
    const { port } = rude.address() as { port: number }
    const to = sender({ resolve: () => Promise.reject(Object.assign(new Error('?'), { code: 'ENOTFOUND' })) })
    expect(await to.send(gone.url, message)).toMatchObject({ error: 'It refused the connection.' })
    expect(await to.send(`http://127.0.0.1:${port}/`, message)).toMatchObject({
      error: 'It broke the connection off without an answer.',
    })
    expect(await to.send('http://nowhere.example/', message)).toMatchObject({ error: 'The host name does not exist.' })
  })

  it('does not call an exchange failed that it broke off itself', async () => {
    const silent = await receiver(() => {})
    const closing = sender()
    const outcome = closing.send(silent.url, message)
    await expect.poll(() => silent.received.length).toBe(1)
    await closing.close()
    expect(await outcome).toBeNull()
  })
})

describe('sending where it may not', () => {
  it.each(['127.0.0.1', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])('refuses %s itself', async (host) => {
    const inside = await receiver()
    const outcome = await sender({ loopback: false }).send(named(host, inside), message)
    expect(outcome).toMatchObject({ statusCode: null, error: expect.stringContaining('is not public') })
    expect(inside.received).toEqual([])
  })

  it('refuses a name that leads there', async () => {
    const inside = await receiver()
    const strict = sender({ loopback: false, resolve: toLoopback })
    expect(await strict.send(named('shop.example', inside), message)).toMatchObject({
      statusCode: null,
      error: 'The host shop.example has no public address.',
    })
    expect(inside.received).toEqual([])
    // The name is what was refused: with loopback allowed, it leads to the receiver.
    const lenient = sender({ resolve: toLoopback })
    expect(await lenient.send(named('shop.example', inside), message)).toMatchObject({ statusCode: 204 })
  })
})
