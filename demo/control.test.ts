import { Account, Asset, Keypair, Operation, TransactionBuilder } from '@stellar/stellar-sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Client, Wallet } from 'xrpl'
import { startControl } from './control.ts'
import type { LoopbackServer } from './loopback.ts'
import { type StandIn, startStandIn } from './networks/stand-in.ts'
import { startXrpl, type XrplStandIn } from './networks/xrpl/xrpl.ts'
import { openSandboxWallet } from './wallet.ts'
import { openXrplWallet } from './xrpl-wallet.ts'

const HOST = 'http://localhost:4242'
const PASSPHRASE = 'A network for this test'
const keys = Keypair.random()
const buyer = Wallet.generate()
const seller = Wallet.generate().classicAddress
const REQUIRE_DESTINATION_TAG = 0x0002_0000

let now: number
let settledAt: number[]
let bank: StandIn
let xrpl: XrplStandIn
let control: LoopbackServer

beforeEach(async () => {
  now = Date.parse('2026-01-31T09:30:00Z')
  settledAt = []
  const clock = {
    now: () => now,
    advance(duration: string) {
      if (duration !== 'PT1H') throw new RangeError(`"${duration}" is no duration that this test knows.`)
      now += 3_600_000
      return now
    },
  }
  bank = await startStandIn({
    name: 'bank',
    port: 0,
    clock,
    service: () => ({
      fetch: () => new Response('open'),
      errorBody: () => ({ body: 'closed', contentType: 'text/plain' }),
    }),
  })
  xrpl = await startXrpl({
    port: 0,
    clock,
    booksFile: ':memory:',
    networkId: 1,
    ledgerIntervalMs: Number.POSITIVE_INFINITY,
    genesis: [
      { address: buyer.classicAddress, xrp: '1000' },
      { address: seller, xrp: '10', flags: REQUIRE_DESTINATION_TAG },
    ],
  })
  control = await startControl({
    port: 0,
    clock,
    host: HOST,
    standIns: [bank],
    wallets: { stellar: openSandboxWallet(keys.secret(), PASSPHRASE), xrpl: openXrplWallet(buyer.seed!, xrpl.url) },
    settle: async () => void settledAt.push(now),
    webhooks: () => [],
  })
})

afterEach(async () => {
  await control.stop()
  await bank.stop()
  await xrpl.stop()
})

