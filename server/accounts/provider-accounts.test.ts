import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { newPayment } from '../payments/test-payments.ts'
import { credentialsPlace } from '../providers/accounts.ts'
import type { AttemptRow } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { createApp, createMerchant } from './accounts.ts'
import { listProviderAccounts, setProviderAccount } from './provider-accounts.ts'

const credentials = { secretKey: 'sk_test_verysecret', publishableKey: 'pk_test_shown', webhookSecret: 'whsec_hidden' }

describeOnBothStores('provider accounts', (store) => {
  async function coreWithApp() {
    const core = testCore(store())
    const merchant = await createMerchant(core, { name: 'Fjord Coffee', origins: ['*'] })
    const { id: appId } = await createApp(core, { merchantId: merchant.id, name: 'Shop', origins: ['*'] })
    return { core, appId, stripe: { appId, mode: 'test', provider: 'stripe' } as const }
  }

  it('keep credentials sealed to their place, and never list them', async () => {
    const { core, appId, stripe } = await coreWithApp()
    const account = await setProviderAccount(core, { ...stripe, credentials })
    expect(account).toMatchObject({ ...stripe, enabled: true, priority: 1 })
    const row = await store()
      .db.selectFrom('provider_accounts')
      .select('credentials')
      .where('id', '=', account.id)
      .executeTakeFirstOrThrow()
    expect(row.credentials).not.toMatch(/verysecret|hidden/)
    expect(JSON.parse(core.secrets.open(row.credentials, credentialsPlace(account.id)))).toEqual(credentials)
    expect(() => core.secrets.open(row.credentials, credentialsPlace('pac_other'))).toThrow('does not open')
    expect(await listProviderAccounts(core, appId)).toEqual([account])
  })

  it('change what is given and keep the rest, as one account for each app, mode and provider', async () => {
    const { core, appId, stripe } = await coreWithApp()
    const account = await setProviderAccount(core, { ...stripe, credentials, priority: 3 })
    core.clock.advance(1_000)
    const disabled = await setProviderAccount(core, { ...stripe, enabled: false })
    expect(disabled).toEqual({ ...account, enabled: false, updatedAt: '2026-01-15T12:00:01.000Z' })
    expect(await setProviderAccount(core, { ...stripe, priority: 1 })).toMatchObject({ enabled: false, priority: 1 })
    const live = { secretKey: 'sk_live_verysecret', publishableKey: 'pk_live_shown' }
    await setProviderAccount(core, { ...stripe, mode: 'live', credentials: live })
    expect(await listProviderAccounts(core, appId)).toMatchObject([{ mode: 'live' }, { id: account.id, mode: 'test' }])
  })

  it('stay one when two are set up at the same moment', async () => {
    const { core, appId, stripe } = await coreWithApp()
    const both = await Promise.all([
      setProviderAccount(core, { ...stripe, credentials }),
      setProviderAccount(core, { ...stripe, credentials }),
    ])
    expect(both[0].id).toBe(both[1].id)
    expect(await listProviderAccounts(core, appId)).toHaveLength(1)
  })

  it('are refused for unknown providers and apps, wrong credentials, or none at first', async () => {
    const { core, stripe } = await coreWithApp()
    const set = (changes: object) => setProviderAccount(core, { ...stripe, ...changes })
    await expect(async () => set({ provider: 'constructor', credentials })).rejects.toThrow('there are stripe')
    await expect(async () => set({ credentials: { ...credentials, secretKey: 'pk_test_x' } })).rejects.toMatchObject({
      kind: 'invalid',
      issues: [{ path: 'credentials.secretKey' }],
    })
    await expect(async () => set({ credentials: { secretKey: 5 } })).rejects.toThrow(
      'credentials.secretKey: must be a string, not a number; credentials.publishableKey: is required, as a string',
    )
    await expect(async () => set({ credentials, priority: 1.5 })).rejects.toThrow('whole number from 0')
    await expect(set({})).rejects.toThrow('there is no test account at stripe yet')
    await expect(set({ appId: 'app_none', credentials })).rejects.toMatchObject({ kind: 'not_found' })
  })

  it('are not exchanged for another account while something at the old one is undecided', async () => {
    const { core, appId, stripe } = await coreWithApp()
    await setProviderAccount(core, { ...stripe, credentials })
    const owner = { appId, mode: 'test' } as const
    const { id } = await newPayment(core, owner)
    const row = await core.store.db
      .selectFrom('provider_accounts')
      .select('id')
      .where('app_id', '=', appId)
      .executeTakeFirstOrThrow()
    await core.store.db.insertInto('attempts').values(attemptAt(row.id, id)).execute()
    const other = { ...credentials, publishableKey: 'pk_test_another' }
    await expect(setProviderAccount(core, { ...stripe, credentials: other })).rejects.toMatchObject({
      code: 'account_in_use',
    })
    const rotated = { ...credentials, secretKey: 'sk_test_rotated' }
    expect(await setProviderAccount(core, { ...stripe, credentials: rotated })).toMatchObject({ enabled: true })
    await core.store.db.updateTable('attempts').set({ status: 'voided' }).where('payment_id', '=', id).execute()
    expect(await setProviderAccount(core, { ...stripe, credentials: other })).toMatchObject({ enabled: true })
  })
})

const attemptAt = (account_id: string, payment_id: string): AttemptRow => ({
  id: randomUUID(),
  payment_id,
  number: 1,
  status: 'processing',
  method: 'card',
  provider: 'stripe',
  account_id,
  provider_ref: `pi_${payment_id}`,
  client_secret: null,
  redirects: 0,
  amount: 2500n,
  currency: 'EUR',
  choices: '[]',
  decline: null,
  message: null,
  fee: null,
  capture_ref: null,
  return_ref: null,
  returns: 0,
  check_at: null,
  checks: 0,
  started_at: null,
  submitted_at: null,
  created_at: '2026-01-15T12:00:00.000Z',
  updated_at: '2026-01-15T12:00:00.000Z',
})
