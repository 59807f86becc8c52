import { Client, type Payment, type SubmittableTransaction, Wallet } from 'xrpl'
import { startXrpl, type XrplOptions, type XrplStandIn } from './xrpl.ts'

/** What tests share: a running network with a few accounts on it, and the official client for it. */

const walletOf = (byte: number) => Wallet.fromEntropy(new Uint8Array(16).fill(byte))

export const merchant = walletOf(1)
export const payer = walletOf(2)
export const issuer = walletOf(3)
export const trader = walletOf(4)
/** Not on the ledger. */
export const stranger = walletOf(5)

export const DEFAULT_RIPPLE = 0x0080_0000
export const REQUIRE_DEST_TAG = 0x0002_0000
export const PARTIAL_PAYMENT = 0x0002_0000

export const GENESIS: XrplOptions['genesis'] = [
  { address: merchant.classicAddress, xrp: '100' },
  { address: payer.classicAddress, xrp: '10000' },
  { address: issuer.classicAddress, xrp: '1000', flags: DEFAULT_RIPPLE },
  { address: trader.classicAddress, xrp: '1000' },
]

export interface TestNetwork {
  standIn: XrplStandIn
  client: Client
  time: { now: number }
  stop(): Promise<void>
}

export async function startTestNetwork(options: Partial<XrplOptions> = {}): Promise<TestNetwork> {
  const time = { now: Date.now() }
  const clock = options.clock ?? { now: () => time.now }
  const standIn = await startXrpl({
    port: 0,
    booksFile: ':memory:',
    networkId: 1,
    // `submitAndWait` looks once a second, and gives up after 20 ledgers.
    ledgerIntervalMs: 20,
    genesis: GENESIS,
    ...options,
    clock,
  })
  const client = new Client(standIn.url)
  await client.connect()
  return {
    standIn,
    client,
    time,
    async stop() {
      await client.disconnect()
      await standIn.stop()
    },
  }
}

/** Autofills, signs and submits; closes a ledger. @returns how it ended there, or why it entered none. */
export async function send(
  { client, standIn }: Pick<TestNetwork, 'client' | 'standIn'>,
  wallet: Wallet,
  transaction: SubmittableTransaction,
): Promise<{ hash: string; result: string }> {
  const { tx_blob, hash } = wallet.sign(await client.autofill(transaction))
  const { result } = await client.request({ command: 'submit', tx_blob })
  standIn.closeLedger()
  if (!/^(?:tes|tec)/.test(result.engine_result)) return { hash, result: result.engine_result }
  const { meta } = (await client.request({ command: 'tx', transaction: hash })).result
  if (typeof meta !== 'object') throw new Error(`${hash} is in no ledger`)
  return { hash, result: meta.TransactionResult }
}

export const pay = (from: Wallet, Amount: Payment['Amount'], change: Partial<Payment> = {}): Payment => ({
  TransactionType: 'Payment',
  Account: from.classicAddress,
  Destination: merchant.classicAddress,
  Amount,
  ...change,
})

export const usd = (value: string) => ({ currency: 'USD', issuer: issuer.classicAddress, value })

export const trustUsd = (wallet: Wallet, value = '1000000'): SubmittableTransaction => ({
  TransactionType: 'TrustSet',
  Account: wallet.classicAddress,
  LimitAmount: usd(value),
})

/** Somebody sells XRP for USD, one for one, and the payer has `value` USD. */
export async function openBook(network: Pick<TestNetwork, 'client' | 'standIn'>, value = '100'): Promise<void> {
  await send(network, payer, trustUsd(payer))
  await send(network, trader, trustUsd(trader))
  await send(network, issuer, pay(issuer, usd(value), { Destination: payer.classicAddress }))
  await send(network, trader, {
    TransactionType: 'OfferCreate',
    Account: trader.classicAddress,
    TakerGets: '500000000',
    TakerPays: usd('500'),
  })
}
