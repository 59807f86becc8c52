import { beforeEach, expect, it } from 'vitest'
import { testApi, testKey } from '../http/test-api.ts'
import { testMerchant } from '../invoices/test-invoices.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestCore, testCore } from '../test-core.ts'
import { merchantServer, SUPPORT } from './test-asking.ts'

describeOnBothStores('the subscription package API', (store) => {
  let core: TestCore
  let ask: ReturnType<typeof merchantServer>['ask']
  let makePackage: ReturnType<typeof merchantServer>['makePackage']

  beforeEach(async () => {
    core = testCore(store())
    const { merchantId } = await testMerchant(core)
    const api = testApi(core, 'paylinkr')
    ;({ ask, makePackage } = merchantServer(api, await testKey(core, 'paylinkr', merchantId)))
  })

  it('makes packages, and finds them by id and slug', async () => {
    const made = await ask('POST', '/subscription-packages', {
      body: { ...SUPPORT, slug: 'pro-support', trialDays: 14, widgetButtonLabel: 'Start subscription' },
    })
    expect(made.status).toBe(201)
    const now = new Date(core.clock.now()).toISOString()
    expect(made.body).toEqual({
      id: expect.stringMatching(/^subpkg_/),
      name: 'Pro Support',
      slug: 'pro-support',
      description: null,
      asset: 'USDC',
      amount: '99.00',
      interval: 'MONTHLY',
      trialDays: 14,
      invoiceExpiresIn: '7d',
      reminderPreset: 'STANDARD',
      widgetButtonLabel: 'Start subscription',
      active: true,
      subscribeUrl: `${core.config.publicUrl}/subscribe/${made.body.id}`,
      embedUrl: `${core.config.publicUrl}/embed/subscription/${made.body.id}`,
      createdAt: now,
      updatedAt: now,
    })
    for (const id of [made.body.id, 'pro-support']) {
      expect((await ask('GET', `/subscription-packages/${id}`)).body).toEqual(made.body)
    }
  })

  it('makes a slug of the name, another one where that is taken, and refuses one that is asked for twice', async () => {
    expect((await makePackage({ name: 'Café № 1 — Pro!' })).slug).toBe('cafe-no-1-pro')
    expect((await makePackage()).slug).toBe('pro-support')
    expect((await makePackage()).slug).toMatch(/^pro-support-[0-9a-z]{6}$/)
    expect((await makePackage({ name: '定期購読' })).slug).toBe('package')
    const again = await ask('POST', '/subscription-packages', { body: { ...SUPPORT, slug: 'pro-support' } })
    expect([again.status, again.body.code]).toEqual([409, 'slug_taken'])
    const other = await makePackage({ slug: 'other' })
    const renamed = await ask('PATCH', `/subscription-packages/${other.id}`, { body: { slug: 'pro-support' } })
    expect(renamed.status).toBe(409)
    const same = await ask('PATCH', '/subscription-packages/other', { body: { slug: 'other', amount: 5 } })
    expect([same.status, same.body.amount]).toEqual([200, '5'])
  })

  it('refuses packages that cannot be, and says why', async () => {
    const refused = async (change: object) => {
      const { status, body } = await ask('POST', '/subscription-packages', { body: { ...SUPPORT, ...change } })
      return [status, body.issues?.[0].path]
    }
    expect(await refused({ name: undefined })).toEqual([400, 'name'])
    expect(await refused({ interval: 'HOURLY' })).toEqual([422, 'interval'])
    expect(await refused({ interval: 5 })).toEqual([400, 'interval'])
    expect(await refused({ amount: '-1' })).toEqual([422, 'amount'])
    expect(await refused({ amount: '0' })).toEqual([422, 'amount'])
    expect(await refused({ trialDays: 731 })).toEqual([422, 'trialDays'])
    expect(await refused({ trialDays: -1 })).toEqual([422, 'trialDays'])
    expect(await refused({ slug: 'No Slug' })).toEqual([422, 'slug'])
    expect(await refused({ invoiceExpiresIn: 'never' })).toEqual([422, 'invoiceExpiresIn'])
    const { id } = await makePackage()
    const changed = await ask('PATCH', `/subscription-packages/${id}`, { body: { interval: 'YEARLY' } })
    expect([changed.status, changed.body.error]).toEqual([422, expect.stringContaining('interval')])
  })

  it('lists packages newest first, by page', async () => {
    const ids: string[] = []
    for (let n = 0; n < 3; n += 1) {
      core.clock.advance(1000)
      ids.unshift((await makePackage({ active: n !== 1 })).id)
    }
    const { body } = await ask('GET', '/subscription-packages?limit=2')
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2))
    expect(body).toMatchObject({ total: 3, page: 1, limit: 2, pages: 2 })
    const active = await ask('GET', '/subscription-packages?active=true')
    expect(active.body.data.map(({ id }: { id: string }) => id)).toEqual([ids[0], ids[2]])
    expect((await ask('GET', '/subscription-packages?limit=101')).status).toBe(400)
  })
})
