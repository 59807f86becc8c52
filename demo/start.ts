import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Host, serve } from '../embed-host/main.ts'
import { readConfig } from '../server/config.ts'
import { type MovableClock, openClock } from './clock.ts'
import { startControl } from './control.ts'
import type { DemoFile } from './demo-file.ts'
import { readKept, writeKept } from './kept-file.ts'
import { type NetworkKeys, openNetworkKeys, openSecret, publicKeyOf, xrplAddressOf } from './keys.ts'
import { OFFSETS, type Part, requireFreePorts } from './ports.ts'
import { provision } from './provision.ts'
import { NETWORK_PASSPHRASE, type SandboxNetworks, startNetworks } from './sandbox-networks.ts'
import { startShop } from './shop/shop.ts'
import { openSandboxWallet } from './wallet.ts'
import { openXrplWallet } from './xrpl-wallet.ts'

export interface SandboxOptions {
  /** The host's port; everything else follows it (`ports.ts`). */
  port: number
  /** Holds the database, the stand-ins' books and the keys. */
  dataDir: string
  /** Default: an SQLite file in `dataDir`. */
  databaseUrl?: string
  /** Settings of the host that the sandbox leaves as they are unless whoever starts it says otherwise. */
  limits?: { RATE_LIMIT?: string | undefined; TRUSTED_PROXIES?: string | undefined }
  /** Told what is being started, in a few words. */
  progress?: (step: string) => void
}

export interface Sandbox {
  demo: DemoFile
  host: Host
  clock: MovableClock
  stop(): Promise<void>
}

/**
 * Starts the whole product with stand-ins for all that is outside it: networks, host, a merchant's shop, control.
 * @throws with a sentence for a person, and nothing left running.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port, dataDir, progress = () => {} } = options
  const address = (part: Part) => `http://127.0.0.1:${port + OFFSETS[part]}`
  const demoFile = join(dataDir, 'demo.json')
  await refuseSecond(demoFile)
  await requireFreePorts(port)
  mkdirSync(join(dataDir, 'networks'), { recursive: true })

  // Closed in reverse, whether a later step fails or all of it is stopped.
  await using started = new AsyncDisposableStack()
  const clock = openClock(dataDir)
  const keys = openNetworkKeys(join(dataDir, 'networks'))

  progress('the networks')
  const networks = await startNetworks({ basePort: port, folder: join(dataDir, 'networks'), clock, keys })
  started.defer(networks.stop)

  progress('the host')
  const config = readConfig(environment(options, networks, keys, address('control')))
  const host = await serve(config, { clock, quiet: true })
  started.defer(host.stop)

  progress('the shop')
  const merchant = await provision(host.core, {
    file: join(dataDir, 'sandbox.json'),
    shop: address('shop'),
    networks: keys,
    stellarAddress: publicKeyOf(keys.stellar.merchant),
    xrplAddress: xrplAddressOf(keys.xrpl.merchant),
  })
  const shop = await startShop({ port: port + OFFSETS.shop, clock, host: host.url, ...merchant })
  started.defer(shop.stop)

  const control = await startControl({
    port: port + OFFSETS.control,
    clock,
    host: host.url,
    standIns: networks.all,
    wallets: {
      stellar: openSandboxWallet(keys.stellar.payer, NETWORK_PASSPHRASE),
      xrpl: openXrplWallet(keys.xrpl.payer, networks.urls.xrpl),
    },
    async settle() {
      networks.settle()
      await host.settle()
    },
    webhooks: shop.webhooks,
    mails: networks.mails,
  })
  started.defer(control.stop)

  const demo: DemoFile = {
    host: host.url,
    shop: shop.url,
    control: control.url,
    paylinq: merchant.paylinq,
    paylinkr: {
      ...merchant.paylinkr,
      stellarAddress: publicKeyOf(keys.stellar.merchant),
      xrplAddress: xrplAddressOf(keys.xrpl.merchant),
    },
    networks: networks.urls,
    stellar: { networkPassphrase: NETWORK_PASSPHRASE, usdcIssuer: publicKeyOf(keys.stellar.issuer) },
    wallets: { stellar: keys.stellar.payer, xrpl: keys.xrpl.payer },
  }
  writeKept(demoFile, demo)
  started.defer(() => rmSync(demoFile, { force: true }))

  const running = started.move()
  return { demo, host, clock, stop: () => running.disposeAsync() }
}

/** Two programs must not keep the same data. A demo.json whose sandbox does not answer was left by one that crashed. */
async function refuseSecond(demoFile: string) {
  const other = readKept<DemoFile>(demoFile)
  if (!other) return
  const answers = await fetch(`${other.control}/clock`, { signal: AbortSignal.timeout(1_000) }).then(
    (response) => response.ok,
    () => false,
  )
  if (!answers) return rmSync(demoFile)
  throw new Error(`A sandbox already runs on this data, at ${other.host}. Stop it, or set DATA_DIR to another folder.`)
}

