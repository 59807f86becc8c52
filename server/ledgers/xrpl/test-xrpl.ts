import { expect, vi } from 'vitest'
import { type Payment, type SubmittableTransaction, Wallet } from 'xrpl'
import {
  DEFAULT_RIPPLE,
  issuer,
  openBook,
  payer,
  send,
  startTestNetwork,
  trader,
} from '../../../demo/networks/xrpl/test-network.ts'
import type { GenesisAccount, XrplStandIn } from '../../../demo/networks/xrpl/xrpl.ts'
import { summary, testInvoice, testMerchant } from '../../invoices/test-invoices.ts'
import type { InvoiceRow } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { type TestCore, testCore } from '../../test-core.ts'

/** A merchant on a network of its own, and wallets that pay with real, signed transactions. */

export interface XrplScene {
  core: TestCore
  standIn: XrplStandIn
  merchantId: string
  /** The receiving account. */
  merchant: Wallet
  /** 5 XRP within an hour. */
  invoice(): Promise<InvoiceRow>
  /** Signs, submits and closes a ledger. @returns how it ended. */
  send(wallet: Wallet, transaction: SubmittableTransaction): Promise<string>
  /** The payer pays the merchant. */
  pay(drops: Payment['Amount'], tag?: string, change?: Partial<Payment>): Promise<string>
  /** Somebody sells XRP for the issuer's USD, of which the payer has some. */
  openBook(): Promise<void>
  /** Cuts every connection. The server can be reached again when this resolves. */
  cut(): Promise<void>
  /** Moves the clock, and closes a ledger then. */
  passTime(ms: number): void
  stop(): Promise<void>
}

/** Has XRP and pays. */
export { payer }

export async function xrplScene(store: Store, { merchantExists } = { merchantExists: true }): Promise<XrplScene> {
  const merchant = Wallet.generate()
  const clockless = testCore(store)
  const genesis: GenesisAccount[] = [
    { address: payer.classicAddress, xrp: '100000' },
    { address: issuer.classicAddress, xrp: '1000', flags: DEFAULT_RIPPLE },
    { address: trader.classicAddress, xrp: '1000' },
    ...(merchantExists ? [{ address: merchant.classicAddress, xrp: '10' }] : []),
  ]
  const network = await startTestNetwork({ clock: clockless.clock, genesis })
  const { standIn, client } = network
  const place = { urls: [standIn.url], networkId: 1 }
  const core = { ...clockless, config: { ...clockless.config, xrpl: { live: place, test: place } } }
  // Every scene has a network of its own: what is left of others' addresses is not on it.
  await core.store.db.deleteFrom('receiving_addresses').execute()
  await core.store.db.deleteFrom('watch_positions').execute()
  const { merchantId } = await testMerchant(core, { address: merchant.classicAddress, network: 'XRPL' })

  const sendBy: XrplScene['send'] = async (wallet, transaction) => {
    if (!client.isConnected()) await client.connect()
    return (await send({ client, standIn }, wallet, transaction)).result
  }
  return {
    core,
    standIn,
    merchantId,
    merchant,
    invoice: () => testInvoice(core, merchantId, { asset: 'XRP', amount: 5_000_000n, scale: 2 }),
    send: sendBy,
    pay: (Amount, tag, change = {}) =>
      sendBy(payer, {
        TransactionType: 'Payment',
        Account: payer.classicAddress,
        Destination: merchant.classicAddress,
        Amount,
        ...(tag !== undefined && { DestinationTag: Number(tag) }),
        ...change,
      }),
    openBook: () => openBook(network),
    async cut() {
      // The wallet's own connection is not what is looked at.
      await client.disconnect()
      await standIn.setFault({ mode: 'refuse' })
      await standIn.setFault({ mode: 'none' })
      await client.connect()
    },
    passTime(ms) {
      core.clock.advance(ms)
      standIn.closeLedger()
    },
    stop: network.stop,
  }
}

/** Until an invoice is what it should become, by the watcher's own doing. */
export const becomes = (core: TestCore, id: string, wanted: string) =>
  vi.waitFor(async () => expect(await summary(core, id)).toBe(wanted), { timeout: 15_000, interval: 20 })
