import { beforeEach, expect, it } from 'vitest'
import { type TestApi, testApi, testKey } from '../http/test-api.ts'
import { testMerchant } from '../invoices/test-invoices.ts'
import { openStore } from '../store/store.ts'
import { describeOnBothStores, freshDatabase } from '../store/test-stores.ts'
import { type TestCore, testCore } from '../test-core.ts'
import { billDuePlans } from './billing.ts'

const DAY = 24 * 60 * 60_000

const RETAINER = {
  title: 'Monthly Support Retainer',
  asset: 'USDC',
  expectedAmount: '250.00',
  interval: 'MONTHLY',
  invoiceExpiresIn: '7d',
  clientEmail: 'client@example.com',
  startsAt: '2026-01-31T09:00:00.000Z',
  autoRemindersEnabled: true,
  reminderPreset: 'GENTLE',
}

async function billAll(core: TestCore) {
  while (await billDuePlans(core)) {
    // More of them are due.
  }
}

const invoicesOf = (core: TestCore, planId: string) =>
  core.store.transaction((tx) =>
    tx.selectFrom('invoices').selectAll().where('recurring_plan_id', '=', planId).orderBy('period_start').execute(),
  )

const billedDays = async (core: TestCore, planId: string) =>
  (await invoicesOf(core, planId)).map(({ period_start }) => period_start!.slice(0, 10))

