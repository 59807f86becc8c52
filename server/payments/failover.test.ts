import { beforeEach, describe, expect, it } from 'vitest'
import type { Owner } from '../accounts/owner.ts'
import { setProviderAccount } from '../accounts/provider-accounts.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { startAttempt } from './attempts.ts'
import { applyOutcome } from './outcomes.ts'
import { getPayment, listAttempts } from './payments.ts'
import { prepareAttempt } from './preparing.ts'
import { reconcileDue } from './reconciler.ts'
import { newPayment } from './test-payments.ts'
import { type TestProvider, testProvider, type Weather } from './test-provider.ts'

const CLOSED = { state: 'closed' } as const

describeOnBothStores('attempts over several providers', (store) => {
  let core: TestCore
  let first: TestProvider
  let second: TestProvider
  let owner: Owner
  let paymentId: string

  beforeEach(async () => {
    first = testProvider()
    second = testProvider()
    core = testCore(store(), { with: { stripe: () => first, mollie: () => second } })
    const { appId } = await testApp(core)
    owner = { appId, mode: 'test' }
    await setProviderAccount(core, { ...owner, provider: 'mollie', priority: 2, credentials: {} })
    paymentId = (await newPayment(core, owner)).id
  })

  const attempts = () => listAttempts(core.store.db, paymentId)
  const told = async () => (await attempts()).map(({ provider, status }) => `${provider} ${status}`)
  const payment = () => getPayment(core.store.db, owner, paymentId)

  it.each<[string, Weather[], string]>([
    ['was surely not reached', ['not_sent'], 'failed'],
    ['refused', ['refused'], 'failed'],
    ['never answered, twice', ['answer_lost', 'answer_lost'], 'abandoned'],
    ['broke down, twice', ['not_executed', 'not_executed'], 'abandoned'],
    ['may have done it, and was then not reached', ['answer_lost', 'not_sent'], 'abandoned'],
  ])('go to the next provider when the first %s', async (_, weather, left) => {
    first.weather.push(...weather)
    await prepareAttempt(core, paymentId, 'card')
    expect(await told()).toEqual([`stripe ${left}`, 'mollie ready'])
    const [, chosen] = await attempts()
    const [skipped] = JSON.parse(chosen!.choices)
    expect(skipped).toMatchObject({ provider: 'stripe', decision: 'skipped' })
    expect(skipped.reason).toMatch(/^just tried: /)
  })

  it('close what a provider may have made, once it can be asked, and show it to nobody', async () => {
    first.weather.push('answer_lost', 'answer_lost')
    await prepareAttempt(core, paymentId, 'card')
    core.clock.advance(60_000)
    await reconcileDue(core)
    expect(await told()).toEqual(['stripe voided', 'mollie ready'])
    const { provider_ref } = (await attempts())[0]!
    expect(first.books.get(provider_ref!)!.outcome).toEqual(CLOSED)
  })

  it('are never tried elsewhere once the payer may have confirmed', async () => {
    const { attemptId } = await prepareAttempt(core, paymentId, 'card')
    await startAttempt(core, paymentId, attemptId)
    first.weather.push('not_sent', 'not_sent', 'not_sent')
    core.clock.advance(60_000)
    await reconcileDue(core)
    await expect(prepareAttempt(core, paymentId, 'card')).rejects.toMatchObject({ code: 'wrong_state' })
    expect(await told()).toEqual(['stripe processing'])
    expect(second.calls).toEqual([])
  })

  it('keep why nobody could be asked', async () => {
    first.weather.push('not_sent')
    second.weather.push('refused')
    await expect(prepareAttempt(core, paymentId, 'card')).rejects.toMatchObject({ code: 'no_provider' })
    expect(JSON.parse((await payment()).unrouted!)).toEqual([
      { provider: 'stripe', decision: 'skipped', reason: 'just tried: connection refused' },
      { provider: 'mollie', decision: 'skipped', reason: 'just tried: amount too small' },
    ])
    await prepareAttempt(core, paymentId, 'card')
    expect((await payment()).unrouted).toBeNull()
  })

  it('open the circuit of a provider that is down, and ask it no more until a probe is due', async () => {
    first.weather.push(...Array<Weather>(5).fill('not_sent'))
    for (let n = 0; n < 6; n += 1) await prepareAttempt(core, (await newPayment(core, owner)).id, 'card')
    expect(first.calls).toHaveLength(5)
    core.clock.advance(30_000)
    await prepareAttempt(core, paymentId, 'card')
    expect(await told()).toEqual(['stripe ready'])
    await prepareAttempt(core, (await newPayment(core, owner)).id, 'card')
    expect(first.calls).toHaveLength(7)
  })

  it('end after so many declines that they are no payer’s', async () => {
    await core.store.db
      .updateTable('payments')
      .set({ status: 'failed', declines: 20 })
      .where('id', '=', paymentId)
      .execute()
    await expect(prepareAttempt(core, paymentId, 'card')).rejects.toMatchObject({ code: 'no_provider' })
    expect(first.calls).toEqual([])
  })

  it('do not open it for refusals and declines', async () => {
    first.weather.push(...Array<Weather>(7).fill('refused'))
    for (let n = 0; n < 8; n += 1) await prepareAttempt(core, (await newPayment(core, owner)).id, 'card')
    expect(first.calls).toHaveLength(8)
  })

  it('are replaced when the payer chooses another method before paying, and the old one is closed', async () => {
    const card = await prepareAttempt(core, paymentId, 'card')
    const ideal = await prepareAttempt(core, paymentId, 'ideal')
    expect(ideal.attemptId).not.toBe(card.attemptId)
    expect(await told()).toEqual(['stripe abandoned', 'stripe ready'])
    await expect(startAttempt(core, paymentId, card.attemptId)).rejects.toMatchObject({ code: 'wrong_state' })
    await reconcileDue(core)
    expect(await told()).toEqual(['stripe voided', 'stripe ready'])
    expect(first.books.get('intent_1')!.outcome).toEqual(CLOSED)
  })

  it('leave a method whose provider went down without waiting for it', async () => {
    await prepareAttempt(core, paymentId, 'card')
    first.weather.push('not_sent', 'not_sent')
    await prepareAttempt(core, paymentId, 'paypal')
    expect(await told()).toEqual(['stripe abandoned', 'stripe failed', 'mollie ready'])
  })

  it('are made anew elsewhere when their account was switched off before paying', async () => {
    await prepareAttempt(core, paymentId, 'card')
    await setProviderAccount(core, { ...owner, provider: 'stripe', enabled: false })
    await prepareAttempt(core, paymentId, 'card')
    await reconcileDue(core)
    expect(await told()).toEqual(['stripe voided', 'mollie ready'])
    expect(first.books.get('intent_1')!.outcome).toEqual(CLOSED)
  })

  it('fail the payment when a decline leaves no provider at all', async () => {
    const { attemptId } = await prepareAttempt(core, paymentId, 'card')
    await startAttempt(core, paymentId, attemptId)
    for (const provider of ['stripe', 'mollie']) await setProviderAccount(core, { ...owner, provider, enabled: false })
    await applyOutcome(core, attemptId, { state: 'declined', reason: 'declined', message: 'No.' })
    expect((await payment()).status).toBe('failed')
  })
})

