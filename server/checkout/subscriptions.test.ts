import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { newId } from '../ids.ts'
import { Problem } from '../problem.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { packageView, type Subscribed, subscribe } from '../subscriptions/public.ts'
import { act, DAY, invoicesOf, pay, testPackage, testShop } from '../subscriptions/test-subscriptions.ts'
import { type TestCore, testCore } from '../test-core.ts'
import { packageSettings } from './embedding.ts'
import { subscriptionCheckout } from './subscriptions.ts'

const buyer = () => ({ email: `${newId('buyer')}@example.com`, name: null, visit: newId('visit_') })

describeOnBothStores("a package's page", (store) => {
  it('shows what a visitor may see, and nothing of a package that is not there', async () => {
    const core = testCore(store())
    const shop = await testShop(core, { description: 'Monthly reviews', trial_days: 14, widget_button_label: 'Start' })
    expect(await packageView(core, shop.sold.id)).toEqual({
      id: shop.sold.id,
      name: 'Pro Support',
      description: 'Monthly reviews',
      merchantName: 'Fjord Coffee',
      price: { amount: '99.00', asset: 'USDC' },
      interval: 'MONTHLY',
      trialDays: 14,
      active: true,
      buttonLabel: 'Start',
      testMode: true,
    })
    for (const id of [null, 'subpkg_none', shop.sold.slug]) expect(await packageView(core, id)).toBeNull()
    expect((await packageSettings(core, shop.sold.id)).allowedOrigins).toHaveLength(1)
    expect((await packageSettings(core, 'subpkg_none')).allowedOrigins).toEqual([])
  })

  it('leads to an invoice that is to be paid now, or to a trial', async () => {
    const core = testCore(store(), { config: { smtpUrl: 'smtp://127.0.0.1:1' } })
    const shop = await testShop(core)
    const paid = await subscribe(core, shop.sold.id, { ...buyer(), name: 'Alex' })
    const [invoice] = await invoicesOf(core, paid.subscriptionId)
    expect(paid).toEqual({
      subscriptionId: expect.stringMatching(/^cusub_/),
      status: 'incomplete',
      invoicePublicId: invoice!.public_id,
      trialEndsAt: null,
    })
    // The visitor goes on to pay at once: an e-mail would come to nothing, or to a stranger.
    const mails = await core.store.db
      .selectFrom('mails')
      .selectAll()
      .where('merchant_id', '=', shop.merchantId)
      .execute()
    expect(mails).toEqual([])
    const trial = await testPackage(core, shop, { trial_days: 14 })
    expect(await subscribe(core, trial.id, buyer())).toMatchObject({
      status: 'trialing',
      invoicePublicId: null,
      trialEndsAt: new Date(core.clock.now() + 14 * DAY).toISOString(),
    })
  })

  it('leads to the same subscription when the form is sent again, also twice at once', async () => {
    const core = testCore(store())
    const shop = await testShop(core)
    const visitor = buyer()
    const [one, two] = await Promise.all([
      subscribe(core, shop.sold.id, visitor),
      subscribe(core, shop.sold.id, { ...visitor, email: visitor.email.toUpperCase() }),
    ])
    expect(two).toEqual(one)
    core.clock.advance(9 * 60_000)
    expect(await subscribe(core, shop.sold.id, visitor)).toEqual(one)
    core.clock.advance(60_001)
    expect((await subscribe(core, shop.sold.id, visitor)).subscriptionId).not.toBe(one!.subscriptionId)
    expect((await subscribe(core, shop.sold.id, buyer())).subscriptionId).not.toBe(one!.subscriptionId)
  })

  it('shows nobody what another page made for the same e-mail address', async () => {
    const core = testCore(store())
    const shop = await testShop(core)
    const victim = buyer()
    const made = await subscribe(core, shop.sold.id, victim)
    for (const visit of [newId('visit_'), null]) {
      const stranger = await subscribe(core, shop.sold.id, { ...victim, visit })
      expect(stranger.subscriptionId).not.toBe(made.subscriptionId)
      expect(stranger.invoicePublicId).not.toBe(made.invoicePublicId)
    }
    // Nor does a page's own token find what was made for another address.
    const other = await subscribe(core, shop.sold.id, { ...buyer(), visit: victim.visit })
    expect(other.subscriptionId).not.toBe(made.subscriptionId)
    expect(await subscribe(core, shop.sold.id, victim)).toEqual(made)
  })

  it('makes another subscription where the first one is paid or cancelled', async () => {
    const core = testCore(store())
    const shop = await testShop(core)
    const visitor = buyer()
    const paid = await subscribe(core, shop.sold.id, visitor)
    await pay(core, (await invoicesOf(core, paid.subscriptionId))[0]!)
    const second = await subscribe(core, shop.sold.id, visitor)
    expect(second.subscriptionId).not.toBe(paid.subscriptionId)
    await act(core, shop, second.subscriptionId, 'cancel')
    expect((await subscribe(core, shop.sold.id, visitor)).subscriptionId).not.toBe(second.subscriptionId)
  })

  it('refuses an address that is used again and again, for a day', async () => {
    const core = testCore(store())
    const shop = await testShop(core)
    const visitor = buyer()
    for (let n = 0; n < 5; n += 1) {
      await subscribe(core, shop.sold.id, visitor)
      core.clock.advance(11 * 60_000)
    }
    await expect(subscribe(core, shop.sold.id, visitor)).rejects.toMatchObject({ kind: 'rate_limited' })
    core.clock.advance(DAY)
    expect((await subscribe(core, shop.sold.id, visitor)).status).toBe('incomplete')
  })

  /** As it is mounted below `/checkout`. */
  function checkout(core: TestCore) {
    const app = new Hono()
    app.onError((error, c) => {
      if (!(error instanceof Problem)) throw error
      return c.json({ code: error.code, message: error.message }, error.kind === 'rate_limited' ? 429 : 400)
    })
    app.route('/', subscriptionCheckout(core))
    return (id: string, body: object, address = '203.0.113.7') =>
      app.request(`/packages/${id}/subscriptions`, {
        method: 'POST',
        headers: { 'X-Forwarded-For': address },
        body: JSON.stringify(body),
      })
  }

  it('is asked over HTTP', async () => {
    const core = testCore(store(), { config: { trustedProxies: 1 } })
    const shop = await testShop(core)
    const post = checkout(core)
    const made = await post(shop.sold.id, { email: 'visitor@example.com', name: ' ' }, '203.0.113.1')
    expect(made.status).toBe(201)
    const { subscriptionId }: Subscribed = await made.json()
    const row = await core.store.db
      .selectFrom('subscriptions')
      .selectAll()
      .where('id', '=', subscriptionId)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({ customer_email: 'visitor@example.com', customer_name: null })
    expect((await post(shop.sold.id, { email: 'nobody' }, '203.0.113.1')).status).toBe(400)
    const missing = await post('subpkg_none', { email: 'visitor@example.com' }, '203.0.113.1')
    expect((await missing.json()).code).toBe('not_found')
    await core.store.db.updateTable('subscription_packages').set({ active: 0 }).where('id', '=', shop.sold.id).execute()
    const closed = await post(shop.sold.id, { email: 'other@example.com' }, '203.0.113.1')
    expect((await closed.json()).code).toBe('package_inactive')
  })

  it('limits what one network, and what one e-mail address, may ask', async () => {
    const core = testCore(store(), { config: { trustedProxies: 1 } })
    const shop = await testShop(core)
    const post = checkout(core)
    const { email } = buyer()
    const byEmail: number[] = []
    for (let n = 0; n < 6; n += 1) {
      const { status } = await post(shop.sold.id, { email: n % 2 ? email : email.toUpperCase() }, `198.51.100.${n + 1}`)
      byEmail.push(status)
    }
    expect(byEmail).toEqual([201, 201, 201, 201, 201, 429])
    for (let n = 0; n < 20; n += 1) expect((await post(shop.sold.id, {}, '203.0.113.99')).status).toBe(400)
    const refused = await post(shop.sold.id, buyer(), '203.0.113.99')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)])
  })
})
