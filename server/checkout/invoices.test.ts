import { Keypair, Operation, TransactionBuilder } from '@stellar/stellar-sdk'
import { Hono } from 'hono'
import { afterEach, expect, it } from 'vitest'
import { Wallet } from 'xrpl'
import { PASSPHRASE } from '../../demo/networks/horizon/test-network.ts'
import { toInstant } from '../clock.ts'
import type { NewInvoice } from '../invoices/invoices.ts'
import { testInvoice, testMerchant } from '../invoices/test-invoices.ts'
import { becomes, stellarScene } from '../ledgers/stellar/test-horizon.ts'
import { startStellarWatcher } from '../ledgers/stellar/watcher.ts'
import { Problem } from '../problem.ts'
import { freshRate } from '../rates/rates.ts'
import { startTestRates } from '../rates/test-rates.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { invoiceCheckout, invoiceView } from './invoices.ts'
import { checkoutRoutes } from './routes.ts'

describeOnBothStores('paying an invoice from a wallet', (store) => {
  const running: { stop(): Promise<unknown> }[] = []
  afterEach(async () => {
    for (const one of running.splice(0).reverse()) await one.stop()
  })

  async function open(change: Partial<NewInvoice> = {}) {
    const s = await stellarScene(store())
    running.push(s)
    const invoice = await testInvoice(s.core, s.merchantId, change)
    const app = new Hono().route('/', invoiceCheckout(s.core)).onError((error, c) => {
      if (error instanceof Problem) return c.json({ kind: error.kind, code: error.code, text: error.message })
      throw error
    })
    const post = async (path: string, body: object) => {
      const response = await app.request(path, { method: 'POST', body: JSON.stringify(body) })
      return response.json()
    }
    const base = `/invoices/${invoice.public_id}/stellar`
    return {
      s,
      invoice,
      ask: (account: string, more: object = {}) => post(`${base}/transaction`, { account, ...more }),
      submit: (xdr: string) => post(`${base}/submit`, { xdr }),
      post,
    }
  }

  const decode = (xdr: string) => {
    const transaction = TransactionBuilder.fromXdr(xdr, PASSPHRASE)
    if ('innerTransaction' in transaction) throw new Error('a fee bump')
    return transaction
  }

  function sign(xdr: string, key: Keypair): string {
    const transaction = decode(xdr)
    transaction.sign(key)
    return transaction.toXdr()
  }

  it('builds what the wallet signs, submits it, and shows that it is paid', async () => {
    const { s, invoice, ask, submit } = await open()
    const watcher = startStellarWatcher(s.core)
    running.push(watcher)
    await watcher.settle()
    expect(await invoiceView(s.core, invoice.public_id)).toMatchObject({
      kind: 'invoice',
      status: 'unpaid',
      expectedAmount: '100.00',
      receivedAmount: '0',
      remainingAmount: '100.00',
      assetIssuer: s.issuer.publicKey(),
      reference: invoice.reference,
      referenceLabel: 'Memo',
      merchantName: 'Fjord Coffee',
      testMode: true,
      networkPassphrase: PASSPHRASE,
    })
    await s.pay('40', invoice.reference)
    await becomes(s.core, invoice.id, 'partially_paid/none 400000000')

    const built = await ask(s.payer.publicKey())
    expect(built.networkPassphrase).toBe(PASSPHRASE)
    const transaction = decode(built.xdr)
    expect(transaction.operations).toMatchObject([
      { type: 'payment', destination: s.merchant.publicKey(), amount: '60.0000000' },
    ])
    expect(transaction.signatures).toEqual([])
    expect(transaction.timeBounds).toEqual({ minTime: '0', maxTime: String(s.core.clock.now() / 1000 + 600) })

    const { hash } = await submit(sign(built.xdr, s.payer))
    expect(hash).toBe(Buffer.from(transaction.hash()).toString('hex'))
    await becomes(s.core, invoice.id, 'paid/none 1000000000')
    expect(await invoiceView(s.core, invoice.public_id)).toMatchObject({ status: 'paid', remainingAmount: '0' })
    expect(await ask(s.payer.publicKey())).toMatchObject({ kind: 'conflict', code: 'wrong_state' })
  })

  it('costs what its quote says, for as long as it lasts', async () => {
    const { core, standIn, setRate } = await startTestRates(testCore(store()))
    running.push(standIn)
    setRate('USDC-EUR', '0.5', '0.5')
    const { merchantId } = await testMerchant(core)
    const market = await freshRate(core, { asset: 'USDC', currency: 'EUR' })
    const invoice = await testInvoice(core, merchantId, {
      amount: null,
      pricing: { currency: 'EUR', amount: 2_500n, market },
    })
    const app = checkoutRoutes(core)
    const post = async (path: string, body?: object) => {
      const response = await app.request(`/invoices/${invoice.public_id}/${path}`, {
        method: 'POST',
        ...(body && { body: JSON.stringify(body) }),
      })
      return { status: response.status, body: await response.json() }
    }
    const quote = (amount: string, rate: string) => ({
      amount,
      rate,
      pricingCurrency: 'EUR',
      pricingAmount: '25.00',
      validUntil: toInstant(core.clock.now() + 15 * 60_000),
    })
    const first = quote('50.00', '0.5')
    const view = await invoiceView(core, invoice.public_id)
    expect(view).toMatchObject({ expectedAmount: '50.00', remainingAmount: '50.00', quote: first })
    expect(await post('quote')).toEqual({ status: 200, body: view })
    core.clock.advance(15 * 60_000)
    expect(await post('stellar/transaction', { account: 'G' })).toMatchObject({
      status: 409,
      body: { error: { code: 'wrong_state', message: 'The quote has run out: ask for another one.' } },
    })
    setRate('USDC-EUR', '0.5', null)
    expect((await post('quote')).status).toBe(400)
    expect((await invoiceView(core, invoice.public_id))?.quote).toEqual(first)
    setRate('USDC-EUR', '0.625', '0.625')
    core.clock.advance(10_000)
    expect((await post('quote')).body).toMatchObject({ remainingAmount: '40.00', quote: quote('40.00', '0.625') })
    const other = await testInvoice(core, merchantId)
    expect((await invoiceView(core, other.public_id))?.quote).toBeNull()
    expect((await app.request(`/invoices/${other.public_id}/quote`, { method: 'POST' })).status).toBe(409)
  })

  it('in XRP shows the tag and a link for Xaman, and has nothing to sign on Stellar', async () => {
    const core = testCore(store())
    const { merchantId, address } = await testMerchant(core, {
      network: 'XRPL',
      address: Wallet.generate().classicAddress,
    })
    const invoice = await testInvoice(core, merchantId, { asset: 'XRP', amount: 5_500_000n, scale: 2 })
    const view = await invoiceView(core, invoice.public_id)
    expect(view).toMatchObject({ network: 'XRPL', referenceLabel: 'Destination Tag', reference: invoice.reference })
    expect(view!.payUri).toBe(`https://xaman.app/detect/request:${address}?amount=5.5&dt=${invoice.reference}`)
    const answer = await checkoutRoutes(core).request(`/invoices/${invoice.public_id}/stellar/transaction`, {
      method: 'POST',
      body: JSON.stringify({ account: 'G' }),
    })
    expect([answer.status, (await answer.json()).error.code]).toEqual([400, 'invalid_request'])
  })

  it('is valid no longer than the invoice', async () => {
    const { s, invoice, ask } = await open({ expiresIn: 90_000 })
    const { xdr } = await ask(s.payer.publicKey())
    const { maxTime } = decode(xdr).timeBounds!
    expect(Number(maxTime) * 1000).toBeLessThan(Date.parse(invoice.expires_at!))
    s.core.clock.advance(90_000)
    expect(await ask(s.payer.publicKey())).toMatchObject({ code: 'wrong_state' })
  })

  it('lets the payer choose where the merchant does', async () => {
    const { s, ask } = await open({ amount: null })
    expect(await ask(s.payer.publicKey())).toMatchObject({ code: 'invalid_request' })
    expect(await ask(s.payer.publicKey(), { amount: '-1' })).toMatchObject({ kind: 'invalid' })
    const { xdr } = await ask(s.payer.publicKey(), { amount: '2.5' })
    expect(decode(xdr).operations).toMatchObject([{ amount: '2.5000000' }])
  })

  it('says what keeps a payer from paying', async () => {
    const { s, ask, post } = await open()
    expect(await ask('GNOBODY')).toMatchObject({ kind: 'malformed', code: 'invalid_request' })
    expect(await ask(s.merchant.publicKey())).toMatchObject({ code: 'invalid_request' })
    expect(await ask(Keypair.random().publicKey())).toMatchObject({ code: 'account_not_found' })
    expect(await ask(s.issuer.publicKey())).toMatchObject({ code: 'no_trustline' })
    expect(await post('/invoices/0000000000000000/stellar/transaction', { account: 'G' })).toMatchObject({
      kind: 'not_found',
    })
    await s.standIn.setFault({ mode: 'refuse' })
    expect(await ask(s.payer.publicKey())).toMatchObject({
      kind: 'provider_unreachable',
      code: 'network_unreachable',
    })
  })

  it('sees that there is too little, reserve and fee included', async () => {
    const { s, ask } = await open({ amount: 1_000_001n * 10_000_000n })
    expect(await ask(s.payer.publicKey())).toMatchObject({ code: 'insufficient_balance' })
    // 100,000 XLM, of which an account with two trustlines keeps 2.
    const short = await open({ asset: 'XLM', amount: 999_980_000_000n })
    expect(await short.ask(short.s.payer.publicKey())).toMatchObject({ code: 'insufficient_balance' })
    const enough = await open({ asset: 'XLM', amount: 999_980_000_000n - 100n })
    expect(await enough.ask(enough.s.payer.publicKey())).toHaveProperty('xdr')
  })

  it('submits nothing that does not pay this invoice', async () => {
    const { s, ask, submit, post } = await open()
    const { xdr } = await ask(s.payer.publicKey())
    const draft = () => TransactionBuilder.cloneFrom(decode(xdr))
    const pays = (destination: string, asset = s.usdc) => Operation.payment({ destination, asset, amount: '1' })
    const refused = async (builder: TransactionBuilder) => {
      const answer = await submit(sign(builder.build().toXdr(), s.payer))
      expect(answer).toMatchObject({ kind: 'malformed', code: 'invalid_request' })
      return answer.text
    }
    expect(await submit('nonsense')).toMatchObject({ code: 'invalid_request' })
    expect(await refused(draft().addOperation(pays(s.merchant.publicKey())))).toContain('one payment')
    const elsewhere = draft().clearOperations().addOperation(pays(s.forger.publicKey()))
    expect(await refused(elsewhere)).toContain(s.merchant.publicKey())
    const forged = draft().clearOperations().addOperation(pays(s.merchant.publicKey(), s.forged))
    expect(await refused(forged)).toContain(s.issuer.publicKey())
    const leaving = draft()
      .clearOperations()
      .addOperation(Operation.accountMerge({ destination: s.merchant.publicKey() }))
    expect(await refused(leaving)).toContain('one payment')
    const other = await testInvoice(s.core, s.merchantId)
    expect(await post(`/invoices/${other.public_id}/stellar/submit`, { xdr: sign(xdr, s.payer) })).toMatchObject({
      code: 'invalid_request',
      text: `xdr: must carry the text memo ${other.reference}.`,
    })
  })

  it('puts the network’s refusals in words', async () => {
    const { s, ask, submit } = await open()
    const { xdr } = await ask(s.payer.publicKey())
    expect(await submit(xdr)).toMatchObject({ kind: 'provider_refused', code: 'transaction_failed' })
    expect(await submit(sign(xdr, s.issuer))).toMatchObject({ code: 'transaction_failed' })
    const signed = sign(xdr, s.payer)
    await s.pay('1')
    expect((await submit(signed)).text).toContain('start again')
    const { xdr: next } = await ask(s.payer.publicKey())
    s.passTime(601_000)
    expect((await submit(sign(next, s.payer))).text).toContain('too late')
  })

  it('answers the same for the same transaction sent twice', async () => {
    const { s, invoice, ask, submit } = await open()
    const { xdr } = await ask(s.payer.publicKey())
    const signed = sign(xdr, s.payer)
    const first = await submit(signed)
    expect(await submit(signed)).toEqual(first)
    const watcher = startStellarWatcher(s.core)
    running.push(watcher)
    await becomes(s.core, invoice.id, 'paid/none 1000000000')
  })

  it('does not reach the network when it is down, and says so', async () => {
    const { s, ask, submit } = await open()
    const { xdr } = await ask(s.payer.publicKey())
    await s.standIn.setFault({ mode: 'refuse' })
    expect(await submit(sign(xdr, s.payer))).toMatchObject({ code: 'network_unreachable' })
  })
})
