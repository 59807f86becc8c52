import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Horizon } from '@stellar/stellar-sdk'
import pino from 'pino'
import type { TestContext } from 'vitest'
import { issuer, merchant, PASSPHRASE, payer, startTestNetwork } from '../../demo/networks/horizon/test-network.ts'
import { type StandIn, startStandIn } from '../../demo/networks/stand-in.ts'
import { stripeService } from '../../demo/networks/stripe/stripe.ts'
import { PUBLISHABLE_KEY, SECRET_KEY } from '../../demo/networks/stripe/testing.ts'
import { provision, type ShopCredentials } from '../../demo/provision.ts'
import type { Clock } from '../../server/clock.ts'
import { readConfig } from '../../server/config.ts'
import type { Core } from '../../server/core.ts'
import { openCore } from '../../server/open-core.ts'
import type { Engine } from '../../server/store/engine.ts'
import { type Db, openStore } from '../../server/store/store.ts'
import { freshDatabase } from '../../server/store/test-stores.ts'
import { type Receiver, startReceiver } from '../../server/webhooks/test-webhooks.ts'
import { type FrontDoor, openFrontDoor } from './front-door.ts'
import { startHostProcess } from './host-process.ts'

export const ENGINES: Engine[] = ['sqlite', 'postgres']

/** What has to happen may take this long on a busy machine. */
export const PATIENCE_MS = 20_000
/** After this a new host has to look after everything that one which was killed had taken on. */
export const LEASES_OVER_MS = 61_000

/**
 * All around a host that outlives it: the networks, the merchant's receiver of webhooks, the store with the merchant
 * in it. Hosts run in processes of their own, by the scene's time. All of it ends with the test.
 */
export interface Scene {
  horizon: Horizon.Server
  stripe: StandIn
  receiver: Receiver
  credentials: ShopCredentials
  /** Where Stripe finds the host. It leads nowhere until it is told. */
  door: FrontDoor
  /** Another one on the same store, as often as asked. */
  startHost(): Promise<Host>
  /** Sets the clock of all forward. A host that runs does not notice. */
  passTime(ms: number): void
  read<T>(query: (db: Db) => Promise<T>): Promise<T>
  /** With a core of its own on the hosts' store, as the command line has one. */
  administer<T>(work: (core: Core) => Promise<T>): Promise<T>
}

export interface Host {
  address: string
  /** See `host-process.ts`. */
  kill(): Promise<void>
  stop(): Promise<void>
}

export interface SceneOptions {
  /** Beyond what every host here has. */
  environment?: Record<string, string>
  /** How the merchant answers a webhook. */
  answer?: Parameters<typeof startReceiver>[0]
}

const LEDGER_INTERVAL_MS = 10
/** For as long as a host may take to come back. */
const STRIPE_RETRIES = Array<number>(600).fill(50)

export async function openScene(
  { onTestFinished }: TestContext,
  engine: Engine,
  { environment = {}, answer }: SceneOptions = {},
): Promise<Scene> {
  const running = new AsyncDisposableStack()
  onTestFinished(() => running.disposeAsync())
  const keep = <T>(part: T, end: (part: T) => unknown) => running.adopt(part, async (kept) => void (await end(kept)))

  let ahead = 0
  const clock: Clock = { now: () => Date.now() + ahead }
  const folder = keep(mkdtempSync(join(tmpdir(), 'paylink-crash-')), (path) => rmSync(path, { recursive: true }))
  const database = engine === 'postgres' ? keep(await freshDatabase(), ({ drop }) => drop()) : null
  const receiver = keep(await startReceiver(answer), ({ close }) => close())
  const door = keep(await openFrontDoor(), ({ close }) => close())
  const network = keep(await startStellar(clock), ({ standIn }) => standIn.stop())
  const stripe = keep(await startStripe(clock), ({ stop }) => stop())

  const variables = {
    PORT: '0',
    PUBLIC_URL: door.url,
    DATA_DIR: folder,
    DATABASE_URL: database?.url ?? join(folder, 'paylink.db'),
    PAYLINK_SECRET: 'a secret for tests that is long enough to be one',
    // A test's payers are many, and all at one address: they say who they are, as if through a proxy.
    TRUSTED_PROXIES: '1',
    RATE_LIMIT: '1000000',
    STELLAR_TEST_HORIZON_URLS: network.standIn.url,
    STELLAR_TEST_PASSPHRASE: PASSPHRASE,
    STELLAR_TEST_USDC_ISSUER: issuer.publicKey(),
    STRIPE_API_URL: stripe.url,
    WEBHOOKS_TO_LOOPBACK: '1',
    ...environment,
  }
  const administer = async <T>(work: (core: Core) => Promise<T>): Promise<T> => {
    const core = await openCore(readConfig(variables), { clock, logger: pino({ level: 'silent' }) })
    try {
      return await work(core)
    } finally {
      await core.store.close()
    }
  }
  return {
    horizon: network.server,
    stripe,
    receiver,
    credentials: await administer((core) => provisionMerchant(core, receiver, join(folder, 'shop.json'))),
    administer,
    door,
    async startHost() {
      if (running.disposed) throw new Error('The test is over.')
      const { listening, kill, stop } = startHostProcess({ ...variables, CLOCK_OFFSET_MS: String(ahead) })
      running.defer(kill)
      return { address: await listening, kill, stop }
    },
    passTime(ms) {
      ahead += ms
    },
    async read(query) {
      const store = await openStore(variables.DATABASE_URL)
      try {
        return await query(store.db)
      } finally {
        await store.close()
      }
    },
  }
}

/** On it the merchant can receive USDC, and the payer has a million. */
function startStellar(clock: Clock) {
  const usdc = (balance: string) => [{ code: 'USDC', issuer: issuer.publicKey(), balance }]
  return startTestNetwork({
    clock,
    ledgerIntervalMs: LEDGER_INTERVAL_MS,
    genesis: [
      { account: issuer.publicKey(), xlm: '100' },
      { account: merchant.publicKey(), xlm: '100', trustlines: usdc('0') },
      { account: payer.publicKey(), xlm: '1000', trustlines: usdc('1000000') },
    ],
  })
}

function startStripe(clock: Clock): Promise<StandIn> {
  const keys = { secretKey: SECRET_KEY, publishableKey: PUBLISHABLE_KEY }
  const service = stripeService({ clock, booksFile: ':memory:', webhookRetryDelays: STRIPE_RETRIES, ...keys })
  return startStandIn({ name: 'stripe', port: 0, clock, service })
}

function provisionMerchant(core: Core, { url: shop }: Receiver, file: string): Promise<ShopCredentials> {
  const stripe = { secretKey: SECRET_KEY, publishableKey: PUBLISHABLE_KEY }
  return provision(core, { file, shop, networks: { stripe }, stellarAddress: merchant.publicKey() })
}
