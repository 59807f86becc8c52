import { beforeEach, expect, it } from 'vitest'
import { setProviderAccount } from '../accounts/provider-accounts.ts'
import { testProvider } from '../payments/test-provider.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../test-core.ts'
import { type OpenedAccount, openAccounts } from './accounts.ts'
import { type Routed, route, tellOutage, tellSuccess } from './routing.ts'

const CHARGE = { method: 'card', amount: 2500n, currency: 'EUR' } as const

describeOnBothStores('routing', (store) => {
  let core: TestCore
  let accounts: OpenedAccount[]

  beforeEach(async () => {
    const provider = testProvider()
    const connect = () => provider
    core = testCore(store(), { with: { stripe: connect, mollie: connect, airwallex: connect } })
    const { appId } = await testApp(core)
    const settings = { appId, mode: 'test', credentials: {} } as const
    await setProviderAccount(core, { ...settings, provider: 'mollie', priority: 1 })
    await setProviderAccount(core, { ...settings, provider: 'airwallex', priority: 2 })
    accounts = await openAccounts(core, appId, 'test')
  })

  const routeOne = (method: 'card' | 'ideal' = 'card'): Promise<Routed> =>
    core.store.transaction((tx) => route(core, tx, accounts, { ...CHARGE, method }))
  const named = (provider: string) => accounts.find((account) => account.provider === provider)!.id
  const breakDown = async (provider: string) => {
    for (let n = 0; n < 5; n += 1) await tellOutage(core, named(provider))
  }

  function countOf(routed: Routed[]): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const { account } of routed) counts[account!.provider] = (counts[account!.provider] ?? 0) + 1
    return counts
  }

  it('takes equals in turn, exactly, with many payments at once', async () => {
    const routed = await Promise.all(Array.from({ length: 101 }, () => routeOne()))
    const { stripe = 0, mollie = 0, ...others } = countOf(routed)
    expect(others).toEqual({})
    expect([stripe, mollie].sort()).toEqual([50, 51])
  })

  it('keeps the turns of each method apart', async () => {
    const routed: Routed[] = []
    for (let n = 0; n < 10; n += 1) routed.push(await routeOne('card'), await routeOne('ideal'))
    const cards = routed.filter((_, index) => index % 2 === 0)
    expect(countOf(cards)).toEqual({ stripe: 5, mollie: 5 })
  })

  it('leaves out a circuit that is open, and asks the next in its place', async () => {
    await breakDown('stripe')
    await breakDown('mollie')
    const { account, choices } = await routeOne()
    expect(account?.provider).toBe('airwallex')
    expect(choices.map(({ reason }) => /circuit open/.test(reason))).toEqual([true, true, false])
  })

  it('sends exactly one probe when an open circuit is due, however many ask', async () => {
    await breakDown('stripe')
    await breakDown('mollie')
    core.clock.advance(30_000)
    const routed = await Promise.all(Array.from({ length: 20 }, () => routeOne()))
    expect(countOf(routed)).toEqual({ stripe: 1, mollie: 1, airwallex: 18 })
  })

  it('goes back to the first once its probe went well', async () => {
    await breakDown('stripe')
    await breakDown('mollie')
    core.clock.advance(30_000)
    const probes = [await routeOne(), await routeOne()]
    expect(probes.every(({ watched }) => watched)).toBe(true)
    for (const { account } of probes) await tellSuccess(core, account!.id)
    expect(countOf(await Promise.all(Array.from({ length: 4 }, () => routeOne())))).toEqual({ stripe: 2, mollie: 2 })
  })

  it('counts outages that many tell at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => tellOutage(core, named('stripe'))))
    const row = await core.store.db
      .selectFrom('circuits')
      .select(['state', 'failures'])
      .where('account_id', '=', named('stripe'))
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ state: 'open', failures: 5 })
  })

  it('remembers all of it in the store, for whoever starts next', async () => {
    await breakDown('stripe')
    const other = { ...core, changes: core.changes }
    const routed = await Promise.all(
      Array.from({ length: 3 }, () => core.store.transaction((tx) => route(other, tx, accounts, CHARGE))),
    )
    expect(countOf(routed)).toEqual({ mollie: 3 })
  })
})
