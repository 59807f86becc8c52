import { afterEach, expect, it } from 'vitest'
import { toInstant, toMillis } from '../clock.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { recordResults } from './deliveries.ts'
import type { Outcome } from './delivery.ts'
import { getEndpoint } from './endpoints.ts'
import type { Lease } from './lease.ts'
import { giveBack, leaseDue } from './leases.ts'
import { addOwner, attemptsOf, deliveriesOf, emitMany, forgetWebhooks } from './test-webhooks.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const NONE = new Set<string>()

const answered = (statusCode: number | null, retryAfter: number | null = null): Outcome => ({
  statusCode,
  error: statusCode === 200 ? null : 'It did not take it.',
  retryAfter,
  durationMs: 12,
})

describeOnBothStores('deliveries', (store) => {
  afterEach(() => forgetWebhooks(store()))

  const core = () => testCore(store())
  type TestCore = ReturnType<typeof core>

  const lease = (of: TestCore, limit = 100, room = limit) => leaseDue(of, { limit, room: () => room, held: NONE })
  const record = (of: TestCore, leases: Lease[], outcome: Outcome) =>
    recordResults(
      of,
      leases.map((one) => ({ lease: one, sentAt: toInstant(of.clock.now()), outcome })),
    )

  it('are leased once, with all that is needed to send them', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner)
    const { leases } = await lease(node)
    expect(leases).toMatchObject([
      {
        attempt: 1,
        endpoint: { id: owner.endpointId, url: 'http://127.0.0.1/hook', secrets: [owner.secret], failing: false },
        event: { type: 'payment.succeeded', dialect: 'paylinq', owner_id: owner.ownerId },
        expiresAt: toInstant(node.clock.now() + MINUTE),
      },
    ])
    expect((await lease(node)).leases).toEqual([])
  })

  it('are never leased by two nodes that ask at the same time', async () => {
    const [one, other] = [core(), core()]
    const owner = await addOwner(one, 'http://127.0.0.1/hook')
    await emitMany(one, owner, 60)
    const rounds = await Promise.all(Array.from({ length: 8 }, (_, n) => lease(n % 2 ? one : other, 10)))
    const rest = await lease(one)
    const ids = [...rounds, rest].flatMap(({ leases }) => leases.map(({ delivery }) => delivery.id))
    expect(ids).toHaveLength(60)
    expect(new Set(ids).size).toBe(60)
  })

  it('are shared out, so that an endpoint with many keeps no other waiting', async () => {
    const node = core()
    const busy = await addOwner(node, 'http://127.0.0.1/busy')
    await emitMany(node, busy, 50)
    node.clock.advance(1)
    const quiet = await addOwner(node, 'http://127.0.0.1/quiet')
    await emitMany(node, quiet, 1)
    const { leases, backlog } = await lease(node, 100, 10)
    expect(leases.filter(({ endpoint }) => endpoint.id === busy.endpointId)).toHaveLength(10)
    expect(leases.filter(({ endpoint }) => endpoint.id === quiet.endpointId)).toHaveLength(1)
    expect([...backlog]).toEqual([busy.endpointId])
  })

  it('are leased for as many endpoints as the limit allows, and it is told when it left some out', async () => {
    const node = core()
    for (let n = 0; n < 12; n++) await emitMany(node, await addOwner(node, `http://127.0.0.1/${n}`))
    const some = await lease(node, 5, 4)
    expect(some).toMatchObject({ leases: { length: 5 }, cutShort: true })
    const rest = await lease(node, 7, 4)
    expect(rest).toMatchObject({ leases: { length: 7 }, cutShort: false })
    const endpoints = [...some.leases, ...rest.leases].map(({ endpoint }) => endpoint.id)
    expect(new Set(endpoints).size).toBe(12)
  })

  it('tell when the next one falls due', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner)
    const { leases } = await lease(node)
    await record(node, leases, answered(500))
    const [delivery] = await deliveriesOf(node, owner)
    expect((await lease(node)).nextDueAt).toBe(delivery!.due_at)
  })

  it('are due again when their lease ran out, as after a crash', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner)
    await lease(node)
    node.clock.advance(MINUTE - 1)
    expect((await lease(node)).leases).toEqual([])
    node.clock.advance(1)
    expect((await lease(node)).leases).toMatchObject([{ attempt: 2 }])
  })

  it('are left alone while this node is busy with them, even past the lease', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner)
    const { leases } = await lease(node)
    node.clock.advance(5 * MINUTE)
    const held = new Set(leases.map(({ delivery }) => delivery.id))
    expect((await leaseDue(node, { limit: 10, room: () => 10, held })).leases).toEqual([])
    expect((await lease(node)).leases).toHaveLength(1)
  })

  it('are as before when a lease is given back', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner, 3)
    const before = await deliveriesOf(node, owner)
    const { leases } = await lease(node)
    await giveBack(node, leases)
    expect(await deliveriesOf(node, owner)).toEqual(before)
  })

  it('keep what another lease decided, when a lease is given back late', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner)
    const { leases: late } = await lease(node)
    node.clock.advance(2 * MINUTE)
    await lease(node)
    const leased = await deliveriesOf(node, owner)
    await giveBack(node, late)
    expect(await deliveriesOf(node, owner)).toEqual(leased)
  })

  it('are recorded with every attempt', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook', 'paylinkr')
    await emitMany(node, owner)
    await record(node, (await lease(node)).leases, answered(500))
    node.clock.advance(5_000)
    await record(node, (await lease(node)).leases, answered(200))
    expect(await attemptsOf(node, owner)).toMatchObject([
      {
        attempt: 1,
        success: 0,
        status_code: 500,
        error: 'It did not take it.',
        dialect: 'paylinkr',
        owner_id: owner.ownerId,
        mode: 'test',
        event_type: 'payment.succeeded',
        url: 'http://127.0.0.1/hook',
        duration_ms: 12,
      },
      { attempt: 2, success: 1, status_code: 200, error: null },
    ])
    expect(await deliveriesOf(node, owner)).toMatchObject([{ state: 'succeeded', attempts: 2, last_status_code: 200 }])
  })

  it('are left to the current lease when a failure comes late', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner)
    const { leases: late } = await lease(node)
    node.clock.advance(2 * MINUTE)
    const { leases: current } = await lease(node)
    const leased = await deliveriesOf(node, owner)
    await record(node, late, answered(500))
    expect(await deliveriesOf(node, owner)).toEqual(leased)
    await record(node, current, answered(200))
    expect(await deliveriesOf(node, owner)).toMatchObject([{ state: 'succeeded', attempts: 2 }])
    expect(await attemptsOf(node, owner)).toMatchObject([
      { attempt: 1, success: 0 },
      { attempt: 2, success: 1 },
    ])
  })

  it('have arrived when a success comes late, whatever the current lease finds', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner)
    const { leases: late } = await lease(node)
    node.clock.advance(2 * MINUTE)
    const { leases: current } = await lease(node)
    await record(node, late, answered(200))
    await record(node, current, answered(500))
    expect(await deliveriesOf(node, owner)).toMatchObject([{ state: 'succeeded', attempts: 2, last_status_code: 200 }])
  })

  it('are all recorded, or none', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner, 2)
    const { leases } = await lease(node)
    const unknown = { ...leases[1]!, delivery: { ...leases[1]!.delivery, id: 'wh_del_unknown' } }
    await expect(record(node, [leases[0]!, unknown], answered(500))).rejects.toThrow()
    expect(await attemptsOf(node, owner)).toEqual([])
    expect((await getEndpoint(node, { ...owner, mode: 'test' }))!.failingSince).toBeNull()
  })

  it('are tried ten times over more than three days, then given up', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner)
    const waits: number[] = []
    for (let attempt = 1; attempt <= 10; attempt++) {
      await record(node, (await lease(node)).leases, answered(503))
      const [delivery] = await deliveriesOf(node, owner)
      expect(delivery).toMatchObject({ attempts: attempt, state: attempt < 10 ? 'due' : 'failed' })
      const wait = toMillis(delivery!.due_at) - node.clock.now()
      if (attempt < 10) waits.push(wait)
      node.clock.advance(wait)
    }
    const nominal = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
    expect(waits).toHaveLength(9)
    for (const [n, wait] of waits.entries()) {
      expect(wait).toBeLessThanOrEqual(nominal[n]! * 1000)
      expect(wait).toBeGreaterThanOrEqual(nominal[n]! * 900)
    }
    node.clock.advance(30 * DAY)
    expect((await lease(node)).leases).toEqual([])
  })

  it('wait as long as the endpoint asked for', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner)
    await record(node, (await lease(node)).leases, answered(429, 10 * MINUTE))
    const [delivery] = await deliveriesOf(node, owner)
    expect(toMillis(delivery!.due_at) - node.clock.now()).toBe(10 * MINUTE)
  })

  it('are given up when the endpoint is gone, but for what it took', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner, 5)
    const { leases } = await lease(node, 3)
    const sentAt = toInstant(node.clock.now())
    const disabled = await recordResults(node, [
      { lease: leases[0]!, sentAt, outcome: answered(200) },
      { lease: leases[1]!, sentAt, outcome: answered(410) },
    ])
    expect(disabled).toEqual([owner.endpointId])
    const endpoint = await getEndpoint(node, { ...owner, mode: 'test' })
    expect(endpoint).toMatchObject({ enabled: false, disabledReason: 'It answered 410 Gone.' })
    const states = (await deliveriesOf(node, owner)).map(({ id, state }) => [id, state])
    expect(states.filter(([, state]) => state === 'succeeded')).toEqual([[leases[0]!.delivery.id, 'succeeded']])
    expect(states.filter(([, state]) => state === 'failed')).toHaveLength(4)
    await record(node, [leases[2]!], answered(500))
    await emitMany(node, owner)
    expect(await deliveriesOf(node, owner)).toHaveLength(5)
    expect((await deliveriesOf(node, owner)).some(({ state }) => state === 'due')).toBe(false)
  })

  it('are given up when the endpoint has failed for five days', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    const since = toInstant(node.clock.now())
    await emitMany(node, owner)
    await record(node, (await lease(node)).leases, answered(500))
    node.clock.advance(5 * DAY - 1)
    await emitMany(node, owner)
    await record(node, (await lease(node)).leases, answered(null))
    expect(await getEndpoint(node, { ...owner, mode: 'test' })).toMatchObject({ enabled: true, failingSince: since })
    node.clock.advance(5 * MINUTE)
    await record(node, (await lease(node)).leases, answered(500))
    const endpoint = await getEndpoint(node, { ...owner, mode: 'test' })
    expect(endpoint).toMatchObject({ enabled: false, failingSince: since })
    expect(endpoint!.disabledReason).toContain('5 days')
    expect((await deliveriesOf(node, owner)).map(({ state }) => state)).toEqual(['failed', 'failed'])
  })

  it('forgive an endpoint that takes one again', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner)
    await record(node, (await lease(node)).leases, answered(500))
    node.clock.advance(4 * DAY)
    await record(node, (await lease(node)).leases, answered(200))
    expect((await getEndpoint(node, { ...owner, mode: 'test' }))!.failingSince).toBeNull()
  })

  it('judge no endpoint by the answers of its former address', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/old')
    await emitMany(node, owner)
    const { leases } = await lease(node)
    const former = leases.map((one) => ({ ...one, endpoint: { ...one.endpoint, url: 'http://127.0.0.1/older' } }))
    expect(await record(node, former, answered(410))).toEqual([])
    expect((await getEndpoint(node, { ...owner, mode: 'test' }))!.enabled).toBe(true)
  })

  it('are given up when they were made while their endpoint was being switched off', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner)
    await store().db.updateTable('webhook_endpoints').set({ enabled: 0 }).where('id', '=', owner.endpointId).execute()
    expect((await lease(node)).leases).toEqual([])
    expect(await deliveriesOf(node, owner)).toMatchObject([{ state: 'failed', attempts: 0 }])
  })

  it('are leased though another endpoint has a secret that does not open', async () => {
    const node = core()
    const [broken, sound] = [await addOwner(node, 'http://127.0.0.1/a'), await addOwner(node, 'http://127.0.0.1/b')]
    await emitMany(node, broken)
    await emitMany(node, sound)
    const endpoints = store().db.updateTable('webhook_endpoints').set({ secret: 'v1.not-ours' })
    await endpoints.where('id', '=', broken.endpointId).execute()
    expect((await lease(node)).leases.map(({ endpoint }) => endpoint.id)).toEqual([sound.endpointId])
    expect(await deliveriesOf(node, broken)).toMatchObject([{ state: 'due', attempts: 0 }])
  })
})
