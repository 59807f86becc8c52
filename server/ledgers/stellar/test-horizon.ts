import { Asset, Keypair, Memo, Operation, type xdr } from '@stellar/stellar-sdk'
import { vi } from 'vitest'
import { PASSPHRASE, startTestNetwork, submit } from '../../../demo/networks/horizon/test-network.ts'
import type { StandIn } from '../../../demo/networks/stand-in.ts'
import { summary, testMerchant } from '../../invoices/test-invoices.ts'
import type { Store } from '../../store/store.ts'
import { type TestCore, testCore } from '../../test-core.ts'

/** A merchant on a Stellar network of its own, and wallets that pay with real, signed transactions. */

export interface StellarScene {
  core: TestCore
  standIn: StandIn
  merchantId: string
  /** The receiving account: holds USDC, and the forger's "USDC". */
  merchant: Keypair
  payer: Keypair
  issuer: Keypair
  /** Issues a "USDC" of its own. */
  forger: Keypair
  usdc: Asset
  forged: Asset
  /** Signs and submits as a wallet does. */
  send(operations: xdr.Operation[], memo?: Memo, from?: Keypair): Promise<{ hash: string }>
  /** The payer pays the merchant. */
  pay(amount: string, memo?: string, asset?: Asset): Promise<{ hash: string }>
  /** Cuts every connection to Horizon, streams as well. It can be reached again when this resolves. */
  cut(): Promise<void>
  /** Moves the clock, and closes a ledger then. */
  passTime(ms: number): void
  stop(): Promise<void>
}

const EXISTING_MERCHANT = { merchantExists: true }

export async function stellarScene(store: Store, { merchantExists } = EXISTING_MERCHANT): Promise<StellarScene> {
  const [merchant, payer, issuer, forger] = [0, 1, 2, 3].map(() => Keypair.random()) as [
    Keypair,
    Keypair,
    Keypair,
    Keypair,
  ]
  const usdc = new Asset('USDC', issuer.publicKey())
  const forged = new Asset('USDC', forger.publicKey())
  const lines = (balance: string) => [usdc, forged].map(({ code, issuer }) => ({ code, issuer: issuer!, balance }))
  const clockless = testCore(store)
  const { standIn, horizon, server } = await startTestNetwork({
    clock: clockless.clock,
    genesis: [
      { account: issuer.publicKey(), xlm: '100' },
      { account: forger.publicKey(), xlm: '100' },
      { account: payer.publicKey(), xlm: '100000', trustlines: lines('100000') },
      ...(merchantExists ? [{ account: merchant.publicKey(), xlm: '10', trustlines: lines('0') }] : []),
    ],
  })
  const network = { horizonUrls: [standIn.url], passphrase: PASSPHRASE, usdcIssuer: issuer.publicKey() }
  const core = { ...clockless, config: { ...clockless.config, stellar: { live: network, test: network } } }
  // Every scene has a network of its own: what is left of others' addresses is not on it.
  await core.store.db.deleteFrom('receiving_addresses').execute()
  await core.store.db.deleteFrom('watch_positions').execute()
  const { merchantId } = await testMerchant(core, { address: merchant.publicKey() })

  const send: StellarScene['send'] = (operations, memo = Memo.none(), from = payer) =>
    submit(server, from, operations, { memo })
  return {
    core,
    standIn,
    merchantId,
    merchant,
    payer,
    issuer,
    forger,
    usdc,
    forged,
    send,
    pay: (amount, memo, asset = usdc) =>
      send(
        [Operation.payment({ destination: merchant.publicKey(), asset, amount })],
        memo === undefined ? Memo.none() : Memo.text(memo),
      ),
    async cut() {
      await standIn.setFault({ mode: 'refuse' })
      await standIn.setFault({ mode: 'none' })
      // The wallet shares our connections, and must not be handed one that is dead.
      await vi.waitFor(() => fetch(standIn.url), { timeout: 10_000 })
    },
    passTime(ms) {
      core.clock.advance(ms)
      horizon.closeLedger()
    },
    stop: () => standIn.stop(),
  }
}

/** Until an invoice is what it should become, by the watcher's own doing. */
export async function becomes(core: TestCore, id: string, wanted: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const now = await summary(core, id)
      if (now !== wanted) throw new Error(`is ${now}`)
    },
    { timeout: 15_000, interval: 20 },
  )
}
