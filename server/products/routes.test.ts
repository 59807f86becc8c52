import { beforeEach, expect, it } from 'vitest'
import { type TestCaller, testCaller } from '../payments/test-caller.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'

const BEANS = { name: 'Beans', description: 'A bag of a kilo', amount: 2500, currency: 'EUR' }

describeOnBothStores('products', (store) => {
  let core: TestCore
  let ask: TestCaller

  beforeEach(async () => {
    core = testCore(store())
    ask = await testCaller(core, (await testApp(core)).appId)
  })

  it('are made, read, changed and listed', async () => {
    const made = await ask('POST', '/products', { ...BEANS, currency: 'eur' })
    expect(made).toMatchObject({ status: 201, body: { ...BEANS, image_url: null, active: true } })
    expect(made.body.id).toMatch(/^prod_/)
    const path = `/products/${made.body.id}`
    expect(await ask('GET', path)).toEqual({ status: 200, body: made.body })
    const change = { amount: 2600, image_url: 'https://shop.example/beans.png', active: false, description: null }
    const changed = await ask('PATCH', path, change)
    expect(changed).toMatchObject({ status: 200, body: { ...BEANS, ...change } })
    core.clock.advance(1_000)
    const { body: cup } = await ask('POST', '/products', { ...BEANS, name: 'Cup' })
    expect((await ask('GET', '/products')).body).toEqual({
      data: [cup, changed.body],
      next_cursor: null,
      has_more: false,
    })
  })

  it('are gone once deleted', async () => {
    const { body } = await ask('POST', '/products', BEANS)
    expect(await ask('DELETE', `/products/${body.id}`)).toEqual({ status: 204, body: null })
    for (const method of ['GET', 'DELETE']) expect((await ask(method, `/products/${body.id}`)).status).toBe(404)
    expect((await ask('PATCH', `/products/${body.id}`, { name: 'x' })).status).toBe(404)
    expect((await ask('GET', '/products')).body.data).toEqual([])
  })

  it('of another app are the same 404 as none', async () => {
    const { body } = await ask('POST', '/products', BEANS)
    const stranger = await testCaller(core, (await testApp(core)).appId)
    expect(await stranger('GET', `/products/${body.id}`)).toEqual(await stranger('GET', '/products/prod_none'))
    expect((await stranger('DELETE', `/products/${body.id}`)).status).toBe(404)
    expect((await ask('GET', `/products/${body.id}`)).status).toBe(200)
  })

  it('are named by payments, each of them on sale', async () => {
    const { body: beans } = await ask('POST', '/products', BEANS)
    const { body: old } = await ask('POST', '/products', { ...BEANS, active: false })
    const pay = (product_ids: unknown) => ask('POST', '/payments', { amount: 1, currency: 'EUR', product_ids })
    expect((await pay([beans.id, beans.id])).status).toBe(201)
    const refusals = [
      [[beans.id, 'prod_none'], 'product_ids.1: is no product'],
      [[old.id], 'product_ids.0: is a product that is not active'],
      [Array(51).fill(beans.id), 'product_ids: must have at most 50'],
      ['prod_none', 'product_ids: must be an array'],
    ] as const
    for (const [ids, detail] of refusals) {
      const answer = await pay(ids)
      expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining(detail)])
    }
  })

  it.each([
    ['no name', { ...BEANS, name: undefined }, 'name: is required'],
    ['an amount of nothing', { ...BEANS, amount: 0 }, 'amount: must be greater than 0'],
    ['an unknown currency', { ...BEANS, currency: 'XYZ' }, 'currency: "XYZ" is no ISO 4217 currency'],
    ['a script as image', { ...BEANS, image_url: 'javascript:alert(1)' }, 'image_url: must be an https address'],
  ])('are refused with %s', async (_, body, detail) => {
    const answer = await ask('POST', '/products', body)
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining(detail)])
  })
})
