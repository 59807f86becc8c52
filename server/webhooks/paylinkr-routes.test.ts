import { afterEach, beforeEach, expect, it } from 'vitest'
import { type TestApi, testApi, testKey } from '../http/test-api.ts'
import type { Mode } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { emit } from './outbox.ts'
import { signBody } from './signature.ts'
import { forgetWebhooks, type Receiver, startReceiver } from './test-webhooks.ts'
import { startDeliveryWorker } from './worker.ts'

const MINUTE = 60_000

describeOnBothStores('/api/v1/webhooks', (store) => {
  let core: TestCore
  let api: TestApi
  let merchantId: string
  let key: string
  let receiver: Receiver
  let status: number

  beforeEach(async () => {
    status = 204
    core = testCore(store())
    api = testApi(core, 'paylinkr')
    merchantId = (await testApp(core)).merchantId
    key = await testKey(core, 'paylinkr', merchantId)
    receiver = await startReceiver((response) => response.writeHead(status).end())
  })

  afterEach(async () => {
    await receiver.close()
    await forgetWebhooks(store())
  })

  async function call(method: string, path: string, body?: unknown, apiKey = key) {
    const answer = await api.app.request(`/webhooks${path}`, {
      method,
      headers: { Authorization: `Bearer ${apiKey}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json() }
  }

  async function sendWhatIsDue() {
    const worker = startDeliveryWorker(core)
    await worker.drain()
    await worker.stop()
  }

  const happens = (type: string, mode: Mode = 'test') =>
    core.store.transaction((tx) =>
      emit(core, tx, { dialect: 'paylinkr', ownerId: merchantId, mode, type, subjectId: 'inv_1', payload: {} }),
    )

  it('is nothing until it is set, and shows its secret once', async () => {
    expect((await call('GET', '')).body).toEqual({
      webhookUrl: null,
      enabled: false,
      disabledReason: null,
      disabledAt: null,
      secretPreview: null,
      createdAt: null,
    })
    const made = await call('PATCH', '', { webhookUrl: receiver.url })
    expect(made).toEqual({
      status: 200,
      body: {
        webhookUrl: receiver.url,
        enabled: true,
        disabledReason: null,
        disabledAt: null,
        secretPreview: `whsec_…${made.body.secret.slice(-4)}`,
        createdAt: new Date(core.clock.now()).toISOString(),
        secret: expect.stringMatching(/^whsec_/),
      },
    })
    const { secret: _, ...shown } = made.body
    expect((await call('GET', '')).body).toEqual(shown)
    expect((await call('PATCH', '', { enabled: false, regenerateSecret: false })).body).toEqual({
      ...shown,
      enabled: false,
    })
  })

  it('replaces the secret when asked, and not twice when it was just made', async () => {
    const made = await call('PATCH', '', { webhookUrl: receiver.url, regenerateSecret: true })
    const again = await call('PATCH', '', { regenerateSecret: true })
    expect(again.body.secret).toMatch(/^whsec_/)
    expect(again.body.secret).not.toBe(made.body.secret)
    await happens('invoice.paid')
    await sendWhatIsDue()
    const { body, headers } = receiver.received[0]!
    expect(headers['x-paylinkr-signature']).toBe(signBody(again.body.secret, body))
    // For a day the one before signs beside it.
    expect(headers['webhook-signature']!.split(' ')).toHaveLength(2)
    core.clock.advance(24 * 60 * MINUTE)
    await happens('invoice.paid')
    await sendWhatIsDue()
    expect(receiver.received[1]!.headers['webhook-signature']!.split(' ')).toHaveLength(1)
  })

  it.each([
    ['ftp://shop.example/hooks', 422],
    ['https://10.0.0.1/hooks', 422],
    ['https://[::ffff:169.254.169.254]/hooks', 422],
    ['https://0x7f.1/hooks', 422],
    ['nonsense', 422],
    [7, 400],
  ])('refuses %s as an address', async (webhookUrl, expected) => {
    core.config.webhooksToLoopback = false
    const { status: answered, body } = await call('PATCH', '', { webhookUrl })
    expect([answered, body.error]).toEqual([expected, expect.stringContaining('webhookUrl')])
    expect((await call('GET', '')).body.webhookUrl).toBeNull()
  })

  it('needs an address before anything else', async () => {
    for (const change of [{}, { enabled: true }, { regenerateSecret: true }]) {
      const { status: answered, body } = await call('PATCH', '', change)
      expect([answered, body.issues]).toEqual([422, [{ path: 'webhookUrl', message: expect.any(String) }]])
    }
  })

  it('keeps no secret for an Idempotency-Key', async () => {
    const headers = { Authorization: `Bearer ${key}`, 'Idempotency-Key': 'once' }
    const body = JSON.stringify({ webhookUrl: receiver.url })
    const answer = await api.app.request('/webhooks', { method: 'PATCH', headers, body })
    const { secret } = await answer.json()
    const kept = await core.store.db.selectFrom('idempotency_keys').select('body').execute()
    expect(kept.filter((row) => row.body.includes(secret))).toEqual([])
  })

  it('sends a test event, signed like any other', async () => {
    const { body: webhook } = await call('PATCH', '', { webhookUrl: receiver.url })
    const { status: answered, body } = await call('POST', '/test')
    expect([answered, body]).toEqual([
      200,
      {
        deliveryId: expect.stringMatching(/^wh_del_/),
        event: 'webhook.test',
        webhookUrl: receiver.url,
        queuedAt: new Date(core.clock.now()).toISOString(),
      },
    ])
    await sendWhatIsDue()
    const [received] = receiver.received
    expect(JSON.parse(received!.body)).toMatchObject({ event: 'webhook.test', timestamp: body.queuedAt })
    expect(received!.headers).toMatchObject({
      'webhook-id': body.deliveryId,
      'x-paylinkr-event': 'webhook.test',
      'x-paylinkr-signature': signBody(webhook.secret, received!.body),
    })
  })

  it('has nothing to test while there is no webhook, or it is switched off', async () => {
    expect((await call('POST', '/test')).body.code).toBe('no_webhook')
    await call('PATCH', '', { webhookUrl: receiver.url, enabled: false })
    expect(await call('POST', '/test')).toMatchObject({ status: 409, body: { code: 'webhook_disabled' } })
  })

  it('lists each attempt, newest first, and by event and outcome', async () => {
    await call('PATCH', '', { webhookUrl: receiver.url })
    status = 500
    await happens('invoice.created')
    await sendWhatIsDue()
    status = 204
    core.clock.advance(MINUTE)
    await happens('invoice.paid')
    await sendWhatIsDue()
    const { body } = await call('GET', '/logs?limit=2')
    expect(body).toMatchObject({ total: 3, page: 1, limit: 2, pages: 2 })
    expect(body.data).toHaveLength(2)
    const { body: failed } = await call('GET', '/logs?success=false')
    expect(failed.data).toEqual([
      {
        id: expect.any(String),
        event: 'invoice.created',
        url: receiver.url,
        statusCode: 500,
        attempt: 1,
        success: false,
        error: expect.any(String),
        durationMs: expect.any(Number),
        createdAt: expect.any(String),
      },
    ])
    const events = async (query: string) =>
      (await call('GET', `/logs?${query}`)).body.data.map(({ event }: { event: string }) => event)
    expect(await events('event=invoice.paid')).toEqual(['invoice.paid'])
    expect(await events('event=invoice.created&success=true')).toEqual(['invoice.created'])
    expect(await events('limit=2&page=2')).toEqual(['invoice.created'])
    for (const wrong of ['limit=101', 'page=0']) expect((await call('GET', `/logs?${wrong}`)).status).toBe(400)
    expect((await call('GET', '/logs?success=maybe')).status).toBe(422)
  })

  it('is another for live events, and no other merchant’s', async () => {
    await call('PATCH', '', { webhookUrl: receiver.url })
    await happens('invoice.paid')
    await sendWhatIsDue()
    const other = (await testApp(core)).merchantId
    const keys = [await testKey(core, 'paylinkr', merchantId, { mode: 'live' }), await testKey(core, 'paylinkr', other)]
    for (const foreign of keys) {
      expect((await call('GET', '', undefined, foreign)).body.webhookUrl).toBeNull()
      expect((await call('GET', '/logs', undefined, foreign)).body.total).toBe(0)
    }
  })
})
