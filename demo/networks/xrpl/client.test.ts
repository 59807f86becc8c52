import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { Client, hashes, type TransactionStream, verifySignature } from 'xrpl'
import { merchant, pay, payer, send, startTestNetwork, stranger, type TestNetwork } from './test-network.ts'
import type { XrplOptions } from './xrpl.ts'

const running: { stop(): unknown }[] = []
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop()
})

async function start(options?: Partial<XrplOptions>): Promise<TestNetwork> {
  const network = await startTestNetwork(options)
  running.push(network)
  return network
}

it('takes the official client’s payments: autofilled, signed, submitted and waited for', async () => {
  const { client } = await start()
  const { result } = await client.submitAndWait(pay(payer, '2500000', { DestinationTag: 77 }), { wallet: payer })
  expect(result).toMatchObject({
    validated: true,
    meta: { TransactionResult: 'tesSUCCESS', delivered_amount: '2500000' },
    tx_json: { DeliverMax: '2500000', DestinationTag: 77, Account: payer.classicAddress },
  })
  expect(result.tx_json).not.toHaveProperty('Amount')
  expect(await client.getXrpBalance(merchant.classicAddress)).toBe(102.5)
  expect(await client.getXrpBalance(payer.classicAddress)).toBe(9997.499988)
})

it('hands out transactions that verify, in ledgers whose hashes add up', async () => {
  const { client } = await start()
  const { result } = await client.submitAndWait(pay(payer, '1'), { wallet: payer })
  const { tx_json, hash, ledger_index } = result
  const { ledger_hash } = result as { ledger_hash?: string }
  const { DeliverMax, date: _, ledger_index: __, ...fields } = tx_json as unknown as Record<string, unknown>
  const signed = { ...fields, Amount: DeliverMax }
  expect(hashes.hashSignedTx(signed as never)).toBe(hash)
  expect(verifySignature(signed as never)).toBe(true)
  const { ledger } = (await client.request({ command: 'ledger', ledger_index: ledger_index! })).result
  expect(hashes.hashLedgerHeader(ledger as never)).toBe(ledger_hash)
  const before = await client.request({ command: 'ledger', ledger_index: ledger_index! - 1 })
  expect(ledger.parent_hash).toBe(before.result.ledger_hash)
})

it.each([true, false])('pages through a history by markers, forward: %s', async (forward) => {
  const { client, standIn } = await start({ ledgerIntervalMs: Number.POSITIVE_INFINITY })
  const sent: string[] = []
  for (let n = 1; n <= 7; n += 1) {
    const { tx_blob, hash } = payer.sign(await client.autofill(pay(payer, String(n))))
    await client.request({ command: 'submit', tx_blob })
    sent.push(hash)
    // Several of them share a ledger.
    if (n % 3 === 0) standIn.closeLedger()
  }
  standIn.closeLedger()
  const seen: string[] = []
  let marker: unknown
  let pages = 0
  do {
    const { result } = await client.request({
      command: 'account_tx',
      account: merchant.classicAddress,
      limit: 2,
      forward,
      ...(marker !== undefined && { marker }),
    })
    seen.push(...result.transactions.map(({ hash }) => hash!))
    marker = result.marker
    pages += 1
  } while (marker !== undefined)
  expect(seen).toEqual(forward ? sent : sent.toReversed())
  expect(pages).toBe(4)
})

it('gives the first version’s shapes where none is asked for', async () => {
  const network = await start({ ledgerIntervalMs: Number.POSITIVE_INFINITY })
  const { hash } = await send(network, payer, pay(payer, '5'))
  const [page] = await network.client.requestAll({ command: 'account_tx', account: merchant.classicAddress })
  expect(page!.result.transactions).toMatchObject([
    { tx: { hash, Amount: '5', DeliverMax: '5' }, meta: { delivered_amount: '5' }, validated: true },
  ])
})

it('refuses ledgers that it does not have', async () => {
  const { client, standIn } = await start({ ledgerIntervalMs: Number.POSITIVE_INFINITY })
  for (let n = 0; n < 4; n += 1) standIn.closeLedger()
  standIn.forgetBefore(3)
  const ask = (min: number, max: number) =>
    client.request({
      command: 'account_tx',
      account: merchant.classicAddress,
      ledger_index_min: min,
      ledger_index_max: max,
    })
  await expect(ask(2, 5)).rejects.toMatchObject({ data: { error: 'lgrIdxMalformed' } })
  await expect(ask(3, 6)).rejects.toMatchObject({ data: { error: 'lgrIdxMalformed' } })
  expect((await ask(3, 5)).result).toMatchObject({ ledger_index_min: 3, ledger_index_max: 5, transactions: [] })
})

