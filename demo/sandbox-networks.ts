import { join } from 'node:path'
import type { Clock } from '../server/clock.ts'
import { type NetworkKeys, publicKeyOf, xrplAddressOf } from './keys.ts'
import { airwallexService } from './networks/airwallex/airwallex.ts'
import { type GenesisAccount, type HorizonService, horizonService } from './networks/horizon/horizon.ts'
import { mollieService } from './networks/mollie/mollie.ts'
import { paypalService } from './networks/paypal/paypal.ts'
import { ratesService } from './networks/rates/rates.ts'
import { type ReceivedMail, startSmtp } from './networks/smtp/smtp.ts'
import { type StandIn, startStandIn } from './networks/stand-in.ts'
import { stripeService } from './networks/stripe/stripe.ts'
import { startXrpl, type GenesisAccount as XrplAccount } from './networks/xrpl/xrpl.ts'
import { OFFSETS } from './ports.ts'

/** No network in the world has this name, so nothing signed here is worth anything elsewhere. */
export const NETWORK_PASSPHRASE = 'Paylink Sandbox Network ; 2026'

/** As the XRP Ledger's test network calls itself. */
const XRPL_NETWORK_ID = 1

/** An account that refuses payments without a destination tag, as exchanges and merchants set theirs up. */
const REQUIRE_DESTINATION_TAG = 0x0002_0000

type HttpNetwork = 'stripe' | 'airwallex' | 'mollie' | 'paypal' | 'horizon' | 'rates'

/** Stand-ins by the name that the control address uses. */
export type NetworkName = HttpNetwork | 'xrpl' | 'smtp'

export interface SandboxNetworks {
  all: StandIn[]
  urls: Record<NetworkName, string>
  /** What the mail server was given, oldest first. */
  mails(): ReceivedMail[]
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
  const kept = (name: NetworkName) => ({ clock, booksFile: join(folder, `${name}.db`) })
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
  const xrpl = await startXrpl({
    ...kept('xrpl'),
    port: basePort + OFFSETS.xrpl,
    networkId: XRPL_NETWORK_ID,
    genesis: xrplGenesis(keys),
  })
  started.defer(xrpl.stop)
  all.push(xrpl)
  await start('rates', ratesService({ clock }))
  const smtp = await startSmtp({ clock, port: basePort + OFFSETS.smtp })
  started.defer(smtp.stop)
  all.push(smtp)

  const running = started.move()
  return {
    all,
    urls: Object.fromEntries(all.map(({ name, url }) => [name, url])) as Record<NetworkName, string>,
    mails: smtp.mails,
    settle() {
      ledger.closeLedger()
      xrpl.closeLedger()
    },
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

function xrplGenesis({ xrpl }: NetworkKeys): XrplAccount[] {
  return [
    { address: xrplAddressOf(xrpl.merchant), xrp: '100', flags: REQUIRE_DESTINATION_TAG },
    { address: xrplAddressOf(xrpl.payer), xrp: '1000000' },
  ]
}
