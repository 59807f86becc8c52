import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Horizon, Keypair, Memo, Networks, Operation, xdr } from '@stellar/stellar-sdk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  balance,
  GENESIS,
  merchant,
  PASSPHRASE,
  pay,
  payer,
  refusalCodes,
  startTestNetwork,
  submit,
  usdc,
} from './test-network.ts'

let network: Awaited<ReturnType<typeof startTestNetwork>>
const start = async (options: Parameters<typeof startTestNetwork>[0] = {}) => {
  network = await startTestNetwork(options)
  return network
}
afterEach(() => network.standIn.stop())

const byHand = { ledgerIntervalMs: Number.POSITIVE_INFINITY }

describe('ledgers', () => {
  test('are a chain: each header names the one before, and its hash is its own', async () => {
    const { horizon, server } = await start(byHand)
    for (let count = 0; count < 4; count += 1) horizon.closeLedger()
    const { records } = await server.ledgers().call()
    expect(records.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5])
    for (const [index, ledger] of records.entries()) {
      const header = Buffer.from(ledger.header_xdr, 'base64')
      expect(createHash('sha256').update(header).digest('hex')).toBe(ledger.hash)
      expect(ledger.prev_hash).toBe(records[index - 1]?.hash ?? '0'.repeat(64))
      const { ledgerSeq, previousLedgerHash, scpValue } = xdr.LedgerHeader.fromXdr(header)
      expect(ledgerSeq).toBe(ledger.sequence)
      expect(Buffer.from(previousLedgerHash.toBytes()).toString('hex')).toBe(ledger.prev_hash)
      expect(Number(scpValue.closeTime) * 1000).toBe(Date.parse(ledger.closed_at))
    }
  })

  test('are listed in both directions, from any cursor', async () => {
    const { horizon, server } = await start(byHand)
    for (let count = 0; count < 4; count += 1) horizon.closeLedger()
    const sequences = (page: { records: Horizon.ServerApi.LedgerRecord[] }) =>
      page.records.map(({ sequence }) => sequence)
    const newest = await server.ledgers().order('desc').limit(2).call()
    expect(sequences(newest)).toEqual([5, 4])
    expect(sequences(await newest.next())).toEqual([3, 2])
    expect(sequences(await newest.prev())).toEqual([])
    const third = await server.ledgers().ledger(3).call()
    const { paging_token } = third as unknown as { paging_token: string }
    expect(sequences(await server.ledgers().cursor(paging_token).call())).toEqual([4, 5])
    expect(sequences(await server.ledgers().cursor(paging_token).order('desc').call())).toEqual([2, 1])
    expect(sequences(await server.ledgers().cursor('now').call())).toEqual([])
  })

  test('close by themselves, whether or not anybody waits', async () => {
    const { server } = await start({ ledgerIntervalMs: 5 })
    const latest = async () => (await server.root()).history_latest_ledger
    const before = await latest()
    await expect.poll(latest).toBeGreaterThan(before + 1)
  })

  test('hold what was submitted since the one before, and count it', async () => {
    const { horizon, server } = await start(byHand)
    const memo = Memo.text('counted')
    const paid = submit(server, payer, [pay('1'), pay('1')], { memo })
    const failed = refusalCodes(submit(server, merchant, [pay('1', usdc, payer.publicKey())], { memo }))
    await expect.poll(() => horizon.waiting()).toBe(2)
    const { sequence } = horizon.closeLedger()
    expect((await paid).ledger).toBe(sequence)
    expect(await failed).toEqual(['tx_failed', 'op_underfunded'])
    expect(horizon.waiting()).toBe(0)
    expect(await server.ledgers().ledger(sequence).call()).toMatchObject({
      successful_transaction_count: 1,
      failed_transaction_count: 1,
      operation_count: 2,
      tx_set_operation_count: 3,
      fee_pool: '0.0000300',
    })
  })
})