it('tells subscribers of ledgers and of what happens to their accounts', async () => {
  const { client } = await start()
  const events: TransactionStream[] = []
  let ledgers = 0
  client.on('transaction', (event) => events.push(event))
  client.on('ledgerClosed', () => {
    ledgers += 1
  })
  const account = merchant.classicAddress
  await client.request({ command: 'subscribe', accounts: [account], streams: ['ledger'] })
  await client.submitAndWait(pay(payer, '3000000'), { wallet: payer })
  await client.submitAndWait(pay(payer, '3000000', { Destination: stranger.classicAddress }), { wallet: payer })
  await expect.poll(() => ledgers).toBeGreaterThan(1)
  expect(events).toMatchObject([
    { validated: true, engine_result: 'tesSUCCESS', status: 'closed', tx_json: { DeliverMax: '3000000' } },
  ])
  await client.request({ command: 'unsubscribe', accounts: [account] })
  await client.submitAndWait(pay(payer, '3000000'), { wallet: payer })
  expect(events).toHaveLength(1)
})

it('lets a client come back, which then has to subscribe again', async () => {
  const { client, standIn } = await start()
  const heard: unknown[] = []
  client.on('transaction', (event) => heard.push(event))
  const subscribe = () => client.request({ command: 'subscribe', accounts: [merchant.classicAddress] })
  await subscribe()
  const back = new Promise((resolve) => client.once('connected', () => resolve(undefined)))
  await standIn.setFault({ mode: 'refuse' })
  await standIn.setFault({ mode: 'none' })
  await back
  await client.submitAndWait(pay(payer, '1'), { wallet: payer })
  expect(heard).toEqual([])
  await subscribe()
  await client.submitAndWait(pay(payer, '1'), { wallet: payer })
  await expect.poll(() => heard).toHaveLength(1)
})

it('goes on from its books', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'xrpl-books-'))
  running.push({ stop: () => rmSync(folder, { recursive: true }) })
  const booksFile = join(folder, 'xrpl.db')
  const first = await startTestNetwork({ booksFile })
  const { result } = await first.client.submitAndWait(pay(payer, '4'), { wallet: payer })
  await first.stop()
  const { client } = await start({ booksFile, genesis: [] })
  const again = await client.request({ command: 'tx', transaction: result.hash })
  expect(again.result).toEqual(result)
  const history = await client.request({ command: 'account_tx', account: merchant.classicAddress })
  expect(history.result.transactions.map(({ hash }) => hash)).toEqual([result.hash])
  await client.submitAndWait(pay(payer, '4'), { wallet: payer })
  expect(await client.getXrpBalance(merchant.classicAddress)).toBe(100.000008)
  await expect(startTestNetwork({ booksFile, networkId: 0 })).rejects.toThrow('network 1')
})

it('says what it does not know', async () => {
  const { client } = await start()
  const error = (request: object) =>
    client.request(request as never).then(
      () => null,
      (thrown: { data: unknown }) => thrown.data,
    )
  expect(await error({ command: 'dance' })).toMatchObject({ error: 'unknownCmd', error_code: 32 })
  expect(await error({ command: 'account_info', account: stranger.classicAddress })).toMatchObject({
    error: 'actNotFound',
  })
  expect(await error({ command: 'account_tx', account: 'rNobody' })).toMatchObject({ error: 'actMalformed' })
  expect(await error({ command: 'tx', transaction: '0'.repeat(64) })).toMatchObject({ error: 'txnNotFound' })
  expect(await error({ command: 'subscribe', streams: ['gossip'] })).toMatchObject({ error: 'malformedStream' })
  expect(await error({ command: 'ledger', ledger_index: 4_000_000 })).toMatchObject({ error: 'lgrNotFound' })
  expect(await client.request({ command: 'fee' })).toMatchObject({ result: { drops: { base_fee: '10' } } })
})

it('fails as it is told to, and keeps a record', async () => {
  const { client, standIn } = await start({ ledgerIntervalMs: Number.POSITIVE_INFINITY })
  const blob = async (drops: string) => payer.sign(await client.autofill(pay(payer, drops))).tx_blob
  const first = await blob('1')
  await standIn.setFault({ mode: 'error', times: 1 })
  await expect(client.request({ command: 'submit', tx_blob: first })).rejects.toMatchObject({
    data: { error: 'internal' },
  })
  expect(standIn.waiting()).toBe(0)
  expect(standIn.requests().at(-1)).toMatchObject({ path: '/submit', status: 500 })

  await standIn.setFault({ mode: 'timeout', times: 1 })
  const unanswered = client.request({ command: 'submit', tx_blob: first })
  const failure = expect(unanswered).rejects.toThrow('closed')
  await expect.poll(() => standIn.waiting()).toBe(1)
  await standIn.setFault({ mode: 'none' })
  await failure
  expect(standIn.requests().at(-1)).toMatchObject({ path: '/submit', status: 200 })

  await standIn.setFault({ mode: 'refuse' })
  const other = new Client(standIn.url)
  await expect(other.connect()).rejects.toThrow('ECONNREFUSED')
})
