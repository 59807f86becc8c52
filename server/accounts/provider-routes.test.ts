import { beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { type TestApi, testApi, testKey } from '../http/test-api.ts'
import { testProvider } from '../payments/test-provider.ts'
import { credentialsPlace } from '../providers/accounts.ts'
import { ProviderFailure, type Providers } from '../providers/provider.ts'
import { tellOutage } from '../providers/routing.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testCore } from '../test-core.ts'
import { createApp, createMerchant } from './accounts.ts'
import { listProviderAccounts } from './provider-accounts.ts'

const KEYS = { secretKey: 'sk_test_verysecret', publishableKey: 'pk_test_shown' }
const credentialsOf = z.object({
  secretKey: z.string().startsWith('sk_', 'must be a secret key'),
  publishableKey: z.string().startsWith('pk_', 'must be a publishable key'),
  webhookSecret: z.string().optional(),
})

describeOnBothStores('/v1/providers', (store) => {
  let core: TestCore
  let api: TestApi
  let appId: string
  let key: string
  /** Addresses that the provider was asked to send to, each with the secret that it was told we have. */
  let registered: { url: string; known: string | undefined }[]
  let refusal: Error | null

  beforeEach(async () => {
    registered = []
    refusal = null
    core = testCore(store(), { with: connected })
    api = testApi(core, 'paylinq')
    const merchant = await createMerchant(core, { name: 'Fjord Coffee', origins: ['*'] })
    appId = (await createApp(core, { merchantId: merchant.id, name: 'Shop', origins: ['*'] })).id
    key = await testKey(core, 'paylinq', appId)
  })

  const connected: Providers = {
    stripe: (credentials) => {
      const { webhookSecret } = credentialsOf.parse(credentials)
      return {
        ...testProvider(),
        registerWebhook: async (url): Promise<Record<string, string>> => {
          if (refusal) throw refusal
          registered.push({ url, known: webhookSecret })
          return webhookSecret ? {} : { webhookSecret: `made_${registered.length}` }
        },
      }
    },
    mollie: () => testProvider(),
  }

  async function call(method: string, path: string, body?: object, apiKey = key) {
    const answer = await api.app.request(path, {
      method,
      headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json() }
  }
  const put = (body: object, apiKey = key) => call('PUT', '/providers/stripe', body, apiKey)
  const account = async () => (await listProviderAccounts(core, appId))[0]!
  async function keptCredentials() {
    const { id, credentials } = await core.store.db
      .selectFrom('provider_accounts')
      .select(['id', 'credentials'])
      .where('app_id', '=', appId)
      .executeTakeFirstOrThrow()
    return JSON.parse(core.secrets.open(credentials, credentialsPlace(id)))
  }

  it('sets an account up, registers its webhook, and never shows the credentials', async () => {
    const made = await put({ credentials: KEYS, fee_schedule: { percent_bps: 140, fixed: { eur: 25 } } })
    const { id } = await account()
    const webhook_url = `http://localhost:4242/webhooks/stripe/${id}`
    expect(made).toEqual({
      status: 200,
      body: {
        provider: 'stripe',
        enabled: true,
        priority: 1,
        fee_schedule: { percent_bps: 140, fixed: { EUR: 25 } },
        webhook_url,
        webhooks_registered: true,
        webhook_problem: null,
        circuit: { state: 'closed', failures: 0, retry_at: null },
        created_at: '2026-01-15T12:00:00.000Z',
        updated_at: '2026-01-15T12:00:00.000Z',
      },
    })
    expect(registered).toEqual([{ url: webhook_url, known: undefined }])
    expect(await keptCredentials()).toEqual({ ...KEYS, webhookSecret: 'made_1' })
    expect(await call('GET', '/providers/stripe')).toEqual(made)
    expect(await call('GET', '/providers')).toEqual({ status: 200, body: { data: [made.body] } })
  })

  it('changes what is given and keeps the rest, without asking the provider again', async () => {
    const made = await put({ credentials: KEYS, fee_schedule: { percent_bps: 140 } })
    const changed = await put({ enabled: false, priority: 3 })
    expect(changed.body).toEqual({ ...made.body, enabled: false, priority: 3 })
    expect((await put({ fee_schedule: null })).body).toMatchObject({ fee_schedule: null, priority: 3 })
    expect(registered).toHaveLength(1)
  })

  it("keeps how the same account's webhooks are checked, when its keys are replaced", async () => {
    await put({ credentials: KEYS })
    await put({ credentials: { ...KEYS, secretKey: 'sk_test_rolled' } })
    expect(await keptCredentials()).toEqual({ ...KEYS, secretKey: 'sk_test_rolled', webhookSecret: 'made_1' })
    expect(registered[1]).toMatchObject({ known: 'made_1' })
    await put({ credentials: { ...KEYS, publishableKey: 'pk_test_other' } })
    expect(await keptCredentials()).toMatchObject({ publishableKey: 'pk_test_other', webhookSecret: 'made_3' })
    await put({ credentials: { ...KEYS, webhookSecret: 'by_hand' } })
    expect(await keptCredentials()).toMatchObject({ webhookSecret: 'by_hand' })
    expect(registered).toHaveLength(3)
  })

  it('keeps an account whose webhook the provider would not register, says why, and tries again', async () => {
    refusal = new ProviderFailure('refused', 'Invalid URL: must be publicly accessible')
    const problem = { webhooks_registered: false, webhook_problem: 'Invalid URL: must be publicly accessible' }
    expect(await put({ credentials: KEYS })).toMatchObject({ status: 200, body: problem })
    expect((await call('GET', '/providers/stripe')).body).toMatchObject({ webhooks_registered: false })
    refusal = new ProviderFailure('not_sent', 'connection refused')
    expect((await put({ enabled: false })).body).toMatchObject({ webhooks_registered: false, webhook_problem: null })
    expect((await put({ enabled: true })).body).toMatchObject({ webhook_problem: 'connection refused' })
    refusal = null
    expect((await put({})).body).toMatchObject({ webhooks_registered: true, webhook_problem: null })
  })

  it('needs no registration where each order names its own address', async () => {
    const { body } = await call('PUT', '/providers/mollie', { credentials: { apiKey: 'test_x' } })
    expect(body).toMatchObject({ webhooks_registered: true, webhook_problem: null })
  })

  it.each<[string, object, string[]]>([
    ['no credentials for a new account', {}, ['credentials']],
    [
      'wrong credentials',
      { credentials: { secretKey: 'verywrong' } },
      ['credentials.secretKey', 'credentials.publishableKey'],
    ],
    ['keys of the other mode', { credentials: { ...KEYS, secretKey: 'sk_live_x' } }, ['credentials.secretKey']],
    ['credentials that are no object', { credentials: 'sk_test_x' }, ['credentials']],
    ['a negative priority', { credentials: KEYS, priority: -1 }, ['priority']],
    ['a fee schedule without a percentage', { credentials: KEYS, fee_schedule: {} }, ['fee_schedule.percent_bps']],
    [
      'a fee in an unknown currency',
      { credentials: KEYS, fee_schedule: { percent_bps: 0, fixed: { XXX: 1 } } },
      ['fee_schedule.fixed.XXX'],
    ],
  ])('refuses %s', async (_what, body, paths) => {
    const refused = await put(body)
    expect(refused.status).toBe(400)
    expect(refused.body.issues.map(({ path }: { path: string }) => path)).toEqual(paths)
    expect(JSON.stringify(refused.body)).not.toMatch(/verywrong|verysecret/)
    expect(await listProviderAccounts(core, appId)).toEqual([])
  })

  it('knows no other providers, and no other mode or app', async () => {
    await put({ credentials: KEYS })
    const live = await testKey(core, 'paylinq', appId, { mode: 'live' })
    expect((await call('GET', '/providers', undefined, live)).body).toEqual({ data: [] })
    expect((await call('GET', '/providers/stripe', undefined, live)).status).toBe(404)
    expect((await call('GET', '/providers/constructor')).status).toBe(404)
    const unknown = await call('PUT', '/providers/constructor', { credentials: {} })
    expect(unknown).toMatchObject({ status: 404, body: { detail: expect.stringContaining('stripe, mollie') } })
    expect((await put({ enabled: false }, live)).body).toMatchObject({ issues: [{ path: 'credentials' }] })
  })

  it('shows an account that is left out after outages', async () => {
    await put({ credentials: KEYS })
    const { id } = await account()
    for (let outage = 0; outage < 5; outage += 1) await tellOutage(core, id)
    const circuit = { state: 'open', failures: 5, retry_at: '2026-01-15T12:00:30.000Z' }
    expect((await call('GET', '/providers/stripe')).body).toMatchObject({ circuit })
    expect((await call('GET', '/providers')).body).toMatchObject({ data: [{ circuit }] })
  })
})
