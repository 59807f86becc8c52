import pino from 'pino'
import { openChanges } from './changes.ts'
import { type Clock, toInstant } from './clock.ts'
import { type Config, readConfig } from './config.ts'
import type { Core } from './core.ts'
import { newId } from './ids.ts'
import { credentialsPlace } from './providers/accounts.ts'
import type { Providers } from './providers/provider.ts'
import { providers } from './providers/providers.ts'
import { openSecrets } from './secrets.ts'
import type { Store } from './store/store.ts'

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  advance(ms: number): void
}

export function testClock(start = Date.parse('2026-01-15T12:00:00.000Z')): TestClock {
  let now = start
  return {
    now: () => now,
    advance: (ms) => {
      now += ms
    },
  }
}

export interface TestCore extends Core {
  clock: TestClock
}

export const TEST_SECRET = 'a secret for tests that is long enough to be one'

/** A core over a test's store: everything real but the clock. */
export function testCore(
  store: Store,
  { config = {}, with: providersInUse = providers }: { config?: Partial<Config>; with?: Providers } = {},
): TestCore {
  return {
    config: { ...readConfig({ PAYLINK_SECRET: TEST_SECRET }), webhooksToLoopback: true, ...config },
    store,
    clock: testClock(),
    secrets: openSecrets(TEST_SECRET),
    changes: openChanges(),
    providers: providersInUse,
    logger: pino({ level: 'silent' }),
  }
}

export interface TestApp {
  merchantId: string
  appId: string
  accountId: string
}

/** A merchant with one app, whose only provider account has these credentials. */
export async function testApp(core: Core, provider = 'stripe', credentials: object = {}): Promise<TestApp> {
  const created_at = toInstant(core.clock.now())
  const merchantId = newId('mer_')
  const appId = newId('app_')
  const accountId = newId('pac_')
  const origins = JSON.stringify(['https://shop.example'])
  await core.store.transaction(async (tx) => {
    await tx
      .insertInto('merchants')
      .values({
        id: merchantId,
        name: 'Fjord Coffee',
        plan: 'pro',
        allowed_origins: origins,
        underpayment_tolerance: 0,
        created_at,
      })
      .execute()
    await tx
      .insertInto('apps')
      .values({ id: appId, merchant_id: merchantId, name: 'Shop', allowed_origins: origins, created_at })
      .execute()
    await tx
      .insertInto('provider_accounts')
      .values({
        id: accountId,
        app_id: appId,
        mode: 'test',
        provider,
        enabled: 1,
        priority: 1,
        credentials: core.secrets.seal(JSON.stringify(credentials), credentialsPlace(accountId)),
        created_at,
        updated_at: created_at,
      })
      .execute()
  })
  return { merchantId, appId, accountId }
}
