import { expect, it } from 'vitest'
import { testApi, testKey } from '../http/test-api.ts'
import { credit, openPosition, testTransfer } from '../ledgers/test-transfers.ts'
import { refuseReminders } from '../notifications/refusals.ts'
import { startTestRates } from '../rates/test-rates.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testCore } from '../test-core.ts'
import { testMerchant } from './test-invoices.ts'

async function merchantApi(core: TestCore, options: { scopes?: string[]; mode?: 'test' | 'live' } = {}) {
  const { merchantId, address } = await testMerchant(core)
  const key = await testKey(core, 'paylinkr', merchantId, options)
  const { app } = testApi(core, 'paylinkr')
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await app.request(path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
  return { merchantId, address, call }
}

const ORDER = { title: 'Consulting Deposit', amount: '250.00', asset: 'USDC', orderId: 'ORD-9001', expiresIn: '24h' }

describeOnBothStores('the invoice API', (store) => {
  it('answers a new invoice as documented, and the same by either id', async () => {
    const core = testCore(store())
    const { address, call } = await merchantApi(core)
    const { status, body } = await call('POST', '/invoices', ORDER)
    expect(status).toBe(201)
    expect(body).toEqual({
      id: expect.stringMatching(/^inv_/),
      publicId: expect.stringMatching(/^[0-9a-z]{16}$/),
      title: 'Consulting Deposit',
      status: 'unpaid',
      statusDetail: 'none',
      paymentNetwork: 'STELLAR',
      expectedAmount: '250.00',
      receivedAmount: '0',
      allowCustomAmount: false,
      asset: 'USDC',
      memo: body.reference,
      reference: expect.stringMatching(/^PLR-[0-9A-Z]{8}$/),
      referenceLabel: 'Memo',
      destinationAddress: address,
      orderId: 'ORD-9001',
      clientEmail: null,
      clientName: null,
      pricingCurrency: null,
      pricingAmount: null,
      quote: null,
      subscriptionId: null,
      recurringPlanId: null,
      periodStart: null,
      periodEnd: null,
      payUrl: `${core.config.publicUrl}/pay/${body.publicId}`,
      createdAt: new Date(core.clock.now()).toISOString(),
      updatedAt: body.createdAt,
      expiresAt: new Date(core.clock.now() + 24 * 60 * 60 * 1000).toISOString(),
    })
    for (const id of [body.id, body.publicId]) {
      expect(await call('GET', `/invoices/${id}`)).toMatchObject({ status: 200, body })
    }
    await core.store.db
      .updateTable('invoices')
      .set({ status: 'paid', received_amount: 2_500_000_000n, paid_at: body.createdAt })
      .where('id', '=', body.id)
      .execute()
    const paid = await call('GET', `/invoices/${body.id}`)
    expect(paid.body).toEqual({ ...body, status: 'paid', receivedAmount: '250.00', paidAt: body.createdAt })
  })

  it('takes the defaults, a JSON number, and unknown fields', async () => {
    const { call } = await merchantApi(testCore(store()))
    const { status, body } = await call('POST', '/invoices', { title: ' Tea ', amount: 4.35, colour: 'green' })
    expect(status).toBe(201)
    expect(body).toMatchObject({ title: 'Tea', expectedAmount: '4.35', asset: 'USDC', orderId: null })
    expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(24 * 60 * 60 * 1000)
    const free = await call('POST', '/invoices', { title: 'Gift', allowCustomAmount: true, expiresIn: 'never' })
    expect(free.body).toMatchObject({ expectedAmount: null, allowCustomAmount: true, expiresAt: null })
  })

  it.each([
    [{ amount: '1' }, 400, 'title'],
    [{ title: 5, amount: '1' }, 400, 'title'],
    [{ title: '  ', amount: '1' }, 422, 'title'],
    [{ title: 'x'.repeat(201), amount: '1' }, 422, 'title'],
    [{ title: 'Tea' }, 400, 'amount'],
    [{ title: 'Tea', amount: true }, 400, 'amount'],
    [{ title: 'Tea', amount: '-1' }, 422, 'amount'],
    [{ title: 'Tea', amount: '0' }, 422, 'amount'],
    [{ title: 'Tea', amount: '1e3' }, 422, 'amount'],
    [{ title: 'Tea', amount: '1.00000001' }, 422, 'amount'],
    [{ title: 'Tea', amount: '1', asset: 'DOGE' }, 422, 'asset'],
    [{ title: 'Tea', amount: '1', asset: 'XRP' }, 422, 'asset'],
    [{ title: 'Tea', amount: '1', expiresIn: '2h' }, 422, 'expiresIn'],
    [{ title: 'Tea', amount: '1', clientEmail: 'nobody' }, 422, 'clientEmail'],
    [{ title: 'Tea', pricingCurrency: 'CHF', pricingAmount: '5' }, 422, 'pricingCurrency'],
    [{ title: 'Tea', pricingCurrency: 'EUR' }, 400, 'pricingAmount'],
    [{ title: 'Tea', pricingCurrency: 'EUR', pricingAmount: '5', amount: '5' }, 422, 'amount'],
    [{ title: 'Tea', amount: '5', pricingAmount: '5' }, 422, 'pricingAmount'],
  ])('refuses %j with %i, naming %s', async (request, status, field) => {
    const { call } = await merchantApi(testCore(store()))
    const answer = await call('POST', '/invoices', request)
    expect(answer.status).toBe(status)
    expect(answer.body.error).toContain(field)
    expect(answer.body.issues[0].path).toBe(field)
  })

  it('sends the payer a new invoice, and writes again when it is asked to, or says why not', async () => {
    const silent = await merchantApi(testCore(store()))
    const client = { ...ORDER, clientEmail: 'payer@example.com' }
    const { body: unsent } = await silent.call('POST', '/invoices', client)
    const refused = await silent.call('POST', `/invoices/${unsent.id}/notify`, { channel: 'EMAIL' })
    expect(refused).toMatchObject({ status: 422, body: { code: 'mail_not_configured' } })

    const core = testCore(store(), { config: { smtpUrl: 'smtp://127.0.0.1:1' } })
    const { merchantId, call } = await merchantApi(core)
    const { body: nobody } = await call('POST', '/invoices', ORDER)
    expect((await call('POST', `/invoices/${nobody.id}/remind`)).body.issues).toMatchObject([{ path: 'clientEmail' }])
    const { body: invoice } = await call('POST', '/invoices', client)
    const act = (name: string, body?: object) => call('POST', `/invoices/${invoice.publicId}/${name}`, body)
    expect((await act('notify', { channel: 'SMS' })).status).toBe(422)
    expect((await act('notify', { channel: 'EMAIL' })).status).toBe(200)
    expect((await act('remind')).status).toBe(200)
    const mails = await core.store.db
      .selectFrom('mails')
      .select(['kind', 'recipient'])
      .where('subject_id', '=', invoice.id)
      .execute()
    expect(mails.map(({ kind, recipient }) => `${kind} ${recipient}`).sort()).toEqual([
      'manual_reminder payer@example.com',
      'payment_request payer@example.com',
      'payment_request payer@example.com',
    ])
    await refuseReminders(core, { merchantId, mode: 'test', email: 'PAYER@example.com' })
    expect(await act('remind')).toMatchObject({ status: 409, body: { code: 'reminders_refused' } })
    expect((await act('notify')).status).toBe(200)
    expect((await act('cancel')).body.status).toBe('cancelled')
    expect(await act('remind')).toMatchObject({ status: 409, body: { code: 'invoice_not_open' } })
  })

  it('prices in fiat, with the quote and its sources, or refuses to guess', async () => {
    const { core, standIn, setRate } = await startTestRates(testCore(store()))
    try {
      setRate('XLM-EUR', '0.2', '0.201')
      const { call } = await merchantApi(core)
      const order = { title: 'Tea', asset: 'XLM', pricingCurrency: 'EUR', pricingAmount: '20.05' }
      const key = { 'idempotency-key': 'priced' }
      const { status, body } = await call('POST', '/invoices', order, key)
      expect(status).toBe(201)
      expect(body).toMatchObject({
        expectedAmount: '100.00',
        allowCustomAmount: false,
        pricingCurrency: 'EUR',
        pricingAmount: '20.05',
        quote: {
          amount: '100.00',
          rate: '0.2005',
          pricingCurrency: 'EUR',
          pricingAmount: '20.05',
          validFrom: body.createdAt,
          validUntil: new Date(core.clock.now() + 15 * 60_000).toISOString(),
          sources: [
            { source: 'coinbase', rate: '0.2', at: body.createdAt },
            { source: 'kraken', rate: '0.201', at: body.createdAt },
          ],
        },
      })
      expect((await call('GET', `/invoices/${body.id}`)).body).toEqual(body)
      expect((await call('GET', '/invoices')).body.data).toEqual([body])
      setRate('XLM-EUR', '0.2', '0.21')
      core.clock.advance(10_000)
      const refused = await call('POST', '/invoices', order)
      expect(refused).toMatchObject({ status: 422, body: { code: 'rate_unavailable' } })
      expect((await call('POST', '/invoices', order, key)).body).toEqual(body)
      expect((await call('GET', '/invoices')).body.total).toBe(1)
    } finally {
      await standIn.stop()
    }
  })

  it('lists unmatched transfers and attaches them', async () => {
    const core = testCore(store())
    const { address, call } = await merchantApi(core)
    await openPosition(core, address)
    await credit(core, address, [testTransfer(core, { amount: 2_500_000_000n, reference: 'PLR-WRONG' })])
    const { body: list } = await call('GET', '/unmatched-transfers?limit=5')
    expect(list).toMatchObject({ total: 1, page: 1, limit: 5, pages: 1 })
    const [transfer] = list.data
    expect(transfer).toMatchObject({
      reason: 'unknown_reference',
      asset: 'USDC',
      amount: '250',
      reference: 'PLR-WRONG',
    })
    const { body: invoice } = await call('POST', '/invoices', ORDER)
    const attach = (id: string, invoiceId: unknown) => call('POST', `/unmatched-transfers/${id}/attach`, { invoiceId })
    expect((await attach(transfer.id, 'inv_none')).status).toBe(404)
    expect((await attach('trf_none', invoice.id)).status).toBe(404)
    expect((await attach(transfer.id, 5)).status).toBe(400)
    const { body: xlm } = await call('POST', '/invoices', { ...ORDER, asset: 'XLM' })
    expect(await attach(transfer.id, xlm.id)).toMatchObject({ status: 422, body: { code: 'wrong_asset' } })
    expect(await attach(transfer.id, invoice.publicId)).toMatchObject({
      status: 200,
      body: { id: invoice.id, status: 'paid', receivedAmount: '250.00', paidAt: transfer.closedAt },
    })
    expect((await attach(transfer.id, invoice.id)).status).toBe(409)
    expect((await call('GET', '/unmatched-transfers')).body.data).toEqual([])
  })

  it('makes one invoice for one Idempotency-Key', async () => {
    const { call } = await merchantApi(testCore(store()))
    const key = { 'idempotency-key': 'order-1' }
    const first = await call('POST', '/invoices', ORDER, key)
    const second = await call('POST', '/invoices', ORDER, key)
    expect(second).toMatchObject({ status: 201, body: first.body })
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect((await call('POST', '/invoices', { ...ORDER, amount: '1' }, key)).status).toBe(409)
    expect((await call('GET', '/invoices')).body.total).toBe(1)
  })

  it('lists by page and status', async () => {
    const { call } = await merchantApi(testCore(store()))
    for (let n = 0; n < 3; n += 1) await call('POST', '/invoices', ORDER)
    const { body } = await call('GET', '/invoices?page=2&limit=2')
    expect(body).toMatchObject({ total: 3, page: 2, limit: 2, pages: 2 })
    expect(body.data).toHaveLength(1)
    expect((await call('GET', '/invoices?status=paid')).body.data).toEqual([])
    for (const query of ['limit=101', 'limit=0', 'limit=x', 'page=0', 'page=1.5']) {
      expect((await call('GET', `/invoices?${query}`)).status).toBe(400)
    }
    expect((await call('GET', '/invoices?status=lost')).status).toBe(422)
    expect((await call('GET', '/invoices?createdFrom=yesterday')).status).toBe(422)
    const later = encodeURIComponent('2026-01-15T13:00:00.001+01:00')
    expect((await call('GET', `/invoices?createdFrom=${later}`)).body.total).toBe(0)
    expect((await call('GET', `/invoices?createdTo=${later}&orderId=ORD-9001&asset=USDC`)).body.total).toBe(3)
  })

  it('expires and settles, or says why not', async () => {
    const core = testCore(store())
    const { call } = await merchantApi(core)
    const { body: invoice } = await call('POST', '/invoices', ORDER)
    const refused = await call('POST', `/invoices/${invoice.publicId}/settle`)
    expect(refused.status).toBe(409)
    expect(refused.body.error).toContain('unpaid')
    const ended = await call('POST', `/invoices/${invoice.publicId}/expire`)
    expect(ended).toMatchObject({ status: 200, body: { status: 'expired' } })
    expect((await call('POST', `/invoices/${invoice.id}/expire`)).status).toBe(409)
    await core.store.db
      .updateTable('invoices')
      .set({ status_detail: 'paid_late', received_amount: 1n })
      .where('id', '=', invoice.id)
      .execute()
    const settled = await call('POST', `/invoices/${invoice.id}/settle`)
    expect(settled).toMatchObject({ status: 200, body: { status: 'paid', statusDetail: 'accepted' } })
    expect(settled.body.paidAt).toBe(new Date(core.clock.now()).toISOString())
  })

  it('does not tell a stranger’s invoice from none', async () => {
    const core = testCore(store())
    const owner = await merchantApi(core)
    const stranger = await merchantApi(core)
    const { body } = await owner.call('POST', '/invoices', ORDER)
    const theirs = await stranger.call('GET', `/invoices/${body.id}`)
    const none = await stranger.call('GET', '/invoices/inv_none')
    expect(theirs.status).toBe(404)
    expect(theirs.body).toEqual(none.body)
  })

  it('asks for the scope', async () => {
    const core = testCore(store())
    const reader = await merchantApi(core, { scopes: ['invoices:read'] })
    const writer = await merchantApi(core, { scopes: ['invoices:write'] })
    expect((await reader.call('POST', '/invoices', ORDER)).status).toBe(403)
    expect((await reader.call('GET', '/invoices')).status).toBe(200)
    expect((await writer.call('GET', '/invoices')).status).toBe(403)
    expect((await writer.call('POST', '/invoices', ORDER)).status).toBe(201)
  })
})
