import { beforeEach, expect, it } from 'vitest'
import { updateApp, updateMerchant } from '../accounts/accounts.ts'
import { parseAppearance } from '../accounts/appearance.ts'
import { createKey, revokeKey, updateKey } from '../accounts/keys.ts'
import { instantNow } from '../clock.ts'
import { testApi } from '../http/test-api.ts'
import { newId } from '../ids.ts'
import { openVisit, payThroughLink } from '../payment-links/visits.ts'
import { testProvider } from '../payments/test-provider.ts'
import { billDuePlans } from '../recurring-plans/billing.ts'
import type { Dialect } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { billDueSubscriptions } from '../subscriptions/billing.ts'
import { subscribe } from '../subscriptions/public.ts'
import { type TestApp, type TestCore, testApp, testCore } from '../test-core.ts'
import { checkoutSettings, linkSettings, packageSettings } from './embedding.ts'
import { checkoutView } from './routes.ts'

const OWNERS = ['https://shop.example']
const KIOSK = ['https://kiosk.example', 'https://*.kiosk.example']
const MONTH = 32 * 24 * 60 * 60_000

describeOnBothStores('who may embed a page', (store) => {
  let core: TestCore
  let shop: TestApp

  beforeEach(async () => {
    core = testCore(store(), { with: { stripe: () => testProvider() } })
    shop = await testApp(core)
    await core.store.db
      .insertInto('receiving_addresses')
      .values({
        id: newId('adr_'),
        merchant_id: shop.merchantId,
        mode: 'test',
        network: 'STELLAR',
        address: newId('G'),
        created_at: instantNow(core.clock),
      })
      .execute()
  })

  const newKey = (dialect: Dialect, origins: string[] = []) =>
    createKey(core, {
      dialect,
      ownerId: dialect === 'paylinq' ? shop.appId : shop.merchantId,
      mode: 'test',
      name: 'Kiosk',
      origins,
    })

  /** As a merchant's server asks. */
  async function make(key: string, path: string, body: object) {
    const dialect = key.startsWith('plq') ? 'paylinq' : 'paylinkr'
    const headers = { 'X-API-Key': key, Authorization: `Bearer ${key}`, 'X-Api-Origin': 'https://kiosk.example' }
    const answer = await testApi(core, dialect).app.request(path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    const made = await answer.json()
    expect({ status: answer.status, made }).toMatchObject({ status: 201 })
    return made
  }

  const ofCheckout = async (id: string) =>
    (await checkoutSettings(core, (await checkoutView(core, id))!)).allowedOrigins
  const ofLink = async (id: string) => (await linkSettings(core, id)).allowedOrigins
  const ofPackage = async (id: string) => (await packageSettings(core, id)).allowedOrigins
  const newPayment = (key: string) => make(key, '/payments', { amount: 100, currency: 'EUR' })
  const newLink = (key: string) => make(key, '/payment-links', { title: 'Tea', amount: 100, currency: 'EUR' })
  const newInvoice = (key: string) => make(key, '/invoices', { title: 'Tea', asset: 'USDC', amount: '1.00' })
  const newPackage = (key: string) =>
    make(key, '/subscription-packages', { name: 'Tea', asset: 'USDC', amount: '1.00', interval: 'MONTHLY' })

  async function throughLink(linkId: string) {
    const token = openVisit(core, linkId, null)
    return payThroughLink(core, linkId, { token, productId: null })
  }

  const invoicesOf = (column: 'subscription_id' | 'recurring_plan_id', id: string) =>
    core.store.db.selectFrom('invoices').select('public_id').where(column, '=', id).orderBy('period_start').execute()

  it("is the owner's to say for what is made with a key that has no origins of its own", async () => {
    const [paylinq, paylinkr] = [await newKey('paylinq'), await newKey('paylinkr')]
    const link = await newLink(paylinq.key)
    expect(await ofCheckout((await newPayment(paylinq.key)).id)).toEqual(OWNERS)
    expect(await ofLink(link.id)).toEqual(OWNERS)
    expect(await ofCheckout(await throughLink(link.id))).toEqual(OWNERS)
    expect(await ofCheckout((await newInvoice(paylinkr.key)).publicId)).toEqual(OWNERS)
    expect(await ofPackage((await newPackage(paylinkr.key)).id)).toEqual(OWNERS)
  })

  it('is what the key says it was made with, alone', async () => {
    const [paylinq, paylinkr] = [await newKey('paylinq', KIOSK), await newKey('paylinkr', KIOSK)]
    const link = await newLink(paylinq.key)
    expect(await ofCheckout((await newPayment(paylinq.key)).id)).toEqual(KIOSK)
    expect(await ofLink(link.id)).toEqual(KIOSK)
    expect(await ofCheckout(await throughLink(link.id))).toEqual(KIOSK)
    expect(await ofCheckout((await newInvoice(paylinkr.key)).publicId)).toEqual(KIOSK)
    expect(await ofPackage((await newPackage(paylinkr.key)).id)).toEqual(KIOSK)
  })

  it('follows the key: other origins, none, and revoked', async () => {
    const { key, id } = await newKey('paylinq', KIOSK)
    const payment = await newPayment(key)
    await updateKey(core, id, { origins: ['https://new.example'] })
    expect(await ofCheckout(payment.id)).toEqual(['https://new.example'])
    await revokeKey(core, id)
    expect(await ofCheckout(payment.id)).toEqual(['https://new.example'])
    await updateKey(core, id, { origins: [] })
    expect(await ofCheckout(payment.id)).toEqual(OWNERS)
  })

  it('is inherited by what is billed of a package, a subscription and a plan', async () => {
    const [kiosk, office] = [await newKey('paylinkr', KIOSK), await newKey('paylinkr')]
    const sold = await newPackage(kiosk.key)
    const visitor = { email: `${sold.id}@example.com`, name: null, visit: null }
    const { subscriptionId, invoicePublicId } = await subscribe(core, sold.id, visitor)
    expect(await ofCheckout(invoicePublicId!)).toEqual(KIOSK)
    const customer = { packageId: sold.id, customerEmail: 'office@example.com', startImmediately: true }
    const byOffice = await make(office.key, '/subscriptions', customer)
    const terms = { title: 'Tea', expectedAmount: '1.00', interval: 'MONTHLY' }
    const plan = await make(kiosk.key, '/recurring-plans', terms)
    core.clock.advance(MONTH)
    while (await billDueSubscriptions(core)) {}
    while (await billDuePlans(core)) {}
    const origins = (rows: { public_id: string }[]) => Promise.all(rows.map((row) => ofCheckout(row.public_id)))
    expect(await origins(await invoicesOf('subscription_id', subscriptionId))).toEqual([KIOSK, KIOSK])
    expect(await origins(await invoicesOf('subscription_id', byOffice.id))).toEqual([OWNERS, OWNERS])
    expect((await origins(await invoicesOf('recurring_plan_id', plan.id))).at(-1)).toEqual(KIOSK)
  })

  it('is nobody where there is nothing', async () => {
    expect(await linkSettings(core, 'plink_none')).toEqual({ allowedOrigins: [], appearance: null })
    expect(await packageSettings(core, 'subpkg_none')).toEqual({ allowedOrigins: [], appearance: null })
  })

  it("comes with the look of the app for payments, and of the merchant for what is PayLinkr's", async () => {
    const [paylinq, paylinkr] = [await newKey('paylinq'), await newKey('paylinkr')]
    await updateApp(core, shop.appId, { appearance: parseAppearance({ radius: 1 }) })
    await updateMerchant(core, shop.merchantId, { appearance: parseAppearance({ radius: 2 }) })
    const ids = [(await newPayment(paylinq.key)).id, (await newInvoice(paylinkr.key)).publicId]
    const views = await Promise.all(ids.map((id) => checkoutView(core, id)))
    const settings = await Promise.all([
      ...views.map((view) => checkoutSettings(core, view!)),
      linkSettings(core, (await newLink(paylinq.key)).id),
      packageSettings(core, (await newPackage(paylinkr.key)).id),
    ])
    expect(settings.map(({ appearance }) => appearance?.radius)).toEqual([1, 2, 1, 2])
  })
})
