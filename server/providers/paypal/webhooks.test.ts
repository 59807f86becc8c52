import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32 } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { selfSigned } from '../../../demo/networks/paypal/certificate.ts'
import { startReceiver, visit } from '../../../demo/networks/paypal/testing.ts'
import { accountAt, anOrder, certaintyOf, openScene, paidOrder, type Scene } from './test-paypal.ts'

const MINUTE = 60 * 1000
const DAY = 24 * 60 * MINUTE

/** A scene whose webhooks arrive, read by an account that knows its webhook. */
async function openReception() {
  const scene = await openScene()
  const receiver = await startReceiver()
  const { webhookId } = (await scene.account.registerWebhook(receiver.url)) as { webhookId: string }
  const account = accountAt(scene.paypal, { webhookId })
  const read = ({ body, headers }: { body: string; headers: Headers }, now = scene.clock.now()) =>
    account.readWebhook(body, headers, now)
  return { ...scene, account, receiver, webhookId, read }
}

type Reception = Awaited<ReturnType<typeof openReception>>

/** Waits for so many webhooks in all, and tells the news of each type. */
async function newsByType({ receiver, read }: Reception, count: number) {
  const notices = await Promise.all((await receiver.until(count)).map((received) => read(received)))
  return Object.fromEntries(notices.map((notice) => [notice!.type, notice!.news]))
}

describe('what PayPal tells by webhook', () => {
  it('is the approval, the payment and the refund', async () => {
    const scene = await openReception()
    const { account } = scene
    const reference = await paidOrder(scene)
    const refund = { reference, key: 'ref_1', amount: 500n, currency: 'EUR', reason: null, again: false }
    const outcome = await account.refund(refund)
    expect(await newsByType(scene, 3)).toEqual({
      'CHECKOUT.ORDER.APPROVED': [{ about: 'attempt', reference, outcome: { state: 'approved' } }],
      'PAYMENT.CAPTURE.COMPLETED': [
        { about: 'attempt', reference, outcome: { state: 'succeeded', fee: 97n, capture: expect.any(String) } },
      ],
      'PAYMENT.CAPTURE.REFUNDED': [{ about: 'refund', outcome }],
    })
  })

  it('is a bank’s money that is pending and then denied', async () => {
    const scene = await openReception()
    const { account, paypal } = scene
    const { reference, handover } = await account.create(anOrder())
    await visit(handover, 'pay', 'bank')
    await account.capture!(reference, 'c1')
    paypal.settlePayment(reference, 'DECLINED')
    expect(await newsByType(scene, 3)).toMatchObject({
      'PAYMENT.CAPTURE.PENDING': [{ about: 'attempt', reference, outcome: { state: 'processing' } }],
      'PAYMENT.CAPTURE.DENIED': [{ about: 'attempt', reference, outcome: { state: 'declined' } }],
    })
  })

  it.each([
    ['RESOLVED_SELLER_FAVOUR', 'won'],
    ['CANCELED_BY_BUYER', 'won'],
    ['RESOLVED_WITH_PAYOUT', 'won'],
    ['RESOLVED_BUYER_FAVOUR', 'lost'],
    ['ACCEPTED', 'lost'],
  ] as const)('is a dispute, by the payment it is about: %s is %s', async (code, state) => {
    const scene = await openReception()
    const reference = await paidOrder(scene)
    const id = scene.paypal.openDispute(reference, 'UNAUTHORISED')
    scene.paypal.resolveDispute(id, code)
    const dispute = {
      reference: id,
      paymentReference: reference,
      amount: 2500n,
      currency: 'EUR',
      reason: 'UNAUTHORISED',
    }
    expect(await newsByType(scene, 4)).toMatchObject({
      'CUSTOMER.DISPUTE.CREATED': [{ about: 'dispute', dispute: { ...dispute, state: 'open' } }],
      'CUSTOMER.DISPUTE.RESOLVED': [{ about: 'dispute', dispute: { ...dispute, state } }],
    })
  })

  it('has one id however often it is sent', async () => {
    const { receiver, read, ...scene } = await openReception()
    await paidOrder(scene)
    const received = (await receiver.until(2))[0]!
    const [first, second] = [await read(received), await read(received)]
    expect(first!.eventId).toMatch(/^WH-/)
    expect(second).toEqual(first)
  })

  it('is unknown while PayPal cannot be asked whose payment is disputed', async () => {
    const { receiver, read, paypal, ...scene } = await openReception()
    const reference = await paidOrder({ paypal, ...scene } as Scene)
    paypal.openDispute(reference)
    const received = await receiver.until(3)
    const dispute = received.find(({ body }) => body.includes('CUSTOMER.DISPUTE'))!
    expect(await read(dispute)).toMatchObject({ news: [{ about: 'dispute' }] })
    await paypal.setFault({ mode: 'error' })
    expect(await certaintyOf(read(dispute))).toBe('unknown')
  })
})