describe('an approval', () => {
  describeOnBothStores('to be captured', (store) => {
    let core: TestCore
    let provider: TestProvider
    let owner: Owner
    let paymentId: string
    let attemptId: string
    let reference: string

    beforeEach(async () => {
      provider = testProvider()
      core = testCore(store(), { with: { stripe: () => provider } })
      owner = { appId: (await testApp(core)).appId, mode: 'test' }
      paymentId = (await newPayment(core, owner)).id
      ;({ attemptId } = await prepareAttempt(core, paymentId, 'card'))
      await startAttempt(core, paymentId, attemptId)
      reference = (await listAttempts(core.store.db, paymentId))[0]!.provider_ref!
    })

    const attempt = async () => (await listAttempts(core.store.db, paymentId))[0]!
    const status = async () => (await getPayment(core.store.db, owner, paymentId)).status
    const approve = () => provider.pay(reference, { state: 'approved' })

    it('is captured once, however often it is told', async () => {
      approve()
      await Promise.all(Array.from({ length: 4 }, () => applyOutcome(core, attemptId, { state: 'approved' })))
      expect([await status(), (await attempt()).status, provider.captures()]).toEqual(['succeeded', 'succeeded', 1])
    })

    it.each<[string, Weather[]]>([
      ['executed and never answered', ['answer_lost']],
      ['not executed', ['not_executed']],
      ['never sent', ['not_sent']],
    ])('is held and captured under the same key when the call was %s', async (_, weather) => {
      approve()
      provider.weather.push(...weather)
      await applyOutcome(core, attemptId, { state: 'approved' })
      expect([await status(), (await attempt()).status]).toEqual(['processing', 'capturing'])
      core.clock.advance(60_000)
      await reconcileDue(core)
      expect([await status(), provider.captures()]).toEqual(['succeeded', 1])
    })

    it('is not captured once the attempt is being closed', async () => {
      approve()
      await core.store.db.updateTable('attempts').set({ status: 'closing' }).where('id', '=', attemptId).execute()
      await applyOutcome(core, attemptId, { state: 'approved' })
      expect([provider.captures(), (await attempt()).status]).toEqual([0, 'closing'])
    })

    it('that is taken back before the money moved lets the payer try again', async () => {
      approve()
      provider.weather.push('not_sent')
      await applyOutcome(core, attemptId, { state: 'approved' })
      provider.books.get(reference)!.outcome = { state: 'open' }
      core.clock.advance(60_000)
      await reconcileDue(core)
      expect([await status(), (await attempt()).status, provider.captures()]).toEqual(['pending', 'voided', 0])
    })
  })
})