describe('time', () => {
  test('is the clock’s, and never goes back', async () => {
    const { horizon, server, time } = await start(byHand)
    const closedAt = async () =>
      Date.parse((await server.ledgers().order('desc').limit(1).call()).records[0]!.closed_at)
    time.now += 31 * 24 * 3_600_000
    horizon.closeLedger()
    const later = Math.floor(time.now / 1000) * 1000
    expect(await closedAt()).toBe(later)
    time.now -= 3_600_000
    horizon.closeLedger()
    expect(await closedAt()).toBe(later)
  })

  test('is told to clients, whose time bounds then hold', async () => {
    const { server, time } = await start()
    time.now += 90 * 24 * 3_600_000
    const timebounds = async () => {
      const { minTime, maxTime } = await server.fetchTimebounds(60)
      return { minTime: Number(minTime), maxTime: Number(maxTime) }
    }
    await server.root()
    expect((await timebounds()).maxTime).toBeGreaterThan(time.now / 1000)
    await submit(server, payer, [pay('1')], { timebounds: await timebounds() })
    expect(await balance(server, merchant)).toBe('1.0000000')
  })
})

describe('the books', () => {
  let folder: string
  let booksFile: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'horizon-'))
    booksFile = join(folder, 'horizon.db')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('keep everything over a restart, and a cursor stays valid', async () => {
    const first = await start({ booksFile })
    const { hash } = await submit(first.server, payer, [pay('1')])
    await submit(first.server, payer, [Operation.manageData({ name: 'note', value: 'kept' })])
    await refusalCodes(submit(first.server, payer, [pay('1000')]))
    const before = await first.server.loadAccount(payer.publicKey())
    const [seen] = (await first.server.payments().forAccount(merchant.publicKey()).call()).records
    await first.standIn.stop()

    const second = await start({ booksFile, clock: { now: () => first.time.now } })
    const after = await second.server.loadAccount(payer.publicKey())
    expect(after.sequence).toBe(before.sequence)
    expect(after.balances).toEqual(before.balances)
    expect(after.data_attr).toEqual({ note: Buffer.from('kept').toString('base64') })
    expect((await second.server.transactions().transaction(hash).call()).hash).toBe(hash)

    const ledgers = (await second.server.ledgers().limit(200).call()).records
    expect(ledgers.map(({ sequence }) => sequence)).toEqual(ledgers.map((_, index) => index + 1))
    for (const [index, ledger] of ledgers.slice(1).entries()) expect(ledger.prev_hash).toBe(ledgers[index]!.hash)

    await submit(second.server, payer, [pay('2')])
    const later = await second.server.payments().forAccount(merchant.publicKey()).cursor(seen!.paging_token).call()
    expect(later.records).toMatchObject([{ amount: '2.0000000' }])
    const failed = await second.server.transactions().includeFailed(true).forAccount(payer.publicKey()).call()
    expect(failed.records.map(({ successful }) => successful)).toEqual([true, true, false, true])
  })

  test('belong to one network', async () => {
    const { standIn } = await start({ booksFile })
    await standIn.stop()
    await expect(startTestNetwork({ booksFile, networkPassphrase: Networks.PUBLIC })).rejects.toThrow(PASSPHRASE)
    await start({ booksFile })
  })
})

describe('the genesis', () => {
  test('leaves the rest of the XLM to the root account, which anyone may use as a faucet', async () => {
    const { server } = await start()
    const root = Keypair.master(PASSPHRASE)
    const made = Keypair.random().publicKey()
    await submit(server, root, [Operation.createAccount({ destination: made, startingBalance: '1000' })])
    expect((await server.loadAccount(made)).balances[0]!.balance).toBe('1000.0000000')
  })

  test.each([
    ['an account twice', [...GENESIS, GENESIS[0]!], /twice/],
    ['a trustline without its issuer', GENESIS.slice(1), /issuer/],
    ['less than the reserve', [{ account: payer.publicKey(), xlm: '0.9' }], /reserve/],
    ['what is no account', [{ account: 'GABC', xlm: '10' }], /not an account/],
    ['what is no amount', [{ account: payer.publicKey(), xlm: '10,5' }], /not an amount/],
  ])('refuses %s', async (_, genesis, message) => {
    await start()
    await expect(startTestNetwork({ genesis })).rejects.toThrow(message)
  })
})
