import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createApp, createMerchant } from '../server/accounts/accounts.ts'
import { setProviderAccount } from '../server/accounts/provider-accounts.ts'
import type { Core } from '../server/core.ts'
import { type OpenedAccount, openAccounts } from '../server/providers/accounts.ts'
import { route } from '../server/providers/routing.ts'
import { inTurn, type Measure } from './measure.ts'
import { withCore } from './store.ts'

const CHOICES = 10_000
/** Payments at a time, as with as many connections. */
const AT_ONCE = 32

/** In the order in which they are asked: the first two in turn. */
const ACCOUNTS: [provider: string, priority: number, credentials: Record<string, string>][] = [
  ['stripe', 1, { secretKey: 'sk_test_bench', publishableKey: 'pk_test_bench' }],
  ['airwallex', 1, { clientId: 'bench', apiKey: 'bench' }],
  ['mollie', 2, { apiKey: 'test_bench00000000000000000000000000' }],
  ['paypal', 3, { clientId: 'bench', clientSecret: 'bench' }],
]

/**
 * Choices of a provider in a second, each in a transaction of its own and durable: its turn, the circuits, and the
 * reasons. The limit looks the first enabled account up by its priority, with one prepared query and nothing kept.
 */
export async function* benchRoute(): AsyncGenerator<Measure> {
  yield await withCore(async (core, folder) => {
    const accounts = await openFour(core)
    const bare = bareLookup(join(folder, 'bare.db'))
    const measure = await inTurn(
      'route',
      'choices/s',
      () => perSecond(() => chooseMany(core, accounts)),
      () => perSecond(async () => bare.chooseMany()),
    )
    bare.close()
    return measure
  })
}

async function openFour(core: Core): Promise<OpenedAccount[]> {
  const { id: merchantId } = await createMerchant(core, { name: 'Bench', origins: ['*'] })
  const { id: appId } = await createApp(core, { merchantId, name: 'Bench', origins: ['*'] })
  for (const [provider, priority, credentials] of ACCOUNTS) {
    await setProviderAccount(core, { appId, mode: 'test', provider, priority, credentials })
  }
  return openAccounts(core, appId, 'test')
}

async function perSecond(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return CHOICES / ((performance.now() - startedAt) / 1000)
}

async function chooseMany(core: Core, accounts: OpenedAccount[]): Promise<void> {
  const charge = { method: 'card', amount: 2500n, currency: 'EUR' } as const
  let left = CHOICES
  const choose = async () => {
    while (left > 0) {
      left -= 1
      const { account } = await core.store.transaction((tx) => route(core, tx, accounts, charge))
      if (account?.priority !== 1) throw new Error(`The router chose ${account?.provider}.`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, choose))
}

function bareLookup(file: string) {
  const db = new DatabaseSync(file)
  db.exec(`pragma journal_mode = wal; pragma synchronous = full;
    create table accounts (id integer primary key, provider text not null, priority integer not null, enabled integer not null);
    create index accounts_by_priority on accounts (enabled, priority)`)
  const insert = db.prepare('insert into accounts (provider, priority, enabled) values (?, ?, 1)')
  for (const [provider, priority] of ACCOUNTS) insert.run(provider, priority)
  const first = db.prepare('select id, provider from accounts where enabled = 1 order by priority limit 1')
  return {
    chooseMany() {
      for (let n = 0; n < CHOICES; n += 1) {
        if (first.get()?.provider !== 'stripe') throw new Error('The first account was not found.')
      }
    },
    close: () => db.close(),
  }
}
