import { afterEach, beforeEach, expect, it } from 'vitest'
import { type TestApi, testApi, testKey } from '../http/test-api.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { setEndpoint } from './endpoints.ts'
import { emit } from './outbox.ts'
import { forgetWebhooks, type Receiver, startReceiver } from './test-webhooks.ts'
import { startDeliveryWorker } from './worker.ts'

const MINUTE = 60_000

describeOnBothStores('/v1/webhook-deliveries', (store) => {
  let core: TestCore
  let api: TestApi
  let appId: string
  let key: string
  let receiver: Receiver
  let status: number

  beforeEach(async () => {
    status = 200
    core = testCore(store())
    api = testApi(core, 'paylinq')
    appId = (await testApp(core)).appId
    key = await testKey(core, 'paylinq', appId)
    receiver = await startReceiver((response) => response.writeHead(status).end())
    await setEndpoint(core, { ...owner(), url: receiver.url })
  })

  afterEach(async () => {
    await receiver.close()
    await forgetWebhooks(store())
  })

  const owner = () => ({ dialect: 'paylinq' as const, ownerId: appId, mode: 'test' as const })

  async function call(path: string, method = 'GET', apiKey = key) {
    const answer = await api.app.request(`/webhook-deliveries${path}`, { method, headers: { 'X-API-Key': apiKey } })
    return { status: answer.status, body: await answer.json() }
  }

  const happens = (type: string, subjectId = 'payment-1') =>
    core.store.transaction((tx) => emit(core, tx, { ...owner(), type, subjectId, payload: { payment_id: subjectId } }))

  async function sendWhatIsDue() {
    const worker = startDeliveryWorker(core)
    await worker.drain()
    await worker.stop()
  }

  it('lists what was sent, with its attempts', async () => {
    status = 500
    await happens('payment.succeeded')
    await sendWhatIsDue()
    status = 204
    core.clock.advance(MINUTE)
    await sendWhatIsDue()
    const { body } = await call('')
    expect(body).toMatchObject({ has_more: false, next_cursor: null })
    expect(body.data).toEqual([
      {
        id: expect.stringMatching(/^wh_del_/),
        event: 'payment.succeeded',
        event_id: expect.stringMatching(/^evt_/),
        payment_id: 'payment-1',
        url: receiver.url,
        state: 'succeeded',
        attempts: 2,
        last_status_code: 204,
        next_attempt_at: null,
        created_at: '2026-01-15T12:00:00.000Z',
      },
    ])
    const one = await call(`/${body.data[0].id}`)
    const sent = { url: receiver.url, duration_ms: expect.any(Number) }
    expect(one.body).toEqual({
      ...body.data[0],
      attempt_log: [
        {
          ...sent,
          attempt: 1,
          status_code: 500,
          success: false,
          error: 'It answered 500.',
          created_at: '2026-01-15T12:00:00.000Z',
        },
        { ...sent, attempt: 2, status_code: 204, success: true, error: null, created_at: '2026-01-15T12:01:00.000Z' },
      ],
    })
  })

  it('filters by state and event, and goes on page by page', async () => {
    for (const type of ['payment.succeeded', 'payment.failed', 'payment.succeeded']) {
      await happens(type)
      core.clock.advance(1)
    }
    await sendWhatIsDue()
    await happens('payment.failed')
    const events = async (query: string) => {
      const { body } = await call(query)
      return body.data.map(({ event, state }: { event: string; state: string }) => [event, state])
    }
    expect(await events('?state=due')).toEqual([['payment.failed', 'due']])
    expect(await events('?event=payment.failed')).toEqual([
      ['payment.failed', 'due'],
      ['payment.failed', 'succeeded'],
    ])
    expect((await call('?state=lost')).status).toBe(400)
    const { body } = await call('?limit=3')
    expect(body.has_more).toBe(true)
    expect(await events(`?limit=3&cursor=${body.next_cursor}`)).toEqual([['payment.succeeded', 'succeeded']])
  })

  it('sends again at once: the same id, the same bytes, signed anew', async () => {
    await happens('payment.succeeded')
    await sendWhatIsDue()
    const [{ id }] = (await call('')).body.data
    core.clock.advance(90 * 24 * 60 * MINUTE)
    const again = await call(`/${id}/redeliver`, 'POST')
    const due = { id, state: 'due', attempts: 1, next_attempt_at: '2026-04-15T12:00:00.000Z' }
    expect(again).toMatchObject({ status: 200, body: due })
    await sendWhatIsDue()
    const [first, second] = receiver.received
    expect(second!.body).toBe(first!.body)
    expect(JSON.parse(second!.body).id).toBe(id)
    expect(second!.headers['webhook-id']).toBe(id)
    expect(second!.headers['webhook-timestamp']).not.toBe(first!.headers['webhook-timestamp'])
    const { body } = await call(`/${id}`)
    expect(body).toMatchObject({ state: 'succeeded', attempts: 2, attempt_log: [{ attempt: 1 }, { attempt: 2 }] })
  })

  it('sends what was given up, once the webhook is enabled again', async () => {
    status = 410
    await happens('payment.succeeded')
    await sendWhatIsDue()
    const [{ id, state }] = (await call('')).body.data
    expect(state).toBe('failed')
    expect(await call(`/${id}/redeliver`, 'POST')).toMatchObject({
      status: 409,
      body: { code: 'endpoint_disabled', detail: expect.stringContaining('410 Gone') },
    })
    status = 200
    await setEndpoint(core, { ...owner(), enabled: true })
    expect((await call(`/${id}/redeliver`, 'POST')).status).toBe(200)
    await sendWhatIsDue()
    expect((await call(`/${id}`)).body).toMatchObject({ state: 'succeeded', attempts: 2 })
  })

  it('refuses while it is still being sent, so that two requests send one', async () => {
    await happens('payment.succeeded')
    const [{ id }] = (await call('')).body.data
    expect(await call(`/${id}/redeliver`, 'POST')).toMatchObject({ status: 409, body: { code: 'delivery_due' } })
    await sendWhatIsDue()
    const asked = await Promise.all(Array.from({ length: 4 }, () => call(`/${id}/redeliver`, 'POST')))
    expect(asked.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409])
    await sendWhatIsDue()
    expect(receiver.received).toHaveLength(2)
  })

  it('shows and sends none of another app or mode', async () => {
    await happens('payment.succeeded')
    await sendWhatIsDue()
    const [{ id }] = (await call('')).body.data
    const live = await testKey(core, 'paylinq', appId, { mode: 'live' })
    const other = await testKey(core, 'paylinq', (await testApp(core)).appId)
    const unknown = await call('/wh_del_none')
    expect(unknown.status).toBe(404)
    for (const apiKey of [live, other]) {
      expect((await call('', 'GET', apiKey)).body.data).toEqual([])
      expect(await call(`/${id}`, 'GET', apiKey)).toEqual(unknown)
      expect(await call(`/${id}/redeliver`, 'POST', apiKey)).toEqual(unknown)
    }
    expect(receiver.received).toHaveLength(1)
  })
})
