import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import pino from 'pino'
import type { TestContext } from 'vitest'
import { createApp, createMerchant } from '../../server/accounts/accounts.ts'
import { createKey } from '../../server/accounts/keys.ts'
import { setProviderAccount } from '../../server/accounts/provider-accounts.ts'
import type { Clock } from '../../server/clock.ts'
import { type Config, readConfig } from '../../server/config.ts'
import type { Core } from '../../server/core.ts'
import { createServer } from '../../server/index.ts'
import { openCore } from '../../server/open-core.ts'
import { registerWebhook } from '../../server/providers/registration.ts'
import type { Engine } from '../../server/store/engine.ts'
import { freshDatabase } from '../../server/store/test-stores.ts'
import { setEndpoint } from '../../server/webhooks/endpoints.ts'
import { type Receiver, startReceiver } from '../../server/webhooks/test-webhooks.ts'
import { openFrontDoor } from '../crash/front-door.ts'
import { PATIENCE_MS } from '../crash/scene.ts'
import { ACCOUNTS, type Networks, PROVIDERS, startNetworks } from './networks.ts'

/** The backend with four providers around it, and one clock for all of them. It ends with the test. */
export interface Sandbox {
  core: Core
  /** Where the API, the checkout and the providers' webhooks are. */
  address: string
  /** Resolves when everything that is due by the clock is done. */
  settle(): Promise<void>
  networks: Networks
  /** The merchant's server. */
  receiver: Receiver
  apiKey: string
  passTime(ms: number): void
  /** What was logged as an error, but for providers that fail: these are made to. */
  mishaps: string[]
}

/** What a provider does not answer within this is unknown. */
export const PROVIDER_TIMEOUT_MS = 400

export async function openSandbox({ onTestFinished }: TestContext, engine: Engine): Promise<Sandbox> {
  const running = new AsyncDisposableStack()
  onTestFinished(() => running.disposeAsync())
  const keep = <T>(part: T, end: (part: T) => unknown) => running.adopt(part, async (kept) => void (await end(kept)))

  let ahead = 0
  const clock: Clock = { now: () => Date.now() + ahead }
  const folder = keep(mkdtempSync(join(tmpdir(), 'paylink-faults-')), (path) => rmSync(path, { recursive: true }))
  const database = engine === 'postgres' ? keep(await freshDatabase(), ({ drop }) => drop()) : null
  const receiver = keep(await startReceiver(), ({ close }) => close())
  const door = keep(await openFrontDoor(), ({ close }) => close())
  const networks = keep(await startNetworks(clock), (all) => Promise.all(PROVIDERS.map((name) => all[name].stop())))
  const config = readConfig({
    PUBLIC_URL: door.url,
    DATA_DIR: folder,
    DATABASE_URL: database?.url,
    PAYLINK_SECRET: 'a secret for tests that is long enough to be one',
    // A test's payers are many, and all at one address: they say who they are, as if through a proxy.
    TRUSTED_PROXIES: '1',
    RATE_LIMIT: '1000000',
    STRIPE_API_URL: networks.stripe.url,
    STRIPE_SCRIPT_URL: `${networks.stripe.url}/stripe.js`,
    AIRWALLEX_API_URL: networks.airwallex.url,
    AIRWALLEX_PAGE_URL: `${networks.airwallex.url}/checkout`,
    MOLLIE_API_URL: networks.mollie.url,
    PAYPAL_API_URL: networks.paypal.url,
    PROVIDER_TIMEOUT: String(PROVIDER_TIMEOUT_MS),
    WEBHOOKS_TO_LOOPBACK: '1',
  })
  const mishaps: string[] = []
  const { core, ...server } = keep(await startServer(config, clock, mishaps), ({ stop }) => stop())
  door.leadTo(server.address)
  return {
    core,
    address: server.address,
    settle: server.settle,
    networks,
    receiver,
    apiKey: await openShop({ ...core, config: { ...config, providerTimeout: PATIENCE_MS } }, receiver),
    passTime(ms) {
      ahead += ms
    },
    mishaps,
  }
}

async function startServer(config: Config, clock: Clock, mishaps: string[]) {
  const write = (line: string) => {
    if (!JSON.parse(line).err?.certainty) mishaps.push(line)
  }
  const core = await openCore(config, { clock, logger: pino({ level: 'error' }, { write }) })
  const server = createServer(core)
  const app = new Hono()
  app.onError((error, c) => {
    core.logger.error({ err: error }, 'request failed')
    return c.body(null, 500)
  })
  app.route('/', server.app)
  const http = createHttpServer(getRequestListener(app.fetch))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    core,
    address: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    settle: () => server.settle(),
    async stop() {
      const closed = new Promise((resolve) => http.close(resolve))
      http.closeAllConnections()
      await closed
      await server.stop()
      await core.store.close()
    },
  }
}

/** A merchant's app with an account at each provider, all of one priority, so that each is asked in turn. */
async function openShop(core: Core, { url }: Receiver): Promise<string> {
  const { id: merchantId } = await createMerchant(core, { name: 'Fjord Coffee', origins: [url] })
  const { id: appId } = await createApp(core, { merchantId, name: 'Shop', origins: [url] })
  for (const provider of PROVIDERS) {
    const settings = { appId, mode: 'test', provider, priority: 1, credentials: ACCOUNTS[provider] } as const
    await registerWebhook(core, (await setProviderAccount(core, settings)).id)
  }
  const owner = { dialect: 'paylinq', ownerId: appId, mode: 'test' } as const
  await setEndpoint(core, { ...owner, url, enabled: true })
  return (await createKey(core, { ...owner, name: 'Shop server' })).key
}