describe('what is not believed', () => {
  it('is anything changed: body, webhook, id, time, signature, algorithm', async () => {
    const { receiver, read, paypal, clock, ...scene } = await openReception()
    await paidOrder({ paypal, clock, ...scene })
    const received = (await receiver.until(2))[0]!
    const changed = (name: string, value: string | null) => {
      const headers = new Headers(received.headers)
      if (value === null) headers.delete(name)
      else headers.set(name, value)
      return { ...received, headers }
    }
    const other = new Date(clock.now() + 1000).toISOString()
    const forged = [
      { ...received, body: received.body.replace('25.00', '99.00') },
      { ...received, body: 'garbage' },
      { ...received, body: '' },
      { ...received, headers: new Headers() },
      changed('paypal-transmission-id', 'another'),
      changed('paypal-transmission-time', other),
      changed('paypal-transmission-time', 'yesterday'),
      changed('paypal-transmission-sig', btoa('forged')),
      changed('paypal-transmission-sig', '!'),
      changed('paypal-transmission-sig', null),
      changed('paypal-auth-algo', 'SHA1withRSA'),
      changed('paypal-cert-url', null),
    ]
    expect(await Promise.all(forged.map((each) => read(each)))).toEqual(forged.map(() => null))
    expect(await read(received)).not.toBeNull()
    for (const webhookId of ['', 'ANOTHER']) {
      const stranger = accountAt(paypal, { webhookId })
      expect(await stranger.readWebhook(received.body, received.headers, clock.now())).toBeNull()
    }
  })

  it('is what is older than PayPal repeats it, or from the future', async () => {
    const { receiver, read, clock, ...scene } = await openReception()
    await paidOrder({ clock, ...scene })
    const received = (await receiver.until(2))[0]!
    const sent = clock.now()
    expect(await read(received, sent + 3 * DAY)).not.toBeNull()
    expect(await read(received, sent - MINUTE)).not.toBeNull()
    expect(await read(received, sent + 5 * DAY)).toBeNull()
    expect(await read(received, sent - 10 * MINUTE)).toBeNull()
  })

  /** A key and a certificate of somebody's own, and what they would sign. */
  async function forger(scene: Reception, { bits = 2048, ends = DAY, path = '/v1/notifications/certs/CERT-1' } = {}) {
    const pair = generateKeyPairSync('rsa', { modulusLength: bits })
    const now = scene.clock.now()
    const pem = selfSigned(pair, { commonName: 'certs.example', validFrom: now - DAY, validTo: now + ends })
    const asked: string[] = []
    const server = createServer((incoming, response) => {
      asked.push(incoming.url!)
      response.end(pem)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const body = JSON.stringify({ id: 'WH-1', event_type: 'SOMETHING.NEW', resource: {} })
    const time = new Date(now).toISOString()
    const message = Buffer.from(`T|${time}|${scene.webhookId}|${crc32(body)}`)
    const headers = new Headers({
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url': url + path,
      'paypal-transmission-id': 'T',
      'paypal-transmission-sig': sign('sha256', message, pair.privateKey).toString('base64'),
      'paypal-transmission-time': time,
    })
    const account = accountAt({ url }, { webhookId: scene.webhookId })
    return { url, asked, body, headers, now, account }
  }

  it('is a certificate of another host, which is not even fetched', async () => {
    const scene = await openReception()
    const { asked, body, headers, url, now, account } = await forger(scene)
    expect(await scene.read({ body, headers })).toBeNull()
    const addresses = [
      'https://api.paypal.com.evil.example/v1/notifications/certs/CERT-1',
      'https://evil.example/v1/notifications/certs/CERT-1',
      'http://api.paypal.com/v1/notifications/certs/CERT-1',
      'https://api.paypal.com:8443/v1/notifications/certs/CERT-1',
      'https://user@api.paypal.com/v1/notifications/certs/CERT-1',
      `${url}/v1/notifications/certs/../../../elsewhere`,
      `${url}/v1/notifications/certs/CERT-1?to=elsewhere`,
      `${url}/elsewhere`,
      'file:///etc/passwd',
    ]
    for (const address of addresses) {
      const moved = new Headers(headers)
      moved.set('paypal-cert-url', address)
      expect(await account.readWebhook(body, moved, now)).toBeNull()
    }
    expect(asked).toEqual([])
    // Where it comes from the host that is asked, it is what it says.
    expect(await account.readWebhook(body, headers, now)).toEqual({ eventId: 'WH-1', type: 'SOMETHING.NEW', news: [] })
    expect(await account.readWebhook(body, headers, now)).not.toBeNull()
    expect(asked).toHaveLength(1)
  })

  it('is a certificate that has ended, or with too short a key', async () => {
    const scene = await openReception()
    const ended = await forger(scene, { ends: -MINUTE })
    expect(await ended.account.readWebhook(ended.body, ended.headers, ended.now)).toBeNull()
    const short = await forger(scene, { bits: 1024 })
    expect(await short.account.readWebhook(short.body, short.headers, short.now)).toBeNull()
    expect([ended.asked.length, short.asked.length]).toEqual([1, 1])
  })

  it('is a certificate that cannot be had', async () => {
    const { receiver, read, paypal, ...scene } = await openReception()
    await paidOrder({ paypal, ...scene })
    const received = (await receiver.until(2))[0]!
    await paypal.setFault({ mode: 'refuse' })
    expect(await read(received)).toBeNull()
    await paypal.setFault({ mode: 'none' })
    expect(await read(received)).not.toBeNull()
  })
})