describeOnBothStores('recurring plans', (store) => {
  let core: TestCore
  let api: TestApi
  let merchantId: string
  let key: string

  beforeEach(async () => {
    core = testCore(store(), { config: { smtpUrl: 'smtp://127.0.0.1:1' } })
    api = testApi(core, 'paylinkr')
    merchantId = (await testMerchant(core)).merchantId
    key = await testKey(core, 'paylinkr', merchantId)
  })

  async function ask(method: string, path: string, body?: object, headers: Record<string, string> = {}, as = key) {
    const answer = await api.app.request(path, {
      method,
      headers: { Authorization: `Bearer ${as}`, ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, headers: answer.headers, body: await answer.json() }
  }

  const makePlan = async (change: object = {}) =>
    (await ask('POST', '/recurring-plans', { ...RETAINER, ...change })).body

  it('are made once for an Idempotency-Key, read and listed', async () => {
    const headers = { 'Idempotency-Key': 'plan_1' }
    const made = await ask('POST', '/recurring-plans', RETAINER, headers)
    expect(made.status).toBe(201)
    const now = new Date(core.clock.now()).toISOString()
    expect(made.body).toEqual({
      ...RETAINER,
      id: expect.stringMatching(/^recplan_/),
      active: true,
      clientName: null,
      nextInvoiceAt: RETAINER.startsAt,
      lastInvoiceAt: null,
      createdAt: now,
      updatedAt: now,
    })
    expect((await ask('POST', '/recurring-plans', RETAINER, headers)).body).toEqual(made.body)
    expect((await ask('GET', `/recurring-plans/${made.body.id}`)).body).toEqual(made.body)
    expect((await ask('GET', '/recurring-plans')).body).toEqual({
      data: [made.body],
      total: 1,
      page: 1,
      limit: 20,
      pages: 1,
    })
    const stranger = await testKey(core, 'paylinkr', (await testMerchant(core)).merchantId)
    expect((await ask('GET', `/recurring-plans/${made.body.id}`, undefined, {}, stranger)).status).toBe(404)
  })

  it('invoice the client by the calendar, with the last day of each month', async () => {
    const plan = await makePlan()
    core.clock.advance(60 * DAY)
    await billAll(core)
    core.clock.advance(16 * DAY)
    await billAll(core)
    expect(await billedDays(core, plan.id)).toEqual(['2026-01-31', '2026-02-28', '2026-03-31'])
    const last = (await invoicesOf(core, plan.id)).at(-1)!
    expect(last).toMatchObject({
      title: 'Monthly Support Retainer',
      expected_amount: 2_500_000_000n,
      scale: 2,
      client_email: 'client@example.com',
      reminder_preset: 'GENTLE',
      subscription_id: null,
      period_end: '2026-04-30T09:00:00.000Z',
      expires_at: new Date(core.clock.now() + 7 * DAY).toISOString(),
    })
    expect((await ask('GET', `/recurring-plans/${plan.id}`)).body).toMatchObject({
      nextInvoiceAt: '2026-04-30T09:00:00.000Z',
      lastInvoiceAt: last.created_at,
    })
  })

  it('bill now when nothing else is said, and from the next boundary on for a start that is past', async () => {
    const atOnce = await makePlan({ startsAt: undefined })
    const past = await makePlan({ startsAt: '2025-10-31T09:00:00+01:00' })
    expect(past).toMatchObject({ startsAt: '2025-10-31T08:00:00.000Z', nextInvoiceAt: '2026-01-31T08:00:00.000Z' })
    await billAll(core)
    expect(await billedDays(core, atOnce.id)).toEqual(['2026-01-15'])
    core.clock.advance(16 * DAY)
    await billAll(core)
    expect(await billedDays(core, past.id)).toEqual(['2026-01-31'])
  })

  it('make up for 90 days with an invoice for each period and one e-mail', async () => {
    const plan = await makePlan({ interval: 'WEEKLY', startsAt: undefined })
    core.clock.advance(90 * DAY)
    await billAll(core)
    const invoices = await invoicesOf(core, plan.id)
    expect(invoices.map(({ period_start }) => period_start)).toEqual(
      Array.from({ length: 13 }, (_, n) => new Date(Date.parse('2026-01-15T12:00:00Z') + n * 7 * DAY).toISOString()),
    )
    const mails = await core.store.db.selectFrom('mails').selectAll().where('merchant_id', '=', merchantId).execute()
    expect(mails).toMatchObject([
      { kind: 'payment_request', recipient: 'client@example.com', subject_id: invoices.at(-1)!.id },
    ])
  })

  it('bill nothing while they are switched off, nor later for that time', async () => {
    const plan = await makePlan({ startsAt: undefined })
    await billAll(core)
    const off = await ask('PATCH', `/recurring-plans/${plan.id}`, { active: false })
    expect(off.body).toMatchObject({ active: false, nextInvoiceAt: null })
    core.clock.advance(50 * DAY)
    await billAll(core)
    const on = await ask('PATCH', `/recurring-plans/${plan.id}`, { active: true })
    expect(on.body.nextInvoiceAt).toBe('2026-03-15T12:00:00.000Z')
    core.clock.advance(20 * DAY)
    await billAll(core)
    expect(await billedDays(core, plan.id)).toEqual(['2026-01-15', '2026-03-15'])
    const listed = await ask('GET', '/recurring-plans?active=false')
    expect(listed.body.total).toBe(0)
  })

  it('are changed from the next invoice on, but for what they are billed by', async () => {
    const plan = await makePlan({ startsAt: undefined })
    await billAll(core)
    const change = { title: 'Retainer', expectedAmount: '300', clientName: 'Kim', autoRemindersEnabled: false }
    const changed = await ask('PATCH', `/recurring-plans/${plan.id}`, { ...change, clientEmail: null })
    expect(changed.body).toMatchObject({ ...change, clientEmail: null, interval: 'MONTHLY' })
    core.clock.advance(31 * DAY)
    await billAll(core)
    expect(await invoicesOf(core, plan.id)).toMatchObject([
      { title: 'Monthly Support Retainer', expected_amount: 2_500_000_000n },
      {
        title: 'Retainer',
        expected_amount: 3_000_000_000n,
        client_email: null,
        client_name: 'Kim',
        reminder_preset: null,
      },
    ])
    const otherStart = { startsAt: '2026-01-16T12:00:00.000Z' }
    for (const body of [{ interval: 'YEARLY' }, { asset: 'XLM' }, otherStart, { expectedAmount: '0' }]) {
      const refused = await ask('PATCH', `/recurring-plans/${plan.id}`, body)
      expect([refused.status, refused.body.issues[0].path]).toEqual([422, Object.keys(body)[0]])
    }
    // What was read may be sent back whole.
    expect((await ask('PATCH', `/recurring-plans/${plan.id}`, changed.body)).status).toBe(200)
    expect((await ask('PATCH', '/recurring-plans/recplan_none', { active: true })).status).toBe(404)
  })

  it('are refused when they cannot be', async () => {
    const statusOf = async (change: object) =>
      (await ask('POST', '/recurring-plans', { ...RETAINER, ...change })).status
    expect(await statusOf({ title: undefined })).toBe(400)
    const unpriced = await ask('POST', '/recurring-plans', { ...RETAINER, expectedAmount: undefined })
    expect([unpriced.status, unpriced.body.error]).toEqual([400, expect.stringMatching(/^expectedAmount: is required/)])
    expect(await statusOf({ expectedAmount: true })).toBe(400)
    expect(await statusOf({ interval: 'SOMETIMES' })).toBe(422)
    expect(await statusOf({ startsAt: 'tomorrow' })).toBe(422)
    expect(await statusOf({ clientEmail: 'nobody' })).toBe(422)
    expect(await statusOf({ expectedAmount: '1.12345678' })).toBe(422)
  })

  it('need their scopes', async () => {
    const reader = await testKey(core, 'paylinkr', merchantId, { scopes: ['recurring_plans:read'] })
    const writer = await testKey(core, 'paylinkr', merchantId, { scopes: ['recurring_plans:write'] })
    const statuses = async (as: string) => [
      (await ask('GET', '/recurring-plans', undefined, {}, as)).status,
      (await ask('GET', '/recurring-plans/x', undefined, {}, as)).status,
      (await ask('POST', '/recurring-plans', RETAINER, {}, as)).status,
      (await ask('PATCH', '/recurring-plans/x', {}, {}, as)).status,
    ]
    expect(await statuses(reader)).toEqual([200, 404, 403, 403])
    expect(await statuses(writer)).toEqual([403, 403, 201, 404])
  })
})

it('bills each period of a plan once, however many nodes of one database do it at the same time', async () => {
  const { url, drop } = await freshDatabase()
  const stores = await Promise.all([openStore(url), openStore(url)])
  try {
    const core = testCore(stores[0]!)
    const { merchantId } = await testMerchant(core)
    const api = testApi(core, 'paylinkr')
    const key = await testKey(core, 'paylinkr', merchantId)
    for (let n = 0; n < 40; n += 1) {
      const request = { method: 'POST', headers: { Authorization: `Bearer ${key}` }, body: JSON.stringify(RETAINER) }
      expect((await api.app.request('/recurring-plans', request)).status).toBe(201)
    }
    core.clock.advance(100 * DAY)
    await Promise.all(stores.map((store) => billAll({ ...core, store })))
    const billed = await core.store.db.selectFrom('invoices').select(['recurring_plan_id', 'period_start']).execute()
    expect(billed).toHaveLength(40 * 3)
    expect(new Set(billed.map((row) => `${row.recurring_plan_id} ${row.period_start}`)).size).toBe(40 * 3)
  } finally {
    for (const store of stores) await store.close()
    await drop()
  }
})
