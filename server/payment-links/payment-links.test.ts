import { beforeEach, expect, it } from 'vitest'
import { testApi, testKey } from '../http/test-api.ts'
import { listAttempts } from '../payments/payments.ts'
import { testProvider } from '../payments/test-provider.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { countVisit, linkView, openVisit, payThroughLink } from './visits.ts'

interface Answer {
  id: string
  url: string
  qr_code_url: string
  detail: string
  data: { id: string }[]
}

const HOUR = 60 * 60_000

describeOnBothStores('payment links', (store) => {
  let core: TestCore
  let call: (method: string, path: string, body?: object) => Promise<{ status: number; body: Answer }>

  beforeEach(async () => {
    core = testCore(store(), { with: { stripe: () => testProvider() } })
    const { appId } = await testApp(core)
    const { app } = testApi(core, 'paylinq')
    const key = await testKey(core, 'paylinq', appId)
    call = async (method, path, body) => {
      const response = await app.request(path, {
        method,
        headers: { 'X-API-Key': key, 'Content-Type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, body: text === '' ? null : JSON.parse(text) }
    }
  })

  const newLink = async (asked: object = {}) =>
    (await call('POST', '/payment-links', { title: 'Tasting', amount: 1500, currency: 'EUR', ...asked })).body
  const newProduct = async (asked: object = {}) =>
    (await call('POST', '/products', { name: 'Beans', amount: 900, currency: 'EUR', ...asked })).body
  const paymentOf = async (id: string) => (await call('GET', `/payments/${id}`)).body

  it('keep every change when several are made at once', async () => {
    const { id } = await newLink()
    const changes = { title: 'Cupping', active: false, amount: 1600, success_url: 'https://shop.example/thanks' }
    const patches = Object.entries(changes).map(([name, value]) =>
      call('PATCH', `/payment-links/${id}`, { [name]: value }),
    )
    expect((await Promise.all(patches)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect((await call('GET', `/payment-links/${id}`)).body).toMatchObject(changes)
  })

  it('are made, changed, listed and deleted', async () => {
    const link = await newLink({ success_url: 'https://shop.example/thanks' })
    expect(link).toMatchObject({ amount: 1500, currency: 'EUR', product_ids: [], active: true, visits: 0 })
    expect([link.url, link.qr_code_url]).toEqual([
      `${core.config.publicUrl}/shop/${link.id}`,
      `${core.config.publicUrl}/shop/${link.id}/qr.svg`,
    ])
    const changed = await call('PATCH', `/payment-links/${link.id}`, { title: 'Evening', active: false })
    expect(changed.body).toMatchObject({ title: 'Evening', active: false, amount: 1500 })
    expect((await call('GET', '/payment-links')).body.data.map(({ id }: { id: string }) => id)).toEqual([link.id])
    expect((await call('DELETE', `/payment-links/${link.id}`)).status).toBe(204)
    expect((await call('GET', `/payment-links/${link.id}`)).status).toBe(404)
    expect(await linkView(core, link.id)).toBeNull()
  })

  it.each([
    ['neither amount nor products', { title: 'x' }, /amount/],
    ['an amount without a currency', { title: 'x', amount: 5 }, /currency/],
    ['products that are not there', { title: 'x', product_ids: ['prod_none'] }, /product_ids/],
    ['an amount of nothing', { title: 'x', amount: 0, currency: 'EUR' }, /amount/],
  ])('are refused with %s, and told why', async (_, body, words) => {
    const { status, body: answer } = await call('POST', '/payment-links', body)
    expect(status).toBe(400)
    expect(answer.detail).toMatch(words)
  })

  it('make one payment a visit, however often its button is pressed, and keep the address it came from', async () => {
    const link = await newLink()
    const token = openVisit(core, link.id, '203.0.113.9')
    const press = () => payThroughLink(core, link.id, { token, productId: null })
    const ids = await Promise.all(Array.from({ length: 6 }, press))
    ids.push(await press())
    expect(new Set(ids).size).toBe(1)
    expect(await paymentOf(ids[0]!)).toMatchObject({ amount: 1500, currency: 'EUR', description: 'Tasting' })
    const row = await core.store.db.selectFrom('payments').selectAll().where('link_id', '=', link.id).execute()
    expect(row.map(({ payer_address }) => payer_address)).toEqual(['203.0.113.9'])
    expect(await listAttempts(core.store.db, ids[0]!)).toEqual([])
    expect((await call('GET', `/payment-links/${link.id}`)).body).toMatchObject({
      visits: 0,
      payments: 1,
      payments_succeeded: 0,
    })
  })

  it('make no payment by being looked at', async () => {
    const link = await newLink()
    for (let n = 0; n < 3; n += 1) {
      await countVisit(core, link.id)
      openVisit(core, link.id, null)
    }
    expect((await call('GET', `/payment-links/${link.id}`)).body).toMatchObject({ visits: 3, payments: 0 })
  })

  it('sell each of their products for its own price', async () => {
    const [beans, cup] = [await newProduct(), await newProduct({ name: 'Cup', amount: 500, currency: 'JPY' })]
    const { id } = await newLink({ amount: null, currency: null, product_ids: [cup.id, beans.id] })
    expect((await linkView(core, id))!.offers.map(({ name }) => name)).toEqual(['Cup', 'Beans'])
    const token = openVisit(core, id, null)
    const payment = await paymentOf(await payThroughLink(core, id, { token, productId: cup.id }))
    expect(payment).toMatchObject({ amount: 500, currency: 'JPY', description: 'Cup' })
    await call('PATCH', `/products/${beans.id}`, { active: false })
    expect((await linkView(core, id))!.offers.map(({ name }) => name)).toEqual(['Cup'])
    const again = { token: openVisit(core, id, null), productId: beans.id }
    await expect(payThroughLink(core, id, again)).rejects.toMatchObject({ code: 'not_on_sale' })
  })

  it('sell nothing once they are expired or switched off', async () => {
    const link = await newLink({ expires_at: new Date(core.clock.now() + HOUR).toISOString() })
    const token = openVisit(core, link.id, null)
    core.clock.advance(HOUR)
    expect((await linkView(core, link.id))!.closed).toBe('expired')
    await expect(payThroughLink(core, link.id, { token, productId: null })).rejects.toMatchObject({
      code: 'link_expired',
    })
    await call('PATCH', `/payment-links/${link.id}`, { expires_at: null, active: false })
    expect((await linkView(core, link.id))!.closed).toBe('inactive')
    await expect(payThroughLink(core, link.id, { token, productId: null })).rejects.toMatchObject({
      code: 'link_inactive',
    })
  })

  it('believe no token that is forged, of another link, or of yesterday', async () => {
    const [one, two] = [await newLink(), await newLink()]
    const token = openVisit(core, one.id, null)
    for (const [id, given] of [
      [one.id, 'v1.forged'],
      [one.id, ''],
      [two.id, token],
    ]) {
      await expect(async () => payThroughLink(core, id!, { token: given!, productId: null })).rejects.toMatchObject({
        code: 'visit_over',
      })
    }
    core.clock.advance(25 * HOUR)
    await expect(async () => payThroughLink(core, one.id, { token, productId: null })).rejects.toMatchObject({
      code: 'visit_over',
    })
  })
})
