import { beforeEach, expect, it } from 'vitest'
import { testApi, testKey } from '../http/test-api.ts'
import { testMerchant } from '../invoices/test-invoices.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testCore } from '../test-core.ts'
import { setEndpoint } from '../webhooks/endpoints.ts'
import { BUYER, merchantServer } from './test-asking.ts'

describeOnBothStores('the subscription API', (store) => {
  let core: TestCore
  let merchantId: string
  let ask: ReturnType<typeof merchantServer>['ask']
  let makePackage: ReturnType<typeof merchantServer>['makePackage']

  beforeEach(async () => {
    core = testCore(store())
    merchantId = (await testMerchant(core)).merchantId
    const api = testApi(core, 'paylinkr')
    ;({ ask, makePackage } = merchantServer(api, await testKey(core, 'paylinkr', merchantId)))
  })

  it('enrolls a customer at once, with an invoice to pay, and once for an Idempotency-Key', async () => {
    const { id: packageId } = await makePackage({ trialDays: 14 })
    const body = { packageId, ...BUYER, startImmediately: true }
    const headers = { 'Idempotency-Key': 'sub_1' }
    const made = await ask('POST', '/subscriptions', { body, headers })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      id: expect.stringMatching(/^cusub_/),
      packageId,
      packageName: 'Pro Support',
      status: 'incomplete',
      ...BUYER,
      currentPeriodStart: '2026-01-15T12:00:00.000Z',
      currentPeriodEnd: '2026-02-15T12:00:00.000Z',
      nextBillingAt: '2026-02-15T12:00:00.000Z',
      trialEndsAt: null,
      cancelAtPeriodEnd: false,
    })
    const { latestInvoice } = made.body
    expect(latestInvoice).toMatchObject({ status: 'unpaid', expectedAmount: '99.00', receivedAmount: '0' })
    expect(latestInvoice.payUrl).toBe(`${core.config.publicUrl}/pay/${latestInvoice.publicId}`)
    const again = await ask('POST', '/subscriptions', { body, headers })
    expect([again.status, again.headers.get('idempotent-replayed'), again.body]).toEqual([201, 'true', made.body])
    expect((await ask('GET', `/subscriptions/${made.body.id}`)).body).toEqual(made.body)
    expect((await ask('GET', '/subscriptions')).body).toMatchObject({ total: 1, data: [made.body] })
    const other = { ...body, customerName: 'Sam' }
    expect((await ask('POST', '/subscriptions', { body: other, headers })).status).toBe(409)
  })

  it('enrolls a customer on trial, by the slug of the package', async () => {
    await makePackage({ slug: 'trial', trialDays: 14 })
    const { body } = await ask('POST', '/subscriptions', { body: { packageId: 'trial', ...BUYER } })
    const trialEndsAt = '2026-01-29T12:00:00.000Z'
    expect(body).toMatchObject({ status: 'trialing', trialEndsAt, nextBillingAt: trialEndsAt, latestInvoice: null })
  })

  it('takes no new subscriptions for an inactive package, and leaves those that are there', async () => {
    const { id: packageId } = await makePackage()
    const { body } = await ask('POST', '/subscriptions', { body: { packageId, ...BUYER } })
    await ask('PATCH', `/subscription-packages/${packageId}`, { body: { active: false } })
    const refused = await ask('POST', '/subscriptions', { body: { packageId, ...BUYER } })
    expect([refused.status, refused.body.code]).toEqual([409, 'package_inactive'])
    expect(refused.body.error).toContain('no longer offered')
    expect((await ask('GET', `/subscriptions/${body.id}`)).body.status).toBe('incomplete')
  })

  it('refuses subscriptions that cannot be', async () => {
    const { id: packageId } = await makePackage()
    const statusOf = async (change: object) =>
      (await ask('POST', '/subscriptions', { body: { packageId, ...BUYER, ...change } })).status
    expect(await statusOf({ packageId: 'subpkg_none' })).toBe(404)
    const nameless = await ask('POST', '/subscriptions', { body: { packageId } })
    expect([nameless.status, nameless.body.error]).toEqual([400, 'customerEmail: is required, as a string'])
    expect(await statusOf({ customerEmail: 'nobody' })).toBe(422)
    expect(await statusOf({ startImmediately: 'yes' })).toBe(400)
    await core.store.db.deleteFrom('receiving_addresses').where('merchant_id', '=', merchantId).execute()
    expect(await statusOf({ startImmediately: true })).toBe(422)
    expect((await ask('GET', '/subscriptions')).body.total).toBe(0)
  })

  it('pauses, resumes and cancels, now and later', async () => {
    const { id: packageId } = await makePackage()
    const { body } = await ask('POST', '/subscriptions', { body: { packageId, ...BUYER, startImmediately: true } })
    const act = async (action: object) => ask('PATCH', `/subscriptions/${body.id}`, { body: action })
    expect((await act({ action: 'pause' })).body).toMatchObject({ status: 'paused', nextBillingAt: null })
    expect((await act({ action: 'pause' })).status).toBe(409)
    expect((await act({ action: 'resume' })).body).toMatchObject({
      status: 'incomplete',
      nextBillingAt: '2026-02-15T12:00:00.000Z',
    })
    const later = await act({ action: 'cancel', cancelAtPeriodEnd: true })
    expect(later.body).toMatchObject({ status: 'incomplete', cancelAtPeriodEnd: true, nextBillingAt: null })
    expect((await act({ action: 'resume' })).body.cancelAtPeriodEnd).toBe(false)
    const gone = await act({ action: 'cancel' })
    expect(gone.body).toMatchObject({ status: 'cancelled', latestInvoice: { status: 'cancelled' } })
    expect((await act({ action: 'cancel' })).status).toBe(409)
    expect((await act({ action: 'explode' })).status).toBe(422)
    expect((await act({})).status).toBe(400)
    expect((await act({ action: 'pause', cancelAtPeriodEnd: true })).status).toBe(422)
  })

  it('lists subscriptions by status, package, e-mail and reference', async () => {
    const one = await makePackage({ slug: 'one' })
    const two = await makePackage({ slug: 'two', trialDays: 7 })
    const ids = new Map<string, string>()
    for (const [name, packageId, externalCustomerRef] of [
      ['Ann', one.id, 'a'],
      ['Bob', two.id, 'b'],
      ['Ann', two.id, 'c'],
    ]) {
      core.clock.advance(1000)
      const body = { packageId, customerEmail: `${name}@Example.com`, externalCustomerRef }
      ids.set(externalCustomerRef, (await ask('POST', '/subscriptions', { body })).body.id)
    }
    const found = async (query: string) => {
      const { body } = await ask('GET', `/subscriptions?${query}`)
      expect(body.total).toBe(body.data.length)
      return body.data.map((row: { externalCustomerRef: string }) => row.externalCustomerRef).join('')
    }
    expect(await found('')).toBe('cba')
    expect(await found('status=trialing')).toBe('cb')
    expect(await found(`packageId=${one.id}`)).toBe('a')
    expect(await found('packageId=two')).toBe('cb')
    expect(await found('packageId=none')).toBe('')
    expect(await found('customerEmail=ann@example.com')).toBe('ca')
    expect(await found('externalCustomerRef=b')).toBe('b')
    expect(await found('customerEmail=ann@example.com&status=incomplete')).toBe('a')
    expect((await ask('GET', '/subscriptions?status=happy')).status).toBe(422)
  })

  it('shows nothing of another merchant or mode', async () => {
    const sold = await makePackage({ slug: 'mine' })
    const { body } = await ask('POST', '/subscriptions', { body: { packageId: sold.id, ...BUYER } })
    const stranger = (await testMerchant(core)).merchantId
    const keys = [
      await testKey(core, 'paylinkr', stranger),
      await testKey(core, 'paylinkr', merchantId, { mode: 'live' }),
    ]
    for (const other of keys) {
      for (const path of [`/subscriptions/${body.id}`, `/subscription-packages/${sold.id}`]) {
        expect((await ask('GET', path, { key: other })).status).toBe(404)
        const missing = await ask('GET', path.replace(/_.*/, '_missing'), { key: other })
        expect((await ask('GET', path, { key: other })).body).toEqual(missing.body)
      }
      const change = { key: other, body: { action: 'cancel' } }
      expect((await ask('PATCH', `/subscriptions/${body.id}`, change)).status).toBe(404)
      expect((await ask('GET', '/subscription-packages/mine', { key: other })).status).toBe(404)
      const enrolled = await ask('POST', '/subscriptions', { key: other, body: { packageId: sold.id, ...BUYER } })
      expect(enrolled.status).toBe(404)
      expect((await ask('GET', '/subscriptions', { key: other })).body.total).toBe(0)
    }
  })

  it('needs the scope of each endpoint', async () => {
    const endpoints = [
      ['POST', '/subscription-packages', 'subscription_packages:write'],
      ['GET', '/subscription-packages', 'subscription_packages:read'],
      ['GET', '/subscription-packages/x', 'subscription_packages:read'],
      ['PATCH', '/subscription-packages/x', 'subscription_packages:write'],
      ['POST', '/subscriptions', 'subscriptions:write'],
      ['GET', '/subscriptions', 'subscriptions:read'],
      ['GET', '/subscriptions/webhook-logs', 'subscriptions:read'],
      ['GET', '/subscriptions/x', 'subscriptions:read'],
      ['PATCH', '/subscriptions/x', 'subscriptions:write'],
    ] as const
    const scopes = new Set(endpoints.map(([, , scope]) => scope))
    for (const scope of scopes) {
      const limited = await testKey(core, 'paylinkr', merchantId, { scopes: [scope] })
      for (const [method, path, needed] of endpoints) {
        const { status } = await ask(method, path, { key: limited, ...(method !== 'GET' && { body: {} }) })
        expect([method, path, scope, status === 403]).toEqual([method, path, scope, scope !== needed])
      }
    }
  })

  it('logs the delivery attempts of subscription events, and of no others', async () => {
    const created_at = new Date(core.clock.now()).toISOString()
    const url = 'https://shop.example/hook'
    const { endpoint } = await setEndpoint(core, { dialect: 'paylinkr', ownerId: merchantId, mode: 'test', url })
    const sold = await makePackage()
    await ask('POST', '/subscriptions', { body: { packageId: sold.id, ...BUYER, startImmediately: true } })
    const deliveries = await core.store.db
      .selectFrom('deliveries as delivery')
      .innerJoin('events as event', 'event.id', 'delivery.event_id')
      .select(['delivery.id', 'event.type'])
      .where('delivery.endpoint_id', '=', endpoint.id)
      .execute()
    expect(deliveries.map(({ type }) => type).sort()).toEqual(['invoice.created', 'subscription.created'])
    for (const { id, type } of deliveries) {
      await core.store.db
        .insertInto('delivery_attempts')
        .values({
          id: `att_${id}`,
          delivery_id: id,
          dialect: 'paylinkr',
          owner_id: merchantId,
          mode: 'test',
          event_type: type,
          url,
          attempt: 1,
          status_code: 500,
          success: 0,
          error: 'HTTP 500',
          duration_ms: 12,
          created_at,
        })
        .execute()
    }
    const { body } = await ask('GET', '/subscriptions/webhook-logs?limit=10')
    expect(body).toEqual({
      data: [
        {
          id: expect.stringMatching(/^att_/),
          event: 'subscription.created',
          url,
          statusCode: 500,
          attempt: 1,
          success: false,
          error: 'HTTP 500',
          durationMs: 12,
          createdAt: created_at,
        },
      ],
      total: 1,
      page: 1,
      limit: 10,
      pages: 1,
    })
  })
})
