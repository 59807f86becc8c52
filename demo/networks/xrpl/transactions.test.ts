import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Payment, SubmittableTransaction, Wallet } from 'xrpl'
import {
  issuer,
  merchant,
  openBook,
  PARTIAL_PAYMENT,
  pay,
  payer,
  send,
  startTestNetwork,
  stranger,
  type TestNetwork,
  trader,
  trustUsd,
  usd,
} from './test-network.ts'

let network: TestNetwork
beforeEach(async () => {
  network = await startTestNetwork({ ledgerIntervalMs: Number.POSITIVE_INFINITY })
})
afterEach(() => network.stop())

const result = async (wallet: Wallet, transaction: SubmittableTransaction) =>
  (await send(network, wallet, transaction)).result

const drops = async (address: string) =>
  (await network.client.request({ command: 'account_info', account: address, ledger_index: 'validated' })).result
    .account_data.Balance

async function metaOf(hash: string) {
  const { meta } = (await network.client.request({ command: 'tx', transaction: hash })).result
  return meta as unknown as { delivered_amount?: unknown; DeliveredAmount?: unknown; TransactionResult: string }
}

/** What the server says at once, of a transaction that is filled in and signed by hand. */
async function verdict(change: Partial<Payment>, wallet = payer): Promise<string> {
  const { tx_blob } = wallet.sign({ ...(await network.client.autofill(pay(payer, '1'))), ...change } as Payment)
  return (await network.client.request({ command: 'submit', tx_blob })).result.engine_result
}

describe('payments in XRP', () => {
  it('make an account with the reserve, and none with less', async () => {
    const to = { Destination: stranger.classicAddress }
    expect(await result(payer, pay(payer, '999999', to))).toBe('tecNO_DST_INSUF_XRP')
    expect(await drops(payer.classicAddress)).toBe('9999999988')
    expect(await result(payer, pay(payer, '1000000', to))).toBe('tesSUCCESS')
    expect(await drops(stranger.classicAddress)).toBe('1000000')
  })

  it('leave the reserve where it is', async () => {
    expect(await result(merchant, pay(merchant, '99000001', { Destination: payer.classicAddress }))).toBe(
      'tecUNFUNDED_PAYMENT',
    )
    expect(await result(merchant, pay(merchant, '98999000', { Destination: payer.classicAddress }))).toBe('tesSUCCESS')
  })

  it('need a tag where the account demands one', async () => {
    await send(network, merchant, { TransactionType: 'AccountSet', Account: merchant.classicAddress, SetFlag: 1 })
    expect(await result(payer, pay(payer, '1'))).toBe('tecDST_TAG_NEEDED')
    expect(await result(payer, pay(payer, '1', { DestinationTag: 0 }))).toBe('tesSUCCESS')
    await send(network, merchant, { TransactionType: 'AccountSet', Account: merchant.classicAddress, ClearFlag: 1 })
    expect(await result(payer, pay(payer, '1'))).toBe('tesSUCCESS')
  })
})

describe('what is refused, and costs nothing', () => {
  it.each<[string, Partial<Payment>]>([
    ['tefPAST_SEQ', { Sequence: 0 }],
    ['terPRE_SEQ', { Sequence: 9 }],
    ['tefMAX_LEDGER', { LastLedgerSequence: 1 }],
    ['telINSUF_FEE_P', { Fee: '9' }],
    ['temBAD_AMOUNT', { Amount: '0' }],
    ['temREDUNDANT', { Destination: payer.classicAddress }],
    ['temBAD_SEND_XRP_PARTIAL', { Flags: PARTIAL_PAYMENT }],
    ['temBAD_SEND_XRP_MAX', { SendMax: '5' }],
    ['telNETWORK_ID_MAKES_TX_NON_CANONICAL', { NetworkID: 1 }],
    ['temDISABLED', { TicketSequence: 3, Sequence: 0 }],
  ])('%s', async (code, change) => {
    expect(await verdict(change)).toBe(code)
    network.standIn.closeLedger()
    expect(await drops(payer.classicAddress)).toBe('10000000000')
  })

  it('a key of another account, and an account that is not there', async () => {
    expect(await verdict({}, trader)).toBe('tefBAD_AUTH')
    expect(await verdict({ Account: stranger.classicAddress, Sequence: 1 }, stranger)).toBe('terNO_ACCOUNT')
  })

  it('a signature that is not one', async () => {
    const { tx_blob } = payer.sign(await network.client.autofill(pay(payer, '1234567')))
    const forged = tx_blob.replace((1234567).toString(16).toUpperCase(), (7654321).toString(16).toUpperCase())
    expect(forged).not.toBe(tx_blob)
    await expect(network.client.request({ command: 'submit', tx_blob: forged })).rejects.toMatchObject({
      data: { error: 'invalidTransaction', error_exception: 'fails local checks: Invalid signature.' },
    })
  })

  it('the same one twice', async () => {
    const { tx_blob } = payer.sign(await network.client.autofill(pay(payer, '1')))
    const submit = async () => (await network.client.request({ command: 'submit', tx_blob })).result.engine_result
    expect([await submit(), await submit()]).toEqual(['tesSUCCESS', 'tefALREADY'])
  })
})

