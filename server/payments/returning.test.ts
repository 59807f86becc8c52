import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Owner } from '../accounts/owner.ts'
import { type Outcome, ProviderFailure, type RefundOutcome } from '../providers/provider.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { applyOutcome } from './outcomes.ts'
import { cancelPayment, getPayment, listAttempts } from './payments.ts'
import { prepareAttempt } from './preparing.ts'
import { reconcileDue } from './reconciler.ts'
import { applyReturnNews, returnCapture } from './returning.ts'
import { newPayment } from './test-payments.ts'
import { type TestProvider, testProvider } from './test-provider.ts'

const SUCCEEDED: Outcome = { state: 'succeeded', fee: 60n, capture: 'capture_1' }
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

describeOnBothStores('a stray capture', (store) => {
  let core: TestCore
  let provider: TestProvider
  let owner: Owner
  let accountId: string
  let paymentId: string
  let attemptId: string
  let reference: string
  /** Under which keys it was asked to be given back, in order. */
  let keys: string[]

  /** Captured for a payment that is cancelled. */
  beforeEach(async () => {
    provider = testProvider()
    keys = []
    const { returnCapture: give } = provider
    provider.returnCapture = (order) => {
      keys.push(order.key.replace(attemptId, 'attempt'))
      return give(order)
    }
    core = testCore(store(), { with: { stripe: () => provider } })
    await core.store.db.updateTable('attempts').set({ check_at: null }).execute()
    const app = await testApp(core)
    accountId = app.accountId
    owner = { appId: app.appId, mode: 'test' }
    paymentId = (await newPayment(core, owner)).id
    ;({ attemptId } = await prepareAttempt(core, paymentId, 'card'))
    reference = (await attempt()).provider_ref!
    provider.pay(reference, SUCCEEDED)
    await core.store.transaction((tx) => cancelPayment(core, tx, owner, paymentId))
  })

  const attempt = async () => (await listAttempts(core.store.db, paymentId))[0]!
  const state = async () => (await attempt()).status
  const arrives = () => applyOutcome(core, attemptId, SUCCEEDED)
  const told = async () => {
    const events = await core.store.db.selectFrom('events').select('type').where('subject_id', '=', paymentId).execute()
    return events.filter(({ type }) => type === 'payment.duplicate_refunded').length
  }
  const madeAtProvider = () => [...provider.books.get(reference)!.returns.values()]
  const reconcile = async (after: number) => {
    core.clock.advance(after)
    await reconcileDue(core)
  }
  const settle = (change: Partial<RefundOutcome>) => Object.assign(madeAtProvider().at(-1)!, change)

  it('is told when it is back, and not before', async () => {
    provider.returnsBegin = 'pending'
    await arrives()
    expect([await state(), await told()]).toEqual(['stray', 0])
    expect((await attempt()).check_at).not.toBeNull()
    await reconcile(MINUTE)
    expect([await state(), await told()]).toEqual(['stray', 0])
    settle({ state: 'succeeded' })
    await reconcile(60 * MINUTE)
    await arrives()
    expect([await state(), await told(), (await attempt()).check_at]).toEqual(['returned', 1, null])
    expect([provider.captures(), provider.returns(), madeAtProvider().length]).toEqual([1, 1, 1])
    expect((await getPayment(core.store.db, owner, paymentId)).refunded_amount).toBe(0n)
  })

  it('is asked back by the id that the provider gave the money', async () => {
    const give = vi.spyOn(provider, 'returnCapture')
    await arrives()
    expect(give).toHaveBeenCalledWith(expect.objectContaining({ reference, capture: 'capture_1', amount: 2500n }))
  })

  it('whose return fails is given back anew under another key, and the operator is told', async () => {
    const error = vi.spyOn(core.logger, 'error')
    provider.returnsBegin = 'pending'
    await arrives()
    settle({ state: 'failed', message: 'the account is empty' })
    await reconcile(MINUTE)
    expect([await state(), await told()]).toEqual(['stray', 0])
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ attempt: attemptId, payment: paymentId, tries: 1, message: 'the account is empty' }),
      expect.any(String),
    )
    // Not at once: what hinders it is seldom gone in a moment.
    await reconcile(4 * MINUTE)
    expect(madeAtProvider()).toHaveLength(1)
    provider.returnsBegin = 'succeeded'
    await reconcile(MINUTE)
    expect(keys).toEqual(['attempt-return', 'attempt-return', 'attempt-return-2'])
    expect([await state(), await told(), provider.returns()]).toEqual(['returned', 1, 1])
  })

  it('that the provider refuses to give back is asked for under another key as well', async () => {
    provider.weather.push('fair', 'refused')
    await reconcileDue(core)
    expect([await state(), (await attempt()).message]).toEqual(['stray', 'amount too small'])
    await reconcile(6 * MINUTE)
    expect(keys).toEqual(['attempt-return', 'attempt-return-2'])
    expect([await state(), await told()]).toEqual(['returned', 1])
  })

  it.each(['answer_lost', 'not_executed', 'not_sent'] as const)(
    'is held under its key when the call was %s',
    async (weather) => {
      provider.weather.push(weather, weather)
      await arrives()
      await reconcile(MINUTE)
      expect([await state(), await told()]).toEqual(['stray', 0])
      await reconcile(MINUTE)
      expect(new Set(keys)).toEqual(new Set(['attempt-return']))
      expect([await state(), await told(), provider.returns(), madeAtProvider().length]).toEqual(['returned', 1, 1, 1])
    },
  )

  it('of which the provider tells nothing for long is told to the operator', async () => {
    const warn = vi.spyOn(core.logger, 'warn')
    provider.returnCapture = async () => {
      throw new ProviderFailure('unknown', 'timed out')
    }
    await arrives()
    for (let n = 0; n < 5; n += 1) await reconcile(60 * MINUTE)
    expect(warn).not.toHaveBeenCalled()
    await reconcile(60 * MINUTE)
    expect(warn).toHaveBeenCalledWith({ attempt: attemptId, message: 'timed out' }, expect.any(String))
    expect(await state()).toBe('stray')
  })

  it('is tried so many times, and after that only looked at', async () => {
    const error = vi.spyOn(core.logger, 'error')
    provider.returnsBegin = 'failed'
    await arrives()
    for (let day = 0; day < 12; day += 1) await reconcile(DAY)
    expect(madeAtProvider()).toHaveLength(8)
    expect(new Set(keys).size).toBe(8)
    expect(await state()).toBe('stray')
    expect((await attempt()).check_at).not.toBeNull()
    expect(error.mock.lastCall?.[1]).toContain('at the provider')
    // Somebody does.
    settle({ state: 'succeeded' })
    await reconcile(DAY)
    expect([await state(), await told(), madeAtProvider().length]).toEqual(['returned', 1, 8])
  })

  it('waits longer from try to try', async () => {
    provider.returnsBegin = 'failed'
    const waits: number[] = []
    await arrives()
    for (let n = 0; n < 5; n += 1) {
      const wait = Date.parse((await attempt()).check_at!) - core.clock.now()
      waits.push(wait / MINUTE)
      await reconcile(wait)
    }
    expect(waits).toEqual([5, 60, 360, 1440, 1440])
  })

  it('is given back once, whoever looks at it at the same time', async () => {
    await arrives()
    await core.store.db.updateTable('attempts').set({ status: 'stray' }).where('id', '=', attemptId).execute()
    await Promise.all(Array.from({ length: 5 }, () => returnCapture(core, attemptId)))
    expect([await state(), provider.returns()]).toEqual(['returned', 1])
  })

  it('has one try under each key, whoever sees that the last one failed', async () => {
    provider.returnsBegin = 'failed'
    await Promise.all([arrives(), arrives(), arrives()])
    await Promise.all(Array.from({ length: 5 }, () => returnCapture(core, attemptId)))
    expect((await attempt()).returns).toBe(new Set(keys).size)
    expect(madeAtProvider()).toHaveLength(new Set(keys).size)
  })

  describe('news of what gives it back', () => {
    const news = (change: Partial<RefundOutcome> = {}) =>
      applyReturnNews(core, accountId, {
        state: 'succeeded',
        reference: madeAtProvider()[0]!.reference,
        message: null,
        ...change,
      })

    it('have it looked at', async () => {
      provider.returnsBegin = 'pending'
      await arrives()
      settle({ state: 'succeeded' })
      expect(await news()).toBe(true)
      expect([await state(), await told()]).toEqual(['returned', 1])
      expect(await news()).toBe(true)
      expect(await told()).toBe(1)
    })

    it('begin anew where the bank sent it back after it had arrived', async () => {
      await arrives()
      expect(await state()).toBe('returned')
      settle({ state: 'failed', message: 'the card is closed' })
      const failed = { state: 'failed', message: 'the card is closed' } as const
      await Promise.all([news(failed), news(failed)])
      expect([await state(), (await attempt()).message, (await attempt()).returns]).toEqual([
        'stray',
        'the card is closed',
        1,
      ])
      await reconcile(5 * MINUTE)
      expect([await state(), provider.returns()]).toEqual(['returned', 1])
    })

    it('of a try that came to nothing begin no other before its time', async () => {
      provider.returnsBegin = 'pending'
      await arrives()
      settle({ state: 'failed', message: 'no' })
      expect(await news()).toBe(true)
      expect(await news({ state: 'failed' })).toBe(false)
      expect([madeAtProvider().length, (await attempt()).returns]).toEqual([1, 1])
    })

    it('of anything else are none', async () => {
      await arrives()
      expect(await news({ reference: 'refund_of_somebody' })).toBe(false)
      const other = (await testApp(core)).accountId
      expect(await applyReturnNews(core, other, { ...madeAtProvider()[0]!, message: null })).toBe(false)
    })

    it('change nothing while the provider cannot be asked', async () => {
      provider.returnsBegin = 'pending'
      await arrives()
      settle({ state: 'succeeded' })
      provider.weather.push('not_sent')
      expect(await news()).toBe(true)
      expect(await state()).toBe('stray')
    })
  })

  it('does not hide what is wrong with us', async () => {
    provider.returnCapture = async () => {
      throw new TypeError('a bug')
    }
    await expect(arrives()).rejects.toThrow('a bug')
  })
})
