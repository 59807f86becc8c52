import { beforeEach, expect, it } from 'vitest'
import type { Owner } from '../accounts/owner.ts'
import type { Outcome } from '../providers/provider.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { startAttempt } from './attempts.ts'
import { applyOutcome } from './outcomes.ts'
import { getPayment, listAttempts } from './payments.ts'
import { prepareAttempt } from './preparing.ts'
import { type TestCaller, testCaller } from './test-caller.ts'
import { type TestProvider, testProvider } from './test-provider.ts'

const ORDER = { amount: 2500, currency: 'EUR' }
const ACTION: Outcome = { state: 'requires_action' }

describeOnBothStores('payments over the API', (store) => {
  let core: TestCore
  let provider: TestProvider
  let owner: Owner
  let ask: TestCaller

  beforeEach(async () => {
    provider = testProvider()
    core = testCore(store(), { with: { stripe: () => provider } })
    owner = { appId: (await testApp(core)).appId, mode: 'test' }
    ask = await testCaller(core, owner.appId)
  })

  const make = async (order: object = {}) => (await ask('POST', '/payments', { ...ORDER, ...order })).body
  const listed = async (query: string) =>
    (await ask('GET', `/payments?${query}`)).body.data.map(({ external_ref }: { external_ref: string }) => external_ref)

  async function askForAction(id: string): Promise<{ attemptId: string; reference: string }> {
    const { attemptId } = await prepareAttempt(core, id, 'card')
    await startAttempt(core, id, attemptId)
    const reference = (await listAttempts(core.store.db, id)).at(-1)!.provider_ref!
    provider.pay(reference, ACTION)
    await applyOutcome(core, attemptId, ACTION)
    return { attemptId, reference }
  }

  it('are for a customer that is known, by id', async () => {
    const { body: ada } = await ask('POST', '/customers', { email: 'ada@example.com' })
    expect(await make({ customer_id: ada.id })).toMatchObject({
      customer_id: ada.id,
      customer_email: 'ada@example.com',
    })
    const refusals = [
      [{ customer_id: 'cus_none' }, 'customer_id: is no customer'],
      [{ customer_id: ada.id, customer_email: 'ada@example.com' }, 'customer_id: cannot go with customer_email'],
    ] as const
    for (const [order, detail] of refusals) {
      const answer = await ask('POST', '/payments', { ...ORDER, ...order })
      expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining(detail)])
    }
    await ask('DELETE', `/customers/${ada.id}`)
    expect((await ask('POST', '/payments', { ...ORDER, customer_id: ada.id })).status).toBe(400)
  })

  it('are listed newest first, page by page, each once', async () => {
    for (let n = 1; n <= 7; n += 1) {
      await make({ external_ref: `order_${n}` })
      if (n % 2) core.clock.advance(1_000)
    }
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await ask('GET', `/payments?limit=3${cursor}`)
      seen.push(...body.data.map(({ external_ref }: { external_ref: string }) => external_ref))
      expect(body.has_more).toBe(body.next_cursor !== null)
      cursor = body.has_more ? `&cursor=${body.next_cursor}` : ''
    } while (cursor !== '')
    expect([...seen].sort()).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `order_${n}`))
    expect(seen[6]).toBe('order_1')
    expect((await ask('GET', '/payments')).body.data).toHaveLength(7)
    const stranger = await testCaller(core, (await testApp(core)).appId)
    expect((await stranger('GET', '/payments')).body.data).toEqual([])
  })

  it('are filtered by status, customer, reference and time', async () => {
    const first = await make({ external_ref: 'first', customer_email: 'ada@example.com' })
    core.clock.advance(60_000)
    await make({ external_ref: 'second' })
    core.clock.advance(60_000)
    await make({ external_ref: 'third', customer_email: 'ADA@example.com' })
    await ask('POST', `/payments/${first.id}/cancel`)
    expect(await listed('status=cancelled')).toEqual(['first'])
    expect(await listed('status=pending')).toEqual(['third', 'second'])
    expect(await listed(`customer_id=${first.customer_id}`)).toEqual(['third', 'first'])
    expect(await listed(`customer_id=${first.customer_id}&status=pending`)).toEqual(['third'])
    expect(await listed('external_ref=second')).toEqual(['second'])
    expect(await listed('created_from=2026-01-15T12:01:00Z')).toEqual(['third', 'second'])
    expect(await listed('created_to=2026-01-15T12:01:00Z')).toEqual(['first'])
    expect(await listed('created_from=2026-01-15T13:01:00%2B01:00&created_to=2026-01-15T12:02:00Z')).toEqual(['second'])
  })

  it.each([
    ['limit=101', 'limit: must be'],
    ['limit=x', 'limit: must be a whole number'],
    ['status=paid', 'status: must be one of'],
    ['created_from=yesterday', 'created_from: must be an ISO 8601 instant'],
    ['cursor=x', 'cursor: '],
  ])('are not listed by %s', async (query, detail) => {
    const answer = await ask('GET', `/payments?${query}`)
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining(detail)])
  })

  it('tell why no provider could be asked, until one can', async () => {
    const { id } = await make({ amount: 10 })
    const path = `/payments/${id}/attempts`
    expect((await ask('GET', path)).body).toEqual({ data: [], unrouted: null })
    await expect(prepareAttempt(core, id, 'card')).rejects.toMatchObject({ code: 'no_provider' })
    expect((await ask('GET', path)).body.unrouted).toEqual([
      { provider: 'stripe', decision: 'skipped', reason: 'charges at least 50' },
    ])
    provider.cannotTake = () => null
    await prepareAttempt(core, id, 'card')
    const { body } = await ask('GET', path)
    expect([body.data.length, body.unrouted]).toEqual([1, null])
  })

  it('are cancelled while the payer is asked for 3-D Secure: first what they would pay is closed', async () => {
    const { id } = await make()
    const { reference } = await askForAction(id)
    expect(await ask('POST', `/payments/${id}/cancel`)).toMatchObject({ status: 200, body: { status: 'cancelled' } })
    expect(provider.books.get(reference)!.outcome.state).toBe('closed')
    expect((await listAttempts(core.store.db, id)).map(({ status }) => status)).toEqual(['voided'])
  })

  it('are not cancelled when closing shows that the money was taken, or cannot be done', async () => {
    const paid = await make()
    const { reference } = await askForAction(paid.id)
    provider.pay(reference, { state: 'succeeded', fee: 60n })
    expect(await ask('POST', `/payments/${paid.id}/cancel`)).toMatchObject({
      status: 409,
      body: { detail: 'A payment that is succeeded cannot be cancelled.' },
    })
    const held = await make()
    await askForAction(held.id)
    provider.weather.push('not_sent')
    expect((await ask('POST', `/payments/${held.id}/cancel`)).status).toBe(409)
    expect((await getPayment(core.store.db, owner, held.id)).status).toBe('requires_action')
  })

  it('are not cancelled while money may be moving', async () => {
    const { id } = await make()
    const { attemptId } = await prepareAttempt(core, id, 'card')
    await startAttempt(core, id, attemptId)
    expect((await ask('POST', `/payments/${id}/cancel`)).status).toBe(409)
    expect(provider.calls).not.toContain('close')
  })
})
