import { afterEach, beforeEach, expect, it } from 'vitest'
import { toInstant } from '../clock.ts'
import { testApi, testKey } from '../http/test-api.ts'
import type { Dialect } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { setEndpoint } from './endpoints.ts'
import { emit } from './outbox.ts'
import { MOST_REPLAYED } from './replay.ts'
import { forgetWebhooks, type Receiver, startReceiver } from './test-webhooks.ts'
import { startDeliveryWorker } from './worker.ts'

const MINUTE = 60_000
const START = '2026-01-15T12:00:00.000Z'

describeOnBothStores('what an endpoint missed', (store) => {
  let core: TestCore
  let appId: string
  let merchantId: string
  let receiver: Receiver
  let answer: number

  beforeEach(async () => {
    core = testCore(store())
    answer = 204
    receiver = await startReceiver((response) => response.writeHead(answer).end())
    ;({ appId, merchantId } = await testApp(core))
    await setEndpoint(core, { ...owner(), url: receiver.url })
  })

  afterEach(async () => {
    await receiver.close()
    await forgetWebhooks(store())
  })

  const owner = (dialect: Dialect = 'paylinq') =>
    ({ dialect, ownerId: dialect === 'paylinq' ? appId : merchantId, mode: 'test' }) as const

  const happens = (subjectId: string, dialect: Dialect = 'paylinq', type = 'payment.succeeded') =>
    core.store.transaction((tx) =>
      emit(core, tx, { ...owner(dialect), type, subjectId, payload: { payment_id: subjectId } }),
    )

  async function sendWhatIsDue() {
    const worker = startDeliveryWorker(core)
    await worker.drain()
    await worker.stop()
  }

  async function replay(body: unknown, dialect: Dialect = 'paylinq', headers: Record<string, string> = {}) {
    const { app } = testApi(core, dialect)
    const key = await testKey(core, dialect, owner(dialect).ownerId)
    const path = dialect === 'paylinq' ? '/webhook-deliveries/replay' : '/webhooks/replay'
    const sent = { 'X-API-Key': key, Authorization: `Bearer ${key}`, ...headers }
    const response = await app.request(path, { method: 'POST', headers: sent, body: JSON.stringify(body) })
    return { status: response.status, body: await response.json() }
  }

  const told = () =>
    receiver.received.map(({ body }) => JSON.parse(body).data?.payment_id ?? JSON.parse(body).payment_id)
  const idsTold = () => receiver.received.map(({ headers }) => headers['webhook-id'])

  /** Taken, missed for a 410, missed while it was off, taken again. */
  async function anOutage(dialect: Dialect = 'paylinq') {
    await setEndpoint(core, { ...owner(dialect), url: receiver.url })
    await happens('before', dialect)
    await sendWhatIsDue()
    answer = 410
    core.clock.advance(MINUTE)
    await happens('refused', dialect)
    await sendWhatIsDue()
    for (const missed of ['missed-1', 'missed-2', 'missed-3']) {
      core.clock.advance(MINUTE)
      await happens(missed, dialect)
    }
    await sendWhatIsDue()
    answer = 204
    core.clock.advance(MINUTE)
    await setEndpoint(core, { ...owner(dialect), enabled: true })
    await happens('after', dialect)
  }

  it('is sent once it is asked for, in order, and what was taken or waits is not doubled', async () => {
    await anOutage()
    expect(await replay({ from: START })).toEqual({ status: 200, body: { replayed: 4, next_from: null } })
    expect(await replay({ from: START })).toEqual({ status: 200, body: { replayed: 0, next_from: null } })
    await sendWhatIsDue()
    expect(told().toSorted()).toEqual(['after', 'before', 'missed-1', 'missed-2', 'missed-3', 'refused', 'refused'])
    expect(await replay({ from: START })).toMatchObject({ body: { replayed: 0 } })
    const due = await core.store.db
      .selectFrom('deliveries as delivery')
      .innerJoin('events as event', 'event.id', 'delivery.event_id')
      .select(['event.subject_id', 'delivery.state'])
      .where('event.owner_id', '=', appId)
      .orderBy('delivery.due_at')
      .execute()
    expect(due).toHaveLength(6)
  })

  it('goes out in the order in which it happened', async () => {
    await anOutage()
    await replay({ from: START })
    const waiting = await core.store.db
      .selectFrom('deliveries as delivery')
      .innerJoin('events as event', 'event.id', 'delivery.event_id')
      .select('event.subject_id')
      .where('event.owner_id', '=', appId)
      .where('delivery.state', '=', 'due')
      .where('event.subject_id', '!=', 'after')
      .orderBy('delivery.due_at')
      .execute()
    expect(waiting.map(({ subject_id }) => subject_id)).toEqual(['refused', 'missed-1', 'missed-2', 'missed-3'])
  })

  it('has the id under which it was sent before, by which a receiver knows it', async () => {
    await anOutage()
    const [, before] = idsTold()
    await replay({ from: START })
    await sendWhatIsDue()
    const repeated = receiver.received.filter(({ body }) => body.includes('"refused"'))
    expect(repeated.map(({ headers }) => headers['webhook-id'])).toEqual([before, before])
    expect(new Set(repeated.map(({ body }) => body)).size).toBe(1)
  })

  it('is that of the range alone: from its beginning, up to its end', async () => {
    await anOutage()
    const at = (minutes: number) => toInstant(Date.parse(START) + minutes * MINUTE)
    expect((await replay({ from: at(3), to: at(4) })).body.replayed).toBe(1)
    await sendWhatIsDue()
    expect(told()).toContain('missed-2')
    expect(told()).not.toContain('missed-1')
    expect((await replay({ from: START, to: at(4) })).body.replayed).toBe(2)
  })

  it('is that of its owner and mode alone, and no test event', async () => {
    const stranger = await testApp(core)
    await setEndpoint(core, { ...owner(), enabled: false })
    await happens('mine')
    await happens('test', 'paylinq', 'webhook.test')
    const theirs = { ...owner(), type: 'payment.succeeded', subjectId: 'theirs', payload: {} }
    await core.store.transaction(async (tx) => {
      await emit(core, tx, { ...theirs, ownerId: stranger.appId })
      await emit(core, tx, { ...theirs, mode: 'live' })
    })
    await setEndpoint(core, { ...owner(), enabled: true })
    expect((await replay({ from: START })).body.replayed).toBe(1)
    await sendWhatIsDue()
    expect(told()).toEqual(['mine'])
  })

  it('is sent in bounded parts', async () => {
    await setEndpoint(core, { ...owner(), enabled: false })
    await core.store.transaction(async (tx) => {
      for (let n = 0; n < MOST_REPLAYED + 5; n += 1) {
        await emit(core, tx, {
          ...owner(),
          type: 'payment.succeeded',
          subjectId: `${n}`,
          payload: { payment_id: `${n}` },
        })
      }
    })
    await setEndpoint(core, { ...owner(), enabled: true })
    expect((await replay({ from: START })).body).toEqual({ replayed: MOST_REPLAYED, next_from: START })
    expect((await replay({ from: START })).body).toEqual({ replayed: 5, next_from: null })
  })

  it('is made due once by many requests at once', async () => {
    await anOutage()
    const answers = await Promise.all(Array.from({ length: 6 }, () => replay({ from: START })))
    expect(answers.map(({ body }) => body.replayed).sort()).toEqual([0, 0, 0, 0, 0, 4])
  })

  it('is not sent while there is no webhook, or it is switched off', async () => {
    await setEndpoint(core, { ...owner(), enabled: false })
    expect(await replay({ from: START })).toMatchObject({ status: 409, body: { code: 'webhook_disabled' } })
    expect(await replay({ from: START }, 'paylinkr')).toMatchObject({ status: 409, body: { code: 'no_webhook' } })
  })

  it.each([
    [{}, 400, 'from'],
    [{ from: 'yesterday' }, 400, 'from'],
    [{ from: START, to: '2026-01-15T11:00:00Z' }, 400, 'to'],
    [{ from: '9999-12-31T23:59:59-23:59' }, 400, 'from'],
  ])('is refused for the range %j', async (range, status, field) => {
    expect(await replay(range)).toMatchObject({ status, body: { detail: expect.stringContaining(field) } })
  })

  it('is sent to PayLinkr merchants too, under their scope', async () => {
    await anOutage('paylinkr')
    const answer = await replay({ from: START }, 'paylinkr', { 'Idempotency-Key': 'once' })
    expect(answer).toEqual({ status: 200, body: { replayed: 4, nextFrom: null } })
    await sendWhatIsDue()
    expect(told().filter((id) => id?.startsWith('missed'))).toHaveLength(3)
    const { app } = testApi(core, 'paylinkr')
    const reader = await testKey(core, 'paylinkr', merchantId, { scopes: ['webhooks:read'] })
    const headers = { Authorization: `Bearer ${reader}` }
    const refused = await app.request('/webhooks/replay', { method: 'POST', headers, body: `{"from":"${START}"}` })
    expect(refused.status).toBe(403)
  })
})
