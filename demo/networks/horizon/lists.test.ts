import { Asset, Memo, Operation } from '@stellar/stellar-sdk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bare, issuer, merchant, pay, payer, startTestNetwork, stranger, submit } from './test-network.ts'

let network: Awaited<ReturnType<typeof startTestNetwork>>

beforeEach(async () => {
  network = await startTestNetwork()
})
afterEach(() => network.standIn.stop())

const payments = () => network.server.payments().forAccount(merchant.publicKey())
const amounts = (page: { records: object[] }) => page.records.map((record) => 'amount' in record && record.amount)
const sendFive = () =>
  submit(
    network.server,
    payer,
    ['1', '2', '3', '4', '5'].map((amount) => pay(amount)),
  )

describe('pages', () => {
  beforeEach(sendFive)

  test('go forward to the end, and the end stays a page', async () => {
    const first = await payments().limit(2).call()
    const second = await first.next()
    const third = await second.next()
    const fourth = await third.next()
    expect([first, second, third, fourth].map(amounts)).toEqual([
      ['1.0000000', '2.0000000'],
      ['3.0000000', '4.0000000'],
      ['5.0000000'],
      [],
    ])
    await submit(network.server, payer, [pay('6')])
    expect(amounts(await third.next())).toEqual(['6.0000000'])
  })

  test('go back', async () => {
    const newest = await payments().limit(2).order('desc').call()
    expect(amounts(newest)).toEqual(['5.0000000', '4.0000000'])
    const older = await newest.next()
    expect(amounts(older)).toEqual(['3.0000000', '2.0000000'])
    expect(amounts(await older.prev())).toEqual(['4.0000000', '5.0000000'])
  })

  test('begin after a cursor, which need not be a record of this list', async () => {
    const { records } = await payments().call()
    const { paging_token: transaction } = await records[0]!.transaction()
    expect(amounts(await payments().cursor(records[2]!.paging_token).call())).toEqual(['4.0000000', '5.0000000'])
    expect(amounts(await payments().cursor(transaction).limit(1).call())).toEqual(['1.0000000'])
    expect(amounts(await payments().cursor(transaction).order('desc').call())).toEqual([])
  })

  test('begin now', async () => {
    const page = await payments().cursor('now').call()
    expect(page.records).toEqual([])
    await submit(network.server, payer, [pay('6')])
    expect(amounts(await page.next())).toEqual(['6.0000000'])
    expect(amounts(await page.prev())).toEqual(['5.0000000', '4.0000000', '3.0000000', '2.0000000', '1.0000000'])
  })
})

describe('a server that keeps little history', () => {
  test('begins there without a word going forward, and says so going back', async () => {
    const ledgers: number[] = []
    for (const amount of ['1', '2', '3']) ledgers.push((await submit(network.server, payer, [pay(amount)])).ledger)
    const { records } = await payments().call()
    network.horizon.forgetBefore(ledgers[1]!)
    expect((await network.server.root()).history_elder_ledger).toBe(ledgers[1])
    expect(amounts(await payments().cursor('0').call())).toEqual(['2.0000000', '3.0000000'])
    expect(amounts(await payments().order('desc').call())).toEqual(['3.0000000', '2.0000000'])
    expect((await network.server.ledgers().limit(1).call()).records[0]!.sequence).toBe(ledgers[1])
    const back = `/accounts/${merchant.publicKey()}/payments?order=desc&cursor=${records[0]!.paging_token}`
    for (const path of [back, `/ledgers/${ledgers[0]}`]) {
      const response = await network.get(path)
      expect(response.status).toBe(410)
      expect(await response.json()).toMatchObject({ type: 'https://stellar.org/horizon-errors/before_history' })
    }
    expect((await network.get(`/transactions/${records[0]!.transaction_hash}`)).status).toBe(404)
  })
})

