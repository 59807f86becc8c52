import { randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { afterEach, expect, it } from 'vitest'
import { instantNow } from '../clock.ts'
import type { Dialect } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testClock, testCore } from '../test-core.ts'
import { openSigningSecrets } from './endpoint-secrets.ts'
import { type EndpointOwner, getEndpoint, rotateSecret, setEndpoint } from './endpoints.ts'
import { composeMessage, type MessageContent } from './message.ts'
import { signBody } from './signature.ts'
import { addOwner, deliveriesOf, emitMany, forgetWebhooks } from './test-webhooks.ts'

const HOUR = 60 * 60_000
const url = 'https://shop.example/webhooks'

const newOwner = (dialect: Dialect = 'paylinq'): EndpointOwner => ({ dialect, ownerId: randomUUID(), mode: 'test' })

const content: MessageContent = {
  deliveryId: 'wh_del_1',
  dialect: 'paylinq',
  type: 'payment.succeeded',
  payload: '{"amount":2500}',
  createdAt: '2026-04-15T10:35:00.000Z',
}

describeOnBothStores('a webhook endpoint', (store) => {
  afterEach(() => forgetWebhooks(store()))

  // The official library compares timestamps with the real time.
  const core = () => ({ ...testCore(store()), clock: testClock(Date.now()) })

  const rowOf = (endpointId: string) =>
    store().db.selectFrom('webhook_endpoints').selectAll().where('id', '=', endpointId).executeTakeFirstOrThrow()

  it('is made with a secret that is shown once', async () => {
    const node = core()
    const owner = newOwner()
    expect(await getEndpoint(node, owner)).toBeNull()
    const { endpoint, secret } = await setEndpoint(node, { ...owner, url })
    expect(secret).toMatch(/^whsec_/)
    const now = instantNow(node.clock)
    expect(await getEndpoint(node, owner)).toEqual(endpoint)
    expect(endpoint).toEqual({
      id: expect.stringMatching(/^wh_ep_/),
      url,
      enabled: true,
      disabledReason: null,
      disabledAt: null,
      failingSince: null,
      secretPreview: `whsec_…${secret!.slice(-4)}`,
      createdAt: now,
      updatedAt: now,
    })
    const again = await setEndpoint(node, { ...owner, url: `${url}/2` })
    expect(again).toMatchObject({ secret: null, endpoint: { id: endpoint.id, url: `${url}/2` } })
  })

  it('is one for each owner, dialect and mode', async () => {
    const node = core()
    const owner = newOwner()
    await setEndpoint(node, { ...owner, url })
    expect(await getEndpoint(node, { ...owner, mode: 'live' })).toBeNull()
    expect(await getEndpoint(node, { ...owner, dialect: 'paylinkr' })).toBeNull()
    expect(await getEndpoint(node, newOwner())).toBeNull()
  })

  it('is made once by those who make it at the same time', async () => {
    const node = core()
    const owner = newOwner()
    const made = await Promise.all(Array.from({ length: 5 }, () => setEndpoint(node, { ...owner, url })))
    expect(made.filter(({ secret }) => secret !== null)).toHaveLength(1)
    expect(new Set(made.map(({ endpoint }) => endpoint.id)).size).toBe(1)
  })

  it('keeps its secret sealed', async () => {
    const node = core()
    const owner = newOwner()
    const { endpoint, secret } = await setEndpoint(node, { ...owner, url })
    const { secret: rotated } = await rotateSecret(node, owner)
    const row = JSON.stringify(await rowOf(endpoint.id))
    expect(row).not.toContain(secret!.slice(6))
    expect(row).not.toContain(rotated!.slice(6))
  })

  it.each([
    ['paylinkr', 'webhookUrl'],
    ['paylinq', 'webhook_url'],
  ] as const)('has an address that %s calls %s', async (dialect, field) => {
    const node = core()
    const owner = newOwner(dialect)
    const refused = { kind: 'invalid', issues: [{ path: field }] }
    await expect(setEndpoint(node, { ...owner, url: 'http://10.0.0.1/' })).rejects.toMatchObject(refused)
    await expect(setEndpoint(node, { ...owner, enabled: true })).rejects.toMatchObject(refused)
    expect(await getEndpoint(node, owner)).toBeNull()
  })

  it('gives up what is due when it is switched off, and gets what happens once it is on again', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    await emitMany(node, owner, 2)
    const off = await setEndpoint(node, { ...owner, mode: 'test', enabled: false })
    expect(off.endpoint).toMatchObject({ enabled: false, disabledReason: null, url: 'http://127.0.0.1/hook' })
    await emitMany(node, owner)
    expect((await deliveriesOf(node, owner)).map(({ state }) => state)).toEqual(['failed', 'failed'])
    await setEndpoint(node, { ...owner, mode: 'test', enabled: true })
    await emitMany(node, owner)
    expect((await deliveriesOf(node, owner)).filter(({ state }) => state === 'due')).toHaveLength(1)
  })

  it('is forgiven when it is switched on', async () => {
    const node = core()
    const owner = await addOwner(node, 'http://127.0.0.1/hook')
    const failed = {
      enabled: 0 as const,
      failing_since: instantNow(node.clock),
      disabled_reason: 'It answered 410 Gone.',
    }
    await store().db.updateTable('webhook_endpoints').set(failed).where('id', '=', owner.endpointId).execute()
    const { endpoint } = await setEndpoint(node, { ...owner, mode: 'test', enabled: true })
    expect(endpoint).toMatchObject({ enabled: true, failingSince: null, disabledReason: null })
  })

  it('is signed for by both secrets for a day after a rotation, then by the new one', async () => {
    const node = core()
    const owner = newOwner()
    const { endpoint, secret: old } = await setEndpoint(node, { ...owner, url })
    const { secret: fresh, endpoint: rotated } = await rotateSecret(node, owner)
    expect(fresh).not.toBe(old)
    expect(rotated.secretPreview).toBe(`whsec_…${fresh!.slice(-4)}`)
    const row = await rowOf(endpoint.id)
    const { body, headers } = composeMessage(content, openSigningSecrets(node, row), instantNow(node.clock))
    expect(new Webhook(fresh!).verify(body, headers)).toMatchObject({ event: 'payment.succeeded' })
    expect(new Webhook(old!).verify(body, headers)).toMatchObject({ event: 'payment.succeeded' })
    expect(headers['X-Paylinq-Signature']).toBe(signBody(fresh!, body))
    node.clock.advance(24 * HOUR - 1)
    expect(openSigningSecrets(node, row)).toEqual([fresh, old])
    node.clock.advance(1)
    expect(openSigningSecrets(node, row)).toEqual([fresh])
  })

  it('has no secret to rotate before it is made', async () => {
    await expect(rotateSecret(core(), newOwner())).rejects.toMatchObject({ kind: 'not_found' })
  })
})
