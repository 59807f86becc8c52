import { expect, it } from 'vitest'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testCore } from '../test-core.ts'
import { createApp, createMerchant, getApp, listApps, listMerchants, updateApp, updateMerchant } from './accounts.ts'
import { parseAppearance } from './appearance.ts'

describeOnBothStores('merchants and apps', (store) => {
  it('are made with their origins in canonical form, or with any origin when that is said', async () => {
    const core = testCore(store())
    const merchant = await createMerchant(core, { name: ' Fjord Coffee ', origins: ['https://Fjord.example:443/'] })
    expect(merchant).toMatchObject({ name: 'Fjord Coffee', plan: 'pro', allowedOrigins: ['https://fjord.example'] })
    const app = await createApp(core, { merchantId: merchant.id, name: 'Shop', origins: ['*'] })
    expect(app).toMatchObject({ merchantId: merchant.id, allowedOrigins: ['*'], createdAt: '2026-01-15T12:00:00.000Z' })
    expect(await listMerchants(core)).toContainEqual(merchant)
    expect(await listApps(core, merchant.id)).toEqual([app])
    expect(await getApp(core, app.id)).toEqual(app)
  })

  it('are refused without origins, with a bad one, or without a name', async () => {
    const core = testCore(store())
    const made = (name: string, origins: string[]) => createMerchant(core, { name, origins })
    await expect(made('A', [])).rejects.toMatchObject({ kind: 'invalid', code: 'origins_missing' })
    await expect(made('A', ['https://*.github.io'])).rejects.toMatchObject({ kind: 'invalid', code: 'invalid_origin' })
    await expect(made('  ', ['*'])).rejects.toMatchObject({ kind: 'invalid', issues: [{ path: 'name' }] })
    await expect(made('\u001b[31mred', ['*'])).rejects.toMatchObject({ kind: 'invalid', issues: [{ path: 'name' }] })
    await expect(made('x'.repeat(101), ['*'])).rejects.toThrow('100 are the most')
  })

  it('change what is given and keep the rest', async () => {
    const core = testCore(store())
    const merchant = await createMerchant(core, { name: 'Before', origins: ['https://a.example'] })
    const app = await createApp(core, { merchantId: merchant.id, name: 'Shop', origins: ['https://a.example'] })
    expect(await updateMerchant(core, merchant.id, { plan: 'free' })).toEqual({ ...merchant, plan: 'free' })
    expect(await updateMerchant(core, merchant.id, { name: 'After' })).toMatchObject({ name: 'After', plan: 'free' })
    const allowedOrigins = ['https://*.b.example']
    expect(await updateApp(core, app.id, { origins: allowedOrigins })).toEqual({ ...app, allowedOrigins })
    expect(await updateApp(core, app.id, { name: 'Kiosk' })).toEqual({ ...app, name: 'Kiosk', allowedOrigins })
    await expect(updateApp(core, app.id, { origins: [] })).rejects.toMatchObject({ code: 'origins_missing' })
    expect(await getApp(core, app.id)).toEqual({ ...app, name: 'Kiosk', allowedOrigins })
  })

  it('look as they are told to, each for itself', async () => {
    const core = testCore(store())
    const merchant = await createMerchant(core, { name: 'Fjord', origins: ['*'] })
    const app = await createApp(core, { merchantId: merchant.id, name: 'Shop', origins: ['*'] })
    expect([merchant.appearance, app.appearance]).toEqual([null, null])
    const change = parseAppearance({ accent: '#0a7d5c', radius: 4 })
    const appearance = { accent: '#0a7d5c', accent_dark: null, radius: 4, font: null, logo_url: null }
    expect(await updateMerchant(core, merchant.id, { appearance: change })).toEqual({ ...merchant, appearance })
    expect(await getApp(core, app.id)).toEqual(app)
    expect(await updateApp(core, app.id, { appearance: parseAppearance({ radius: 0 }) })).toMatchObject({
      name: 'Shop',
      appearance: { accent: null, radius: 0 },
    })
    const [atOnce] = await Promise.all([
      updateMerchant(core, merchant.id, { appearance: parseAppearance({ radius: 9 }) }),
      updateMerchant(core, merchant.id, { appearance: parseAppearance({ font: 'Georgia' }) }),
    ])
    expect(atOnce.appearance).toMatchObject({ radius: 9 })
    const both = { ...appearance, radius: 9, font: '"Georgia"' }
    expect((await listMerchants(core)).find(({ id }) => id === merchant.id)).toEqual({ ...merchant, appearance: both })
    expect(await updateMerchant(core, merchant.id, { appearance: null })).toEqual(merchant)
  })

  it('are not found under an unknown id', async () => {
    const core = testCore(store())
    const origins = ['*']
    await expect(createApp(core, { merchantId: 'mer_none', name: 'Shop', origins })).rejects.toMatchObject({
      kind: 'not_found',
      message: 'No merchant with this id.',
    })
    await expect(updateMerchant(core, 'mer_none', { origins })).rejects.toMatchObject({ kind: 'not_found' })
    await expect(updateApp(core, 'app_none', { origins })).rejects.toMatchObject({ message: 'No app with this id.' })
  })
})
