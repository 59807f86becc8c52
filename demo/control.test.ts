import { Account, Asset, Keypair, Operation, TransactionBuilder } from '@stellar/stellar-sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startControl } from './control.ts'
import type { LoopbackServer } from './loopback.ts'
import { type StandIn, startStandIn } from './networks/stand-in.ts'
import { openSandboxWallet } from './wallet.ts'

const HOST = 'http://localhost:4242'
const PASSPHRASE = 'A network for this test'
const keys = Keypair.random()

let now: number
let settledAt: number[]
let bank: StandIn
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
  control = await startControl({
    port: 0,
    clock,
    host: HOST,
    standIns: [bank],
    wallet: openSandboxWallet(keys.secret(), PASSPHRASE),
    settle: async () => void settledAt.push(now),
    webhooks: () => [],
  })
})

afterEach(async () => {
  await control.stop()
  await bank.stop()
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
