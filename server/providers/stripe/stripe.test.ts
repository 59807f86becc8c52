import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type StandIn, startStandIn } from '../../../demo/networks/stand-in.ts'
import { stripeService } from '../../../demo/networks/stripe/stripe.ts'
import type { Owner } from '../../accounts/owner.ts'
import { startAttempt } from '../../payments/attempts.ts'
import { getPayment, listAttempts } from '../../payments/payments.ts'
import { prepareAttempt } from '../../payments/preparing.ts'
import { reconcileDue } from '../../payments/reconciler.ts'
import { newPayment as makePayment } from '../../payments/test-payments.ts'
import { openStore, type Store } from '../../store/store.ts'
import { freshFile } from '../../store/test-stores.ts'
import { type TestCore, testApp, testClock, testCore } from '../../test-core.ts'
import { registerWebhook } from '../registration.ts'
import { providerWebhooks } from '../webhooks.ts'
import { toStripeAmount } from './amounts.ts'

const KEYS = { secretKey: 'sk_test_abcdefghijklmnop', publishableKey: 'pk_test_abcdefghijklmnop' }
const GOOD_CARD = '4242424242424242'
const POOR_CARD = '4000000000009995'

/** Stripe's own client against the stand-in, with its webhooks coming back to us over HTTP. */
describe('a payment through Stripe', () => {
  const clock = testClock()
  const file = freshFile()
  let store: Store
  let core: TestCore
  let stripe: StandIn
  let host: Server
  let owner: Owner

  beforeEach(async () => {
    stripe = await startStandIn({
      name: 'stripe',
      port: 0,
      clock,
      service: stripeService({ clock, booksFile: ':memory:', ...KEYS, webhookRetryDelays: [50] }),
    })
    store = await openStore(`${file.url}-${Math.random()}`)
    host = createServer()
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
    core = testCore(store, {
      config: {
        publicUrl: `http://127.0.0.1:${(host.address() as AddressInfo).port}`,
        stripe: { apiUrl: stripe.url, scriptUrl: null },
        providerTimeout: 2_000,
      },
    })
    core.clock = clock
    host.on('request', getRequestListener(new Hono().route('/webhooks', providerWebhooks(core)).fetch))
    const { appId, accountId } = await testApp(core, 'stripe', KEYS)
    owner = { appId, mode: 'test' }
    await registerWebhook(core, accountId)
  })

  afterEach(async () => {
    // Requests that are being answered go on to their end before the store is closed under them.
    const closed = new Promise((resolve) => host.close(resolve))
    host.closeIdleConnections()
    await closed
    await stripe.stop()
    await store.close()
    await file.drop()
  })

  const newPayment = () => makePayment(core, owner)
  const statusOf = async (id: string) => (await getPayment(core.store.db, owner, id)).status
  const attemptsOf = (id: string) => listAttempts(core.store.db, id)

  async function begin(id: string) {
    const { attemptId } = await prepareAttempt(core, id, 'card')
    const { handover: clientSecret } = await startAttempt(core, id, attemptId)
    return { attemptId, clientSecret, intent: clientSecret.split('_secret_')[0]! }
  }

  /** As Stripe's form does, from the payer's browser. */
  const confirm = ({ clientSecret, intent }: { clientSecret: string; intent: string }, number: string) =>
    fetch(`${stripe.url}/v1/payment_intents/${intent}/confirm`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${KEYS.publishableKey}`, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        client_secret: clientSecret,
        return_url: 'http://localhost/back',
        'payment_method_data[type]': 'card',
        'payment_method_data[card][number]': number,
        'payment_method_data[card][exp_month]': '12',
        'payment_method_data[card][exp_year]': '2034',
        'payment_method_data[card][cvc]': '123',
      }),
      signal: AbortSignal.timeout(4_000),
    })

  const charges = () =>
    stripe
      .requests()
      .filter(({ path, status, response }) => /confirm$/.test(path) && status === 200 && /"succeeded"/.test(response))
      .length

  it('succeeds by the signed webhook, without being asked', async () => {
    const { id } = await newPayment()
    await confirm(await begin(id), GOOD_CARD)
    await expect.poll(() => statusOf(id)).toBe('succeeded')
    expect(
      stripe.requests().filter(({ method, path }) => method === 'GET' && path.includes('payment_intents')),
    ).toEqual([])
  })

  it('is declined with its reason, closed at Stripe, and can be paid with another card', async () => {
    const { id } = await newPayment()
    const first = await begin(id)
    expect((await confirm(first, POOR_CARD)).status).toBe(402)
    await expect.poll(() => statusOf(id)).toBe('pending')
    const [attempt] = await attemptsOf(id)
    expect([attempt!.status, attempt!.decline]).toEqual(['declined', 'insufficient_funds'])
    expect((await confirm(first, GOOD_CARD)).status).toBe(400)
    await confirm(await begin(id), GOOD_CARD)
    await expect.poll(() => statusOf(id)).toBe('succeeded')
    expect(charges()).toBe(1)
  })

  it('does not believe a webhook that is not signed, signed with another secret, or too old', async () => {
    const { id } = await newPayment()
    const { intent } = await begin(id)
    const url = `${core.config.publicUrl}/webhooks/stripe/${(await attemptsOf(id))[0]!.account_id}`
    const event = { id: 'evt_forged', object: 'event', type: 'payment_intent.succeeded' }
    const body = JSON.stringify({ ...event, data: { object: { id: intent, status: 'succeeded' } } })
    const forged = ['', 't=1,v1=00', `t=${Math.floor(clock.now() / 1000)},v1=${'0'.repeat(64)}`]
    for (const signature of forged) {
      const answer = await fetch(url, { method: 'POST', headers: { 'Stripe-Signature': signature }, body })
      expect(answer.status).toBe(400)
    }
    expect(await statusOf(id)).toBe('processing')
    expect(await store.db.selectFrom('provider_events').select('event_id').execute()).toEqual([])
  })

  it('is refused a provider when nothing listens, and goes through when it does again', async () => {
    const { id } = await newPayment()
    await stripe.setFault({ mode: 'refuse' })
    await expect(prepareAttempt(core, id, 'card')).rejects.toMatchObject({ code: 'no_provider' })
    expect((await attemptsOf(id)).map(({ status }) => status)).toEqual(['failed'])
    await stripe.setFault({ mode: 'none' })
    await confirm(await begin(id), GOOD_CARD)
    await expect.poll(() => statusOf(id)).toBe('succeeded')
    expect(charges()).toBe(1)
  })

  it('asks again under the same key when the creation was executed and not answered', async () => {
    const { id } = await newPayment()
    await stripe.setFault({ mode: 'timeout', times: 1 })
    const begun = await begin(id)
    await confirm(begun, GOOD_CARD)
    await expect.poll(() => statusOf(id)).toBe('succeeded')
    const created = stripe.requests().filter(({ method, path }) => method === 'POST' && path === '/v1/payment_intents')
    expect(created).toHaveLength(2)
    expect(new Set(created.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(new Set(created.map(({ response }) => JSON.parse(response).id)).size).toBe(1)
  })

  it('abandons what was never answered, and closes it at Stripe when that is back', async () => {
    const { id } = await newPayment()
    await stripe.setFault({ mode: 'timeout', times: 2 })
    await expect(prepareAttempt(core, id, 'card')).rejects.toMatchObject({ code: 'no_provider' })
    expect((await attemptsOf(id)).map(({ status }) => status)).toEqual(['abandoned'])
    clock.advance(60_000)
    await reconcileDue(core)
    expect((await attemptsOf(id)).map(({ status }) => status)).toEqual(['voided'])
    const cancelled = stripe.requests().filter(({ path, status }) => path.endsWith('/cancel') && status === 200)
    expect(cancelled).toHaveLength(1)
  })

  it('answers 500 to the first creation and is asked again', async () => {
    const { id } = await newPayment()
    await stripe.setFault({ mode: 'error', times: 1 })
    await confirm(await begin(id), GOOD_CARD)
    await expect.poll(() => statusOf(id)).toBe('succeeded')
    expect(charges()).toBe(1)
  })

  it('is charged once when the confirmation is executed and its answer lost', async () => {
    const { id } = await newPayment()
    const begun = await begin(id)
    await stripe.setFault({ mode: 'timeout', times: 1 })
    await expect(confirm(begun, GOOD_CARD)).rejects.toThrow()
    await expect.poll(() => statusOf(id)).toBe('succeeded')
    await expect(prepareAttempt(core, id, 'card')).rejects.toMatchObject({ code: 'wrong_state' })
    expect(charges()).toBe(1)
  })

  it('is found out by reading when our host missed the webhooks', async () => {
    const { id } = await newPayment()
    const begun = await begin(id)
    const port = (host.address() as AddressInfo).port
    host.closeAllConnections()
    await new Promise((resolve) => host.close(resolve))
    await confirm(begun, GOOD_CARD)
    expect(await statusOf(id)).toBe('processing')
    clock.advance(60_000)
    await reconcileDue(core)
    expect(await statusOf(id)).toBe('succeeded')
    await new Promise<void>((resolve) => host.listen(port, '127.0.0.1', resolve))
  })

  it.each([
    ['takes its time over it', '4000000000007726', ['stray by a refund', 'returned by a refund']],
    ['sends it back after it had arrived', '4000000000005126', ['returned by a refund', 'stray']],
  ])('goes back where no order has use for it, also where its bank %s', async (_, card, [first, later]) => {
    const { id } = await newPayment()
    const { attemptId } = await prepareAttempt(core, id, 'card')
    const { provider_ref, client_secret } = (await attemptsOf(id))[0]!
    const clientSecret = core.secrets.open(client_secret!, `attempts.client_secret:${attemptId}`)
    // Nobody was shown the secret; suppose it leaked all the same.
    await confirm({ clientSecret, intent: provider_ref! }, card)
    const state = async () => {
      const { status, return_ref } = (await attemptsOf(id))[0]!
      return return_ref === null ? status : `${status} by a refund`
    }
    await expect.poll(state).toBe(first)
    clock.advance(60 * 60_000)
    // Stripe looks at its books, and sends what has happened there.
    await fetch(`${stripe.url}/v1/refunds`, { headers: { Authorization: `Bearer ${KEYS.secretKey}` } })
    await expect.poll(state).toBe(later)
    clock.advance(60 * 60_000)
    await reconcileDue(core)
    expect(await state()).toBe('returned by a refund')
    expect(await statusOf(id)).toBe('pending')
  })

  it.each([
    ['EUR', 2500n, 2500n],
    ['JPY', 500n, 500n],
    ['KWD', 1230n, 1230n],
    ['KWD', 1234n, null],
    ['ISK', 500n, 50_000n],
    ['MGA', 500n, 5n],
    ['MGA', 505n, null],
  ])('writes %s %s as Stripe does', (currency, amount, written) => {
    expect(toStripeAmount(amount, currency)).toBe(written)
  })
})
