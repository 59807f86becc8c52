import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EscrowCreate, type SubmittableTransaction, signPaymentChannelClaim, type Wallet } from 'xrpl'
import { merchant, pay, payer, send, startTestNetwork, type TestNetwork, trader } from './test-network.ts'

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

describe('money that waits', () => {
  it('an escrow, once its time has come', async () => {
    const finishAfter = Math.floor(network.time.now / 1000) - 946_684_800 + 60
    const account = payer.classicAddress
    const filled = await network.client.autofill<EscrowCreate>({
      TransactionType: 'EscrowCreate',
      Account: account,
      Destination: merchant.classicAddress,
      Amount: '5000000',
      FinishAfter: finishAfter,
    })
    expect(await result(payer, filled)).toBe('tesSUCCESS')
    const finish: SubmittableTransaction = {
      TransactionType: 'EscrowFinish',
      Account: trader.classicAddress,
      Owner: account,
      OfferSequence: filled.Sequence!,
    }
    expect(await result(trader, finish)).toBe('tecNO_PERMISSION')
    network.time.now += 61_000
    network.standIn.closeLedger()
    expect(await result(trader, finish)).toBe('tesSUCCESS')
    expect(await drops(merchant.classicAddress)).toBe('105000000')
    expect(await result(trader, finish)).toBe('tecNO_TARGET')
  })

  it('a channel, by its source and by a signed claim', async () => {
    const { hash } = await send(network, payer, {
      TransactionType: 'PaymentChannelCreate',
      Account: payer.classicAddress,
      Destination: merchant.classicAddress,
      Amount: '5000000',
      SettleDelay: 60,
      PublicKey: payer.publicKey,
    })
    const { AffectedNodes } = (await metaOf(hash)) as unknown as {
      AffectedNodes: Record<string, { LedgerIndex: string; LedgerEntryType: string }>[]
    }
    const Channel = AffectedNodes.flatMap((node) => Object.values(node)).find(
      (node) => node.LedgerEntryType === 'PayChannel',
    )!.LedgerIndex
    const claim = { TransactionType: 'PaymentChannelClaim', Channel, Balance: '2000000' } as const
    expect(await result(payer, { ...claim, Account: payer.classicAddress })).toBe('tesSUCCESS')
    expect(await drops(merchant.classicAddress)).toBe('102000000')
    const signed = {
      ...claim,
      Account: merchant.classicAddress,
      Balance: '3000000',
      Amount: '3000000',
      PublicKey: payer.publicKey,
      Signature: signPaymentChannelClaim(Channel, '3', payer.privateKey),
    }
    expect(await result(merchant, { ...signed, Amount: '4000000', Balance: '4000000' })).toBe('tecNO_PERMISSION')
    expect(await result(merchant, signed)).toBe('tesSUCCESS')
    expect(await drops(merchant.classicAddress)).toBe('102999976')
  })
})

it('ends an account when it is old enough, and gives away what it had', async () => {
  const filled = await network.client.autofill(pay(trader, '1'))
  const end: SubmittableTransaction = {
    TransactionType: 'AccountDelete',
    Account: trader.classicAddress,
    Destination: merchant.classicAddress,
    Fee: '200000',
    Sequence: filled.Sequence!,
    LastLedgerSequence: 1000,
  }
  const submit = async () => {
    const { tx_blob, hash } = trader.sign(end)
    const { engine_result } = (await network.client.request({ command: 'submit', tx_blob })).result
    network.standIn.closeLedger()
    return { hash, engine_result }
  }
  for (let n = 0; n < 256; n += 1) network.standIn.closeLedger()
  const { hash, engine_result } = await submit()
  expect(engine_result).toBe('tesSUCCESS')
  expect(await metaOf(hash)).toMatchObject({ delivered_amount: '999800000' })
  expect(await drops(merchant.classicAddress)).toBe('1099800000')
  await expect(drops(trader.classicAddress)).rejects.toMatchObject({ data: { error: 'actNotFound' } })
})
