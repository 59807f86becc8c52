import { join } from 'node:path'
import type { Clock } from '../server/clock.ts'
import { type NetworkKeys, publicKeyOf } from './keys.ts'
import { airwallexService } from './networks/airwallex/airwallex.ts'
import { type GenesisAccount, type HorizonService, horizonService } from './networks/horizon/horizon.ts'
import { mollieService } from './networks/mollie/mollie.ts'
import { paypalService } from './networks/paypal/paypal.ts'
import { type StandIn, startStandIn } from './networks/stand-in.ts'
import { stripeService } from './networks/stripe/stripe.ts'
import { OFFSETS } from './ports.ts'

/** No network in the world has this name, so nothing signed here is worth anything elsewhere. */
export const NETWORK_PASSPHRASE = 'Paylink Sandbox Network ; 2026'

/** Stand-ins that speak HTTP, by the name that the control address uses. */
export type HttpNetwork = 'stripe' | 'airwallex' | 'mollie' | 'paypal' | 'horizon'

export interface SandboxNetworks {
  all: StandIn[]
  urls: Record<HttpNetwork, string>
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
  const all: StandIn[] = []
  const start = async (name: HttpNetwork, service: Parameters<typeof startStandIn>[0]['service']) => {
    const standIn = await startStandIn({ name, port: basePort + OFFSETS[name], clock, service })
    started.defer(standIn.stop)
    all.push(standIn)
  }
  const kept = (name: HttpNetwork) => ({ clock, booksFile: join(folder, `${name}.db`) })
  await start('stripe', stripeService({ ...kept('stripe'), ...keys.stripe }))
  await start('airwallex', airwallexService({ ...kept('airwallex'), ...keys.airwallex }))
  await start('mollie', mollieService({ ...kept('mollie'), ...keys.mollie }))
  await start('paypal', paypalService({ ...kept('paypal'), ...keys.paypal }))

  const open = horizonService({
    ...kept('horizon'),
    networkPassphrase: NETWORK_PASSPHRASE,
    genesis: genesis(keys),
  })
  let ledger!: HorizonService
  await start('horizon', () => {
    ledger = open()
    return ledger
  })

  const running = started.move()
  return {
    all,
    urls: Object.fromEntries(all.map(({ name, url }) => [name, url])) as Record<HttpNetwork, string>,
    settle: () => void ledger.closeLedger(),
    stop: () => running.disposeAsync(),
  }
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