describe('records', () => {
  test('a payment says what Horizon says of one', async () => {
    const { hash, ledger } = await submit(network.server, payer, [pay('12.5')], { memo: Memo.text('INV-7') })
    const response = await network.get(`/accounts/${merchant.publicKey()}/payments?join=transactions`)
    expect(response.headers.get('content-type')).toBe('application/hal+json; charset=utf-8')
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    const { _embedded } = (await response.json()) as { _embedded: { records: Record<string, unknown>[] } }
    const { url } = network.standIn
    const id = ((BigInt(ledger) << 32n) | (1n << 12n) | 1n).toString()
    expect(_embedded.records).toMatchObject([
      {
        _links: {
          self: { href: `${url}/operations/${id}` },
          transaction: { href: `${url}/transactions/${hash}` },
        },
        id,
        paging_token: id,
        transaction_successful: true,
        source_account: payer.publicKey(),
        type: 'payment',
        type_i: 1,
        created_at: `${new Date(network.time.now).toISOString().slice(0, 19)}Z`,
        transaction_hash: hash,
        asset_type: 'credit_alphanum4',
        asset_code: 'USDC',
        asset_issuer: issuer.publicKey(),
        from: payer.publicKey(),
        to: merchant.publicKey(),
        amount: '12.5000000',
        transaction: { hash, memo: 'INV-7', memo_type: 'text', successful: true },
      },
    ])
    expect(_embedded.records[0]).not.toHaveProperty('to_muxed')
  })

  test('without join there is no transaction in it, and the client fetches it', async () => {
    const { hash } = await submit(network.server, payer, [pay('1')], { memo: Memo.text('INV-8') })
    const { records } = await payments().call()
    expect(records[0]).not.toHaveProperty('transaction_attr')
    expect(await records[0]!.transaction()).toMatchObject({ hash, memo: 'INV-8' })
    const joined = await payments().join('transactions').call()
    expect(joined.records[0]).toHaveProperty('transaction_attr.memo', 'INV-8')
  })

  test('an operation is found by its id, in its transaction and in its ledger', async () => {
    const operations = [pay('1'), Operation.manageData({ name: 'note', value: 'hello' })]
    const { hash, ledger } = await submit(network.server, payer, operations)
    const { records } = await network.server.operations().forTransaction(hash).call()
    expect(records.map(({ type }) => type)).toEqual(['payment', 'manage_data'])
    expect(await network.server.operations().operation(records[1]!.id).call()).toMatchObject({
      type: 'manage_data',
      name: 'note',
      transaction_hash: hash,
    })
    expect((await network.server.payments().forTransaction(hash).call()).records).toHaveLength(1)
    expect((await network.server.operations().forLedger(ledger).call()).records).toHaveLength(2)
    expect((await network.server.transactions().forLedger(ledger).call()).records).toMatchObject([{ hash }])
    expect(
      (
        await network.server
          .transactions()
          .forLedger(ledger - 1)
          .call()
      ).records,
    ).toEqual([])
  })

  test('an account is shown with its balances, XLM last', async () => {
    const account = await network.server.loadAccount(payer.publicKey())
    expect(account).toMatchObject({
      id: payer.publicKey(),
      subentry_count: 1,
      thresholds: { low_threshold: 0, med_threshold: 0, high_threshold: 0 },
      signers: [{ key: payer.publicKey(), weight: 1, type: 'ed25519_public_key' }],
      balances: [
        { asset_type: 'credit_alphanum4', asset_code: 'USDC', balance: '500.0000000', is_authorized: true },
        { asset_type: 'native', balance: '10000.0000000' },
      ],
    })
  })

  test('payments of others are in the list of all, and not in this account’s', async () => {
    await submit(network.server, payer, [pay('1', Asset.native(), bare.publicKey())])
    expect((await payments().call()).records).toEqual([])
    expect((await network.server.payments().call()).records).toHaveLength(1)
    expect((await network.server.transactions().forAccount(bare.publicKey()).call()).records).toHaveLength(1)
  })

  test('fee statistics are of the last ledgers', async () => {
    expect(await network.server.fetchBaseFee()).toBe(100)
    const { server } = network
    await submit(server, payer, [pay('1'), pay('1')], { fee: '700' })
    const { fee_charged, max_fee } = await server.feeStats()
    expect([fee_charged.max, max_fee.max, max_fee.p50]).toEqual(['100', '700', '700'])
  })
})

describe('what can be asked, and what is a problem', () => {
  const account = merchant.publicKey()

  test.each([
    [`/accounts/${account}/payments?limit=0`, 'limit'],
    [`/accounts/${account}/payments?limit=201`, 'limit'],
    [`/accounts/${account}/payments?limit=ten`, 'limit'],
    [`/accounts/${account}/payments?order=up`, 'order'],
    [`/accounts/${account}/payments?cursor=-1`, 'cursor'],
    [`/accounts/${account}/payments?cursor=later`, 'cursor'],
    [`/accounts/${account}/payments?cursor=9223372036854775808`, 'cursor'],
    [`/accounts/${account}/payments?join=ledgers`, 'join'],
    [`/accounts/${account}/payments?include_failed=perhaps`, 'include_failed'],
    [`/accounts/${account.slice(0, -1)}A`, 'account_id'],
    ['/transactions/ABC', 'tx_id'],
    ['/ledgers/0', 'ledger_id'],
    ['/operations/one', 'id'],
  ])('%s: 400, and the field is named', async (path, field) => {
    const response = await network.get(path)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(await response.json()).toMatchObject({
      type: 'https://stellar.org/horizon-errors/bad_request',
      title: 'Bad Request',
      status: 400,
      extras: { invalid_field: field, reason: expect.any(String) },
    })
  })

  test.each([
    '/nothing/here',
    `/accounts/${stranger.publicKey()}`,
    `/accounts/${stranger.publicKey()}/payments`,
    `/transactions/${'0'.repeat(64)}`,
    `/transactions/${'0'.repeat(64)}/operations`,
    '/operations/1',
    '/ledgers/4000000000',
  ])('%s: 404', async (path) => {
    const response = await network.get(path)
    expect(response.status).toBe(404)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toMatchObject({ type: 'https://stellar.org/horizon-errors/not_found', status: 404 })
  })

  test.each([
    ['/', 'text/event-stream'],
    [`/accounts/${account}/payments`, 'text/html'],
    [`/accounts/${account}/payments`, 'application/json;q=0'],
  ])('%s as %s: 406', async (path, accept) => {
    const response = await network.get(path, { headers: { accept } })
    expect(response.status).toBe(406)
    expect(await response.json()).toMatchObject({ type: 'https://stellar.org/horizon-errors/not_acceptable' })
  })

  test('a browser on another origin may ask', async () => {
    const headers = { origin: 'https://shop.example', 'access-control-request-method': 'POST' }
    const response = await network.get('/transactions', { method: 'OPTIONS', headers })
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-methods')).toContain('POST')
  })

  test.each(['*/*', 'application/*', 'application/json', 'text/html, application/json;q=0.5'])(
    'a list is a document for %s',
    async (accept) => {
      const response = await network.get('/payments', { headers: { accept } })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('application/hal+json; charset=utf-8')
    },
  )
})
