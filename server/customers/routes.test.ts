import { beforeEach, expect, it } from 'vitest'
import { type TestCaller, testCaller } from '../payments/test-caller.ts'
import { newPayment } from '../payments/test-payments.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'

describeOnBothStores('customers', (store) => {
  let core: TestCore
  let appId: string
  let ask: TestCaller

  beforeEach(async () => {
    core = testCore(store())
    appId = (await testApp(core)).appId
    ask = await testCaller(core, appId)
  })

  const ADA = { email: 'Ada@Example.com', name: 'Ada', phone: '+44 20 7946 0000', metadata: { tier: 'gold' } }

  it('are made, read, changed and listed', async () => {
    const made = await ask('POST', '/customers', ADA)
    expect(made).toMatchObject({ status: 201, body: ADA })
    expect(made.body.id).toMatch(/^cus_/)
    const path = `/customers/${made.body.id}`
    expect(await ask('GET', path)).toEqual({ status: 200, body: made.body })
    core.clock.advance(1_000)
    const changed = await ask('PATCH', path, { name: null, email: 'ADA@example.com' })
    expect(changed).toMatchObject({
      status: 200,
      body: { ...ADA, email: 'ADA@example.com', name: null, updated_at: '2026-01-15T12:00:01.000Z' },
    })
    await ask('POST', '/customers', { email: 'grace@example.com' })
    const { body } = await ask('GET', '/customers?limit=1')
    expect([body.data[0].email, body.data[0].name, body.has_more]).toEqual(['grace@example.com', null, true])
    const rest = await ask('GET', `/customers?limit=1&cursor=${body.next_cursor}`)
    expect(rest.body).toEqual({ data: [changed.body], next_cursor: null, has_more: false })
    expect((await ask('GET', '/customers?email=ada@EXAMPLE.com')).body.data).toEqual([changed.body])
  })

  it('have an e-mail address each: a second one is told who has it', async () => {
    const { body: ada } = await ask('POST', '/customers', ADA)
    const second = await ask('POST', '/customers', { email: 'ada@example.COM' })
    expect([second.status, second.body.detail]).toEqual([409, expect.stringContaining(ada.id)])
    const { body: grace } = await ask('POST', '/customers', { email: 'grace@example.com' })
    const taken = await ask('PATCH', `/customers/${grace.id}`, { email: 'ADA@example.com' })
    expect([taken.status, taken.body.detail]).toEqual([409, expect.stringContaining(ada.id)])
  })

  it('are one, however many requests bring the address at once', async () => {
    const ids = await Promise.all(
      Array.from({ length: 30 }, async (_, n) => {
        const email = n % 2 ? 'ada@example.com' : 'ADA@example.com'
        if (n % 3 > 0)
          return (await ask('POST', '/payments', { amount: 1, currency: 'EUR', customer_email: email })).body
            .customer_id
        const { status, body } = await ask('POST', '/customers', { email })
        return status === 201 ? body.id : /cus_\w+/.exec(body.detail)?.[0]
      }),
    )
    expect(new Set(ids).size).toBe(1)
    expect((await ask('GET', '/customers')).body.data).toHaveLength(1)
  })

  it('are given an address by one of many who change theirs to it at once', async () => {
    const made = await Promise.all(
      Array.from(
        { length: 8 },
        async (_, n) => (await ask('POST', '/customers', { email: `c${n}@example.com` })).body.id,
      ),
    )
    const answers = await Promise.all(made.map((id) => ask('PATCH', `/customers/${id}`, { email: 'same@example.com' })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)])
  })

  it('that payments made learn their name once', async () => {
    const owner = { appId, mode: 'test' } as const
    const pay = (customerName: string | null) =>
      newPayment(core, owner, { customerEmail: 'ada@example.com', customerName })
    const { customer_id } = await pay(null)
    const nameNow = async () => (await ask('GET', `/customers/${customer_id}`)).body.name
    expect(await nameNow()).toBeNull()
    await pay('Ada')
    await pay('Somebody else')
    await pay(null)
    expect(await nameNow()).toBe('Ada')
  })

  it('are found no more once deleted; their payments stay, and their address is free', async () => {
    const { body: payment } = await ask('POST', '/payments', {
      amount: 1,
      currency: 'EUR',
      customer_email: 'ada@example.com',
    })
    const path = `/customers/${payment.customer_id}`
    expect(await ask('DELETE', path)).toEqual({ status: 204, body: null })
    for (const method of ['GET', 'DELETE']) expect((await ask(method, path)).status).toBe(404)
    expect((await ask('PATCH', path, { name: 'Ada' })).status).toBe(404)
    expect((await ask('GET', '/customers')).body.data).toEqual([])
    expect((await ask('GET', `/payments/${payment.id}`)).body.customer_id).toBe(payment.customer_id)
    expect((await ask('POST', '/customers', ADA)).status).toBe(201)
  })

  it('of another app are the same 404 as none, and have addresses of their own', async () => {
    const { body: ada } = await ask('POST', '/customers', ADA)
    const stranger = await testCaller(core, (await testApp(core)).appId)
    const missing = await stranger('GET', '/customers/cus_none')
    expect(missing.status).toBe(404)
    expect(await stranger('GET', `/customers/${ada.id}`)).toEqual(missing)
    expect((await stranger('PATCH', `/customers/${ada.id}`, { name: 'x' })).status).toBe(404)
    expect((await stranger('DELETE', `/customers/${ada.id}`)).status).toBe(404)
    expect((await stranger('POST', '/customers', ADA)).status).toBe(201)
    expect((await ask('GET', `/customers/${ada.id}`)).body).toEqual(ada)
  })

  it.each([
    ['no address', {}, 'email: is required'],
    ['an address that is none', { email: 'ada' }, 'email: must be a valid email'],
    ['an empty name', { email: 'a@example.com', name: ' ' }, 'name: must not be empty'],
    ['metadata of numbers', { email: 'a@example.com', metadata: { a: 1 } }, 'metadata.a: must be a string'],
  ])('are refused with %s', async (_, body, detail) => {
    const answer = await ask('POST', '/customers', body)
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining(detail)])
  })
})