function environment(
  { port, dataDir, databaseUrl, limits }: SandboxOptions,
  { urls }: SandboxNetworks,
  keys: NetworkKeys,
  control: string,
): Record<string, string | undefined> {
  return {
    PORT: String(port),
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: `http://localhost:${port}`,
    PAYLINK_SECRET: openSecret(dataDir),
    STELLAR_TEST_HORIZON_URLS: urls.horizon,
    STELLAR_TEST_PASSPHRASE: NETWORK_PASSPHRASE,
    STELLAR_TEST_USDC_ISSUER: publicKeyOf(keys.stellar.issuer),
    XRPL_TEST_URLS: urls.xrpl,
    RATES_COINBASE_URL: `${urls.rates}/coinbase`,
    RATES_KRAKEN_URL: `${urls.rates}/kraken`,
    SMTP_URL: urls.smtp,
    STRIPE_API_URL: urls.stripe,
    STRIPE_SCRIPT_URL: `${urls.stripe}/stripe.js`,
    AIRWALLEX_API_URL: urls.airwallex,
    AIRWALLEX_PAGE_URL: `${urls.airwallex}/checkout`,
    MOLLIE_API_URL: urls.mollie,
    PAYPAL_API_URL: urls.paypal,
    SANDBOX_WALLET_URL: `${control}/wallets`,
    WEBHOOKS_TO_LOOPBACK: '1',
    ...limits,
  }
}

/** `npm start` */
async function main() {
  const { PORT = '4242', DATA_DIR = 'var', DATABASE_URL, RATE_LIMIT, TRUSTED_PROXIES } = process.env
  const starting = startSandbox({
    port: Number(PORT),
    dataDir: DATA_DIR,
    ...(DATABASE_URL && { databaseUrl: DATABASE_URL }),
    limits: { RATE_LIMIT, TRUSTED_PROXIES },
    progress: (step) => console.log(`paylink: starting ${step} …`),
  })
  stopOnSignal(starting)
  try {
    console.log(welcome((await starting).demo, DATA_DIR))
  } catch (error) {
    console.error(`paylink: ${error instanceof Error ? error.message : error}`)
    process.exit(1)
  }
}

/** The first signal stops everything in order, the second one ends the program as it is. */
function stopOnSignal(starting: Promise<Sandbox>) {
  let stopping = false
  const stop = async () => {
    if (stopping) process.exit(130)
    stopping = true
    console.log('\npaylink: stopping … (once more ends it at once)')
    await starting.then(
      (sandbox) => sandbox.stop(),
      () => {},
    )
    process.exit()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  if (process.env.npm_lifecycle_event) whenOrphaned(stop)
}

/** An npm that is killed outright passes no signal on. Nobody would know then that the ports are still taken. */
function whenOrphaned(stop: () => void) {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    stop()
  }, 1_000)
}

function welcome({ host, shop, control, networks, paylinq, paylinkr }: DemoFile, dataDir: string): string {
  const rows = [
    ['Shop', shop, "a merchant's site: buy something here"],
    ['Host', host, 'the checkout and both APIs'],
    ['Control', control, 'moves the clock, breaks networks, shows webhooks'],
    ...Object.entries(networks).map(([name, url]) => [capitalized(name), url, 'stand-in, with money of its own']),
  ]
  const table = rows.map(([name, url, hint]) => `  ${name!.padEnd(11)}${url!.padEnd(24)}${hint}`)
  return `
${table.join('\n')}

  Paylinq key   ${paylinq.apiKey}
                send it as X-API-Key to ${host}/v1
  PayLinkr key  ${paylinkr.apiKey}
                send it as Authorization: Bearer to ${host}/api/v1, with X-Api-Origin: ${paylinkr.origin}

  A test card: 4242 4242 4242 4242, any future date, any code. All of the above as JSON: ${join(dataDir, 'demo.json')}
  Ctrl-C stops it; the next start finds everything as it was.
`
}

const capitalized = (text: string) => text[0]!.toUpperCase() + text.slice(1)

if (import.meta.main) await main()