it('keeps one that came too early until what is before it comes', async () => {
  const filled = await network.client.autofill(pay(payer, '1'))
  const [first, second] = [filled, { ...filled, Sequence: filled.Sequence! + 1 }].map((tx) => payer.sign(tx))
  await network.client.request({ command: 'submit', tx_blob: second!.tx_blob })
  network.standIn.closeLedger()
  expect(network.standIn.waiting()).toBe(1)
  await network.client.request({ command: 'submit', tx_blob: first!.tx_blob })
  network.standIn.closeLedger()
  expect(network.standIn.waiting()).toBe(0)
  expect(await metaOf(second!.hash)).toMatchObject({ TransactionResult: 'tesSUCCESS' })
})

describe('issued money', () => {
  it('moves along trust lines, up to what holders trust and have', async () => {
    const to = { Destination: payer.classicAddress }
    expect(await result(issuer, pay(issuer, usd('5'), to))).toBe('tecPATH_DRY')
    expect(await result(payer, trustUsd(payer, '10'))).toBe('tesSUCCESS')
    expect(await result(issuer, pay(issuer, usd('11'), to))).toBe('tecPATH_PARTIAL')
    expect(await result(issuer, pay(issuer, usd('5.5'), to))).toBe('tesSUCCESS')
    expect(await result(payer, pay(payer, usd('1')))).toBe('tecPATH_DRY')
    await send(network, merchant, trustUsd(merchant))
    const { hash } = await send(network, payer, pay(payer, usd('1.25')))
    expect(await metaOf(hash)).toMatchObject({ delivered_amount: usd('1.25') })
    expect(await network.client.getBalances(payer.classicAddress)).toContainEqual({ ...usd('4.25') })
    expect(await network.client.getBalances(issuer.classicAddress)).toContainEqual({
      currency: 'USD',
      issuer: merchant.classicAddress,
      value: '-1.25',
    })
  })

  it('arrives in part where the payer allows it', async () => {
    await send(network, payer, trustUsd(payer))
    await send(network, merchant, trustUsd(merchant))
    await send(network, issuer, pay(issuer, usd('5'), { Destination: payer.classicAddress }))
    expect(await result(payer, pay(payer, usd('1000')))).toBe('tecPATH_PARTIAL')
    const { hash } = await send(network, payer, pay(payer, usd('1000'), { Flags: PARTIAL_PAYMENT, SendMax: usd('2') }))
    expect(await metaOf(hash)).toMatchObject({ delivered_amount: usd('2'), DeliveredAmount: usd('2') })
  })
})

describe('one money for another', () => {
  it('delivers one drop of the thousands of XRP that a partial payment names', async () => {
    await openBook(network)
    const attack = pay(payer, '9000000000', { Flags: PARTIAL_PAYMENT, SendMax: usd('0.000001'), DestinationTag: 7 })
    const { hash, result } = await send(network, payer, attack)
    expect(result).toBe('tesSUCCESS')
    expect(await metaOf(hash)).toMatchObject({ delivered_amount: '1', DeliveredAmount: '1' })
    expect(await drops(merchant.classicAddress)).toBe('100000001')
  })

  it('delivers all or nothing otherwise', async () => {
    await openBook(network)
    expect(await result(payer, pay(payer, '9000000', { SendMax: usd('8') }))).toBe('tecPATH_PARTIAL')
    expect(await result(payer, pay(payer, '9000000', { SendMax: usd('9.5') }))).toBe('tesSUCCESS')
    expect(await drops(merchant.classicAddress)).toBe('109000000')
    expect(await network.client.getBalances(payer.classicAddress)).toContainEqual(usd('91'))
    expect(await network.client.getBalances(trader.classicAddress)).toContainEqual(usd('9'))
  })
})
