import { randomUUIDv7 } from 'node:crypto'
import fc from 'fast-check'
import { beforeEach, expect, it } from 'vitest'
import type { Owner } from '../accounts/owner.ts'
import { Problem } from '../problem.ts'
import type { Outcome } from '../providers/provider.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { markSubmitted, startAttempt } from './attempts.ts'
import { applyOutcome } from './outcomes.ts'
import { cancelPayment, expireDuePayments, getPayment, listAttempts } from './payments.ts'
import { prepareAttempt } from './preparing.ts'
import { reconcileDue } from './reconciler.ts'
import { newPayment as makePayment } from './test-payments.ts'
import { type TestProvider, testProvider } from './test-provider.ts'

const MINUTE = 60_000
const SUCCEEDED: Outcome = { state: 'succeeded', fee: 60n }
const DECLINE: Outcome = { state: 'declined', reason: 'insufficient_funds', message: 'Not enough money.' }

describeOnBothStores('attempts', (store) => {
  let core: TestCore
  let provider: TestProvider
  let owner: Owner

  beforeEach(async () => {
    provider = testProvider()
    core = testCore(store(), { with: { stripe: () => provider } })
    owner = { appId: (await testApp(core)).appId, mode: 'test' }
  })

  const newPayment = (amount = 2500n) => makePayment(core, owner, { amount })
  const statusOf = async (id: string) => (await getPayment(core.store.db, owner, id)).status
  const attemptsOf = async (id: string) => (await listAttempts(core.store.db, id)).map(({ status }) => status)
  const eventsOf = async (id: string) =>
    (
      await core.store.db
        .selectFrom('events')
        .select('type')
        .where('subject_id', '=', id)
        .orderBy('created_at')
        .execute()
    )
      .map(({ type }) => type)
      .sort()
  const referenceOf = async (id: string) => (await listAttempts(core.store.db, id)).at(-1)!.provider_ref!

  async function begin(id: string) {
    const { attemptId } = await prepareAttempt(core, id, 'card')
    await startAttempt(core, id, attemptId)
    return { attemptId, reference: await referenceOf(id) }
  }

  it('are prepared without moving the payment, and shown again to the payer who looks again', async () => {
    const { id } = await newPayment()
    const first = await prepareAttempt(core, id, 'card')
    const second = await prepareAttempt(core, id, 'card')
    expect(second.attemptId).toBe(first.attemptId)
    expect(await statusOf(id)).toBe('pending')
    expect(provider.books.size).toBe(1)
    expect((await getPayment(core.store.db, owner, id)).provider).toBe('stripe')
  })

  it('have ids of 80 random bits, which payers see, beside those with the ids of before', async () => {
    const { id } = await newPayment()
    const before = await prepareAttempt(core, id, 'card')
    const old = randomUUIDv7()
    const left = { id: old, status: 'voided' } as const
    await core.store.db.updateTable('attempts').set(left).where('id', '=', before.attemptId).execute()
    const { attemptId } = await prepareAttempt(core, id, 'ideal')
    // Nine characters of time, then sixteen of five bits.
    expect(attemptId).toMatch(/^att_[0-9a-hjkmnp-tv-z]{9}[0-9a-hjkmnp-tv-z]{16}$/)
    expect((await listAttempts(core.store.db, id)).map((attempt) => attempt.id)).toEqual([old, attemptId])
    await startAttempt(core, id, attemptId)
    await applyOutcome(core, attemptId, SUCCEEDED)
    expect(await statusOf(id)).toBe('succeeded')
  })

  it('make one thing to pay when two windows ask at once', async () => {
    const { id } = await newPayment()
    const prepared = await Promise.all(Array.from({ length: 8 }, () => prepareAttempt(core, id, 'card')))
    expect(new Set(prepared.map(({ attemptId }) => attemptId)).size).toBe(1)
    expect(provider.books.size).toBe(1)
  })

  it('succeed once, however often and by whomever it is told', async () => {
    const { id } = await newPayment()
    const { attemptId, reference } = await begin(id)
    expect(await statusOf(id)).toBe('processing')
    provider.pay(reference, SUCCEEDED)
    await Promise.all(Array.from({ length: 5 }, () => applyOutcome(core, attemptId, SUCCEEDED)))
    await applyOutcome(core, attemptId, { state: 'processing' })
    await applyOutcome(core, attemptId, DECLINE)
    expect(await statusOf(id)).toBe('succeeded')
    expect(await eventsOf(id)).toEqual(['payment.succeeded'])
  })

  it('give the browser its secret again when "Pay" is pressed twice', async () => {
    const { id } = await newPayment()
    const { attemptId } = await prepareAttempt(core, id, 'card')
    const secrets = await Promise.all([startAttempt(core, id, attemptId), startAttempt(core, id, attemptId)])
    expect(new Set(secrets.map(({ handover }) => handover)).size).toBe(1)
  })

  it('keep their secret sealed in the store', async () => {
    const { id } = await newPayment()
    await prepareAttempt(core, id, 'card')
    const [attempt] = await listAttempts(core.store.db, id)
    expect(attempt!.client_secret).toMatch(/^v1\./)
    expect(attempt!.client_secret).not.toContain('intent_1')
  })

  it('are closed at the provider after a decline, before the payer may try again', async () => {
    const { id } = await newPayment()
    const { attemptId, reference } = await begin(id)
    provider.pay(reference, DECLINE)
    await applyOutcome(core, attemptId, DECLINE)
    expect(provider.books.get(reference)!.outcome.state).toBe('closed')
    const payment = await getPayment(core.store.db, owner, id)
    expect([payment.status, payment.decline, payment.declines]).toEqual(['pending', 'insufficient_funds', 1])
    const again = await begin(id)
    expect(again.reference).not.toBe(reference)
    provider.pay(again.reference, SUCCEEDED)
    await applyOutcome(core, again.attemptId, SUCCEEDED)
    expect(await attemptsOf(id)).toEqual(['declined', 'succeeded'])
    expect(provider.captures()).toBe(1)
  })

  it('fail the payment after five declines, and a payer may still try again', async () => {
    const { id } = await newPayment()
    for (let n = 0; n < 5; n += 1) {
      const { attemptId, reference } = await begin(id)
      provider.pay(reference, DECLINE)
      await applyOutcome(core, attemptId, DECLINE)
    }
    expect(await statusOf(id)).toBe('failed')
    expect(await eventsOf(id)).toEqual(['payment.failed'])
    const { attemptId } = await begin(id)
    await applyOutcome(core, attemptId, SUCCEEDED)
    expect(await statusOf(id)).toBe('succeeded')
  })

  it('wait for the void when the provider cannot be reached to close a declined one', async () => {
    const { id } = await newPayment()
    const { attemptId, reference } = await begin(id)
    provider.pay(reference, DECLINE)
    provider.weather.push('not_sent')
    await applyOutcome(core, attemptId, DECLINE)
    expect(await statusOf(id)).toBe('processing')
    await expect(prepareAttempt(core, id, 'card')).rejects.toThrow(Problem)
    core.clock.advance(MINUTE)
    await reconcileDue(core)
    expect(await statusOf(id)).toBe('pending')
  })

  it('count as paid when closing shows that the money was taken after all', async () => {
    const { id } = await newPayment()
    const { attemptId, reference } = await begin(id)
    provider.pay(reference, SUCCEEDED)
    // A decline that was told late: the card went through in a second try.
    await applyOutcome(core, attemptId, DECLINE)
    expect(await statusOf(id)).toBe('succeeded')
    expect(provider.captures()).toBe(1)
  })

  it('tell the merchant that the payer must act, once', async () => {
    const { id } = await newPayment()
    const { attemptId } = await begin(id)
    await applyOutcome(core, attemptId, { state: 'requires_action' })
    await applyOutcome(core, attemptId, { state: 'requires_action' })
    expect(await statusOf(id)).toBe('requires_action')
    expect(await eventsOf(id)).toEqual(['payment.requires_action'])
    await applyOutcome(core, attemptId, SUCCEEDED)
    expect(await statusOf(id)).toBe('succeeded')
  })

  it('are found out by reading when no webhook comes', async () => {
    const { id } = await newPayment()
    const { attemptId, reference } = await begin(id)
    provider.pay(reference, SUCCEEDED)
    await markSubmitted(core, id, attemptId)
    core.clock.advance(3_000)
    await reconcileDue(core)
    expect(await statusOf(id)).toBe('succeeded')
  })

  it('are closed when the payer left without confirming, at once when the payer comes back', async () => {
    const { id } = await newPayment()
    const { reference } = await begin(id)
    core.clock.advance(MINUTE)
    const again = await prepareAttempt(core, id, 'card')
    expect(provider.books.get(reference)!.outcome.state).toBe('closed')
    await startAttempt(core, id, again.attemptId)
    expect(await attemptsOf(id)).toEqual(['voided', 'processing'])
  })

  it('are closed when the browser is done and the provider has seen nothing', async () => {
    const { id } = await newPayment()
    const { attemptId } = await begin(id)
    await markSubmitted(core, id, attemptId)
    core.clock.advance(3_000)
    await reconcileDue(core)
    expect([await statusOf(id), await attemptsOf(id)]).toEqual(['pending', ['voided']])
  })

  it('are closed by the reconciler when nobody comes back', async () => {
    const { id } = await newPayment()
    const { reference } = await begin(id)
    core.clock.advance(31 * MINUTE)
    await reconcileDue(core)
    expect(provider.books.get(reference)!.outcome.state).toBe('closed')
    expect(await statusOf(id)).toBe('pending')
  })

  it('say that no provider is left when the only one is down, and work when it is back', async () => {
    const { id } = await newPayment()
    provider.weather.push('not_sent')
    await expect(prepareAttempt(core, id, 'card')).rejects.toMatchObject({ code: 'no_provider' })
    expect(await attemptsOf(id)).toEqual(['failed'])
    await prepareAttempt(core, id, 'card')
    expect(await statusOf(id)).toBe('pending')
  })

  it('ask again under the same key when a creation is not answered', async () => {
    const { id } = await newPayment()
    provider.weather.push('answer_lost')
    await prepareAttempt(core, id, 'card')
    expect(provider.calls).toEqual(['create', 'create'])
    expect(provider.books.size).toBe(1)
  })

  it('abandon what is never answered, and close it later', async () => {
    const { id } = await newPayment()
    provider.weather.push('answer_lost', 'answer_lost')
    await expect(prepareAttempt(core, id, 'card')).rejects.toMatchObject({ code: 'no_provider' })
    expect(await attemptsOf(id)).toEqual(['abandoned'])
    core.clock.advance(MINUTE)
    await reconcileDue(core)
    expect(await attemptsOf(id)).toEqual(['voided'])
    expect([...provider.books.values()].map(({ outcome }) => outcome.state)).toEqual(['closed'])
  })

  it('take up a creation again that a dead process left behind', async () => {
    const { id } = await newPayment()
    const lost = testCore(store(), { with: { stripe: () => ({ ...provider, create: () => new Promise(() => {}) }) } })
    void prepareAttempt(lost, id, 'card')
    await expect.poll(() => attemptsOf(id)).toEqual(['creating'])
    const prepared = await prepareAttempt(core, id, 'card')
    expect((await listAttempts(core.store.db, id)).map((a) => [a.id, a.status])).toEqual([
      [prepared.attemptId, 'ready'],
    ])
  })

  it('are not begun when no provider can take the charge, and the payer is told no account’s secrets', async () => {
    const { id } = await newPayment(49n)
    const refusal = await prepareAttempt(core, id, 'card').catch((error) => error)
    expect(refusal).toMatchObject({ code: 'no_provider' })
    expect(refusal.message).not.toContain('stripe')
    expect(await attemptsOf(id)).toEqual([])
  })

  it('stay unknown when the second try is surely not sent: the first may have been done', async () => {
    const { id } = await newPayment()
    provider.weather.push('answer_lost', 'not_sent')
    await expect(prepareAttempt(core, id, 'card')).rejects.toMatchObject({ code: 'no_provider' })
    expect(await attemptsOf(id)).toEqual(['abandoned'])
    provider.weather.push('not_sent', 'fair', 'fair')
    for (let look = 0; look < 2; look += 1) {
      core.clock.advance(10 * MINUTE)
      await reconcileDue(core)
    }
    expect(await attemptsOf(id)).toEqual(['voided'])
    expect([...provider.books.values()].map(({ outcome }) => outcome.state)).toEqual(['closed'])
  })

  it('are never shown once the reconciler has begun to close them', async () => {
    const { id } = await newPayment()
    let answer = () => {}
    const slow = testCore(store(), {
      with: {
        stripe: () => ({
          ...provider,
          async create(order) {
            const created = await provider.create(order)
            await new Promise<void>((resolve) => {
              answer = resolve
            })
            return created
          },
        }),
      },
    })
    const late = prepareAttempt(slow, id, 'card').catch((error) => error)
    await expect.poll(() => provider.books.size).toBe(1)
    core.clock.advance(MINUTE)
    await reconcileDue(core)
    answer()
    expect(await late).toMatchObject({ code: 'wrong_state' })
    expect(await attemptsOf(id)).toEqual(['voided'])
  })

  it('are looked at soon after a decline, however long it took to come', async () => {
    const { id } = await newPayment()
    const { attemptId, reference } = await begin(id)
    provider.pay(reference, { state: 'processing' })
    for (let look = 0; look < 6; look += 1) {
      core.clock.advance(60 * MINUTE)
      await reconcileDue(core)
    }
    provider.weather.push('not_sent', 'not_sent')
    await applyOutcome(core, attemptId, DECLINE)
    for (let look = 0; look < 2; look += 1) {
      core.clock.advance(MINUTE)
      await reconcileDue(core)
    }
    expect([await statusOf(id), await attemptsOf(id)]).toEqual(['pending', ['declined']])
  })

  /** Declined, tried again with another card, and then the first one turns out to be captured. */
  async function paidLate(id: string) {
    const first = await begin(id)
    provider.weather.push('not_executed')
    await applyOutcome(core, first.attemptId, DECLINE)
    await applyOutcome(core, first.attemptId, { state: 'closed' })
    const second = await begin(id)
    provider.pay(first.reference, SUCCEEDED)
    await applyOutcome(core, first.attemptId, SUCCEEDED)
    return second
  }

  it('are closed when one before them turns out to be paid', async () => {
    const { id } = await newPayment()
    const { reference } = await paidLate(id)
    await reconcileDue(core)
    expect([await statusOf(id), await attemptsOf(id)]).toEqual(['succeeded', ['succeeded', 'voided']])
    expect(provider.books.get(reference)!.outcome.state).toBe('closed')
  })

  it('do not move a payment that another one has paid', async () => {
    const { id } = await newPayment()
    const { attemptId } = await paidLate(id)
    const underWay = (status: 'processing' | 'requires_action') =>
      core.store.db.updateTable('attempts').set({ status }).where('id', '=', attemptId).execute()
    await underWay('processing')
    await applyOutcome(core, attemptId, { state: 'requires_action' })
    await underWay('requires_action')
    await applyOutcome(core, attemptId, { state: 'processing' })
    expect(await statusOf(id)).toBe('succeeded')
    expect(await eventsOf(id)).toEqual(['payment.succeeded'])
  })

  it('give a capture back that nobody was given the secret for', async () => {
    const { id } = await newPayment()
    const { attemptId } = await prepareAttempt(core, id, 'card')
    provider.pay(await referenceOf(id), SUCCEEDED)
    await applyOutcome(core, attemptId, SUCCEEDED)
    expect([await statusOf(id), await attemptsOf(id)]).toEqual(['pending', ['returned']])
    expect(provider.returns()).toBe(1)
  })

  it('give a capture back that arrives for a cancelled payment', async () => {
    const { id } = await newPayment()
    const { attemptId } = await prepareAttempt(core, id, 'card')
    const reference = await referenceOf(id)
    await core.store.transaction((tx) => cancelPayment(core, tx, owner, id))
    // Nobody was shown the secret; suppose it leaked all the same.
    provider.pay(reference, SUCCEEDED)
    await reconcileDue(core)
    await applyOutcome(core, attemptId, SUCCEEDED)
    const payment = await getPayment(core.store.db, owner, id)
    expect([payment.status, payment.refunded_amount]).toEqual(['cancelled', 0n])
    expect([provider.captures(), provider.returns()]).toEqual([1, 1])
    expect(await eventsOf(id)).toEqual(['payment.cancelled', 'payment.duplicate_refunded'])
  })

  it('repeat a return that was not answered, without giving back twice', async () => {
    const { id } = await newPayment()
    const { attemptId } = await prepareAttempt(core, id, 'card')
    const reference = await referenceOf(id)
    await core.store.transaction((tx) => cancelPayment(core, tx, owner, id))
    provider.pay(reference, SUCCEEDED)
    provider.weather.push('fair', 'answer_lost')
    await reconcileDue(core)
    expect(await attemptsOf(id)).toEqual(['stray'])
    core.clock.advance(MINUTE)
    await reconcileDue(core)
    await applyOutcome(core, attemptId, SUCCEEDED)
    expect(await attemptsOf(id)).toEqual(['returned'])
    expect(provider.returns()).toBe(1)
  })

  it('end with the payment when its time is over, but not while money may be moving', async () => {
    const idle = await newPayment()
    const busy = await newPayment()
    await prepareAttempt(core, idle.id, 'card')
    const reference = await referenceOf(idle.id)
    await begin(busy.id)
    core.clock.advance(25 * 60 * MINUTE)
    await expireDuePayments(core)
    expect([await statusOf(idle.id), await statusOf(busy.id)]).toEqual(['cancelled', 'processing'])
    await reconcileDue(core)
    expect(provider.books.get(reference)!.outcome.state).toBe('closed')
    await expireDuePayments(core)
    expect(await statusOf(busy.id)).toBe('cancelled')
  })

  it('end the same whatever order and repetition their news come in', async () => {
    const news: Outcome[] = [{ state: 'open' }, { state: 'processing' }, { state: 'requires_action' }, SUCCEEDED]
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...news), { maxLength: 8 }), async (told) => {
        const { id } = await newPayment()
        const { attemptId, reference } = await begin(id)
        provider.pay(reference, SUCCEEDED)
        for (const outcome of [...told, SUCCEEDED, ...told]) {
          await applyOutcome(core, attemptId, outcome)
        }
        expect(await statusOf(id)).toBe('succeeded')
        expect((await eventsOf(id)).filter((type) => type === 'payment.succeeded')).toHaveLength(1)
      }),
      { numRuns: 25 },
    )
    expect(provider.returns()).toBe(0)
  })
})