async function call(method: string, path: string, body?: object | string, headers: Record<string, string> = {}) {
  const response = await fetch(control.url + path, {
    method,
    headers,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const answer = response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text
  return { status: response.status, answer, headers: response.headers }
}

const payment = (source: string) =>
  new TransactionBuilder(new Account(source, '1'), { fee: '100', networkPassphrase: PASSPHRASE })
    .addOperation(Operation.payment({ destination: source, asset: Asset.native(), amount: '1' }))
    .setTimeout(60)
    .build()

test('moves the clock, and answers once what is due is done', async () => {
  expect((await call('GET', '/clock')).answer).toEqual({ now: '2026-01-31T09:30:00.000Z' })
  expect((await call('POST', '/clock', { advance: 'PT1H' })).answer).toEqual({ now: '2026-01-31T10:30:00.000Z' })
  expect(settledAt).toEqual([Date.parse('2026-01-31T10:30:00Z')])
})

test.each([
  ['POST', '/clock', 'not JSON', 'The body must be JSON.'],
  ['POST', '/clock', {}, 'advance: must be an ISO 8601 duration, like P1M or PT15M.'],
  ['POST', '/clock', { advance: 'P1M' }, '"P1M" is no duration that this test knows.'],
  ['PUT', '/networks/bank/fault', { mode: 'explode' }, 'mode: must be refuse, timeout, error, decline or none.'],
  ['PUT', '/networks/bank/fault', { mode: 'error', times: 0 }, 'times: must be 1 or more.'],
  ['POST', '/wallets/stellar', { xdr: 'AAAA' }, 'xdr must be a transaction envelope in base64'],
  ['POST', '/wallets/xrpl', { destination: 'nobody', tag: 7, drops: '1' }, '"nobody" is no address'],
  ['POST', '/wallets/xrpl', { destination: seller, tag: 2 ** 32, drops: '1' }, 'tag: must be at most 4294967295.'],
  ['POST', '/wallets/xrpl', { destination: seller, tag: 7, drops: '0.5' }, 'drops: must be a whole number of drops.'],
  ['POST', '/wallets/xrpl', { destination: seller, tag: 7, drops: '9000000000' }, 'The network refused the payment'],
])('%s %s refuses %j in words', async (method, path, body, words) => {
  const { status, answer } = await call(method, path, body)
  expect(status).toBe(400)
  expect(answer.error).toContain(words)
  expect(settledAt).toEqual([])
})

test('breaks a network as often as asked, and shows what it received', async () => {
  await call('PUT', '/networks/bank/fault', { mode: 'error', times: 1 })
  const answers = [await fetch(`${bank.url}/door`), await fetch(`${bank.url}/door`)]
  expect(answers.map(({ status }) => status)).toEqual([500, 200])
  const { answer } = await call('GET', '/networks/bank/requests')
  expect(answer).toMatchObject([
    { method: 'GET', path: '/door', status: 500, response: 'closed' },
    { method: 'GET', path: '/door', status: 200, response: 'open' },
  ])
})

test('names the networks there are when asked for another', async () => {
  const { status, answer } = await call('GET', '/networks/post-office/requests')
  expect([status, answer.error]).toEqual([404, 'No network is called "post-office": there are bank.'])
})

test('has the wallet sign its own transactions', async () => {
  expect((await call('GET', '/wallets/stellar')).answer).toEqual({ account: keys.publicKey() })
  const { answer } = await call('POST', '/wallets/stellar', { xdr: payment(keys.publicKey()).toXDR() })
  const signed = TransactionBuilder.fromXDR(answer.xdr, PASSPHRASE)
  expect(signed.signatures).toHaveLength(1)
  expect(keys.verify(signed.hash(), signed.signatures[0]!.signature)).toBe(true)
})

test('has the wallet sign nobody else’s', async () => {
  const other = Keypair.random().publicKey()
  const { status, answer } = await call('POST', '/wallets/stellar', { xdr: payment(other).toXDR() })
  expect([status, answer.error]).toEqual([400, expect.stringContaining(other)])
})

test('has the other wallet pay on the XRP Ledger, as often as asked at once', async () => {
  expect((await call('GET', '/wallets/xrpl')).answer).toEqual({ account: buyer.classicAddress })
  const tags = [7, 8, 9]
  const answers = await Promise.all(
    tags.map((tag) => call('POST', '/wallets/xrpl', { destination: seller, tag, drops: '1500000' })),
  )
  xrpl.closeLedger()
  const client = new Client(xrpl.url)
  await client.connect()
  for (const [index, { answer }] of answers.entries()) {
    const { result } = await client.request({ command: 'tx', transaction: answer.hash })
    expect(result.tx_json).toMatchObject({ Account: buyer.classicAddress, DestinationTag: tags[index] })
    expect(result.meta).toMatchObject({ TransactionResult: 'tesSUCCESS', delivered_amount: '1500000' })
  }
  await client.disconnect()
})

test('pages of the host may use the wallet, and no other page anything', async () => {
  const fromHost = await call('GET', '/wallets/stellar', undefined, { Origin: HOST })
  expect([fromHost.status, fromHost.headers.get('access-control-allow-origin')]).toEqual([200, HOST])
  expect(
    (await call('GET', '/clock', undefined, { Origin: HOST })).headers.get('access-control-allow-origin'),
  ).toBeNull()
  for (const path of ['/clock', '/wallets/stellar']) {
    expect((await call('POST', path, { advance: 'PT1H' }, { Origin: 'https://evil.example' })).status).toBe(403)
  }
  expect(settledAt).toEqual([])
})

test('tells what it can do', async () => {
  expect((await call('GET', '/')).answer).toContain('POST /clock')
  expect((await call('GET', '/nothing')).status).toBe(404)
  expect((await call('GET', '/mail')).answer).toEqual([])
})
