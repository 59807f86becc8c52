import { join } from 'node:path'
import type { Clock } from '../server/clock.ts'
import { type NetworkKeys, publicKeyOf } from './keys.ts'
import { type GenesisAccount, type HorizonService, horizonService } from './networks/horizon/horizon.ts'
import { type StandIn, startStandIn } from './networks/stand-in.ts'
import { stripeService } from './networks/stripe/stripe.ts'
import { OFFSETS } from './ports.ts'

/** No network in the world has this name, so nothing signed here is worth anything elsewhere. */
export const NETWORK_PASSPHRASE = 'Paylink Sandbox Network ; 2026'

export interface SandboxNetworks {
  stripe: StandIn
  horizon: StandIn
  /** Brings the ledgers to the time that the clock shows. */
  settle(): void
  stop(): Promise<void>
}

export interface SandboxNetworksOptions {
  basePort: number
  /** Where they keep their books. */
  folder: string
  clock: Clock
  keys: NetworkKeys
}

/** Starts the stand-ins for everything that the product talks to. */
export async function startNetworks({
  basePort,
  folder,
  clock,
  keys,
}: SandboxNetworksOptions): Promise<SandboxNetworks> {
  await using started = new AsyncDisposableStack()
  const start = async (name: 'stripe' | 'horizon', service: Parameters<typeof startStandIn>[0]['service']) => {
    const standIn = await startStandIn({ name, port: basePort + OFFSETS[name], clock, service })
    started.defer(standIn.stop)
    return standIn
  }
  const stripe = await start('stripe', stripeService({ clock, booksFile: join(folder, 'stripe.db'), ...keys.stripe }))

  const open = horizonService({
    clock,
    booksFile: join(folder, 'horizon.db'),
    networkPassphrase: NETWORK_PASSPHRASE,
    genesis: genesis(keys),
  })
  let ledger!: HorizonService
  const horizon = await start('horizon', () => {
    ledger = open()
    return ledger
  })

  const running = started.move()
  return { stripe, horizon, settle: () => void ledger.closeLedger(), stop: () => running.disposeAsync() }
}

/** Who has money when the network begins. */
function genesis({ stellar }: NetworkKeys): GenesisAccount[] {
  const issuer = publicKeyOf(stellar.issuer)
  const usdc = (balance: string) => [{ code: 'USDC', issuer, balance }]
  return [
    { account: issuer, xlm: '1000', homeDomain: 'usdc.example' },
    { account: publicKeyOf(stellar.merchant), xlm: '100', trustlines: usdc('0') },
    { account: publicKeyOf(stellar.payer), xlm: '1000000', trustlines: usdc('1000000') },
  ]
}
