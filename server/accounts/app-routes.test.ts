import { beforeEach, expect, it } from 'vitest'
import { type TestApi, testApi, testKey } from '../http/test-api.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestApp, type TestCore, testApp, testCore } from '../test-core.ts'

const HOOK = 'https://shop.example/hooks'

describeOnBothStores('/v1/app', (store) => {
  let core: TestCore
  let api: TestApi
  let shop: TestApp
  let key: string

  beforeEach(async () => {
    core = testCore(store())
    api = testApi(core, 'paylinq')
    shop = await testApp(core)
    key = await testKey(core, 'paylinq', shop.appId)
  })

  async function call(method: string, body?: object, apiKey = key) {
    const answer = await api.app.request('/app', {
      method,
      headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json', 'Idempotency-Key': 'the same' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json() }
  }

  it("shows the key's own app, without a webhook at first", async () => {
    expect(await call('GET')).toEqual({
      status: 200,
      body: {
        id: shop.appId,
        name: 'Shop',
        webhook_url: null,
        webhook_enabled: false,
        webhook_disabled_reason: null,
        webhook_disabled_at: null,
        webhook_secret_preview: null,
        allowed_origins: ['https://shop.example'],
        appearance: null,
        created_at: '2026-01-15T12:00:00.000Z',
      },
    })
  })

  it('shows the webhook secret once: when it is made, and when it is replaced', async () => {
    const made = await call('PATCH', { webhook_url: HOOK, rotate_webhook_secret: true })
    expect(made.body).toMatchObject({
      webhook_url: HOOK,
      webhook_enabled: true,
      webhook_secret: expect.stringMatching(/^whsec_/),
    })
    const rotated = await call('PATCH', { rotate_webhook_secret: true })
    const secrets: string[] = [made.body.webhook_secret, rotated.body.webhook_secret]
    expect(new Set(secrets).size).toBe(2)
    const shown = await call('GET')
    expect(shown.body.webhook_secret_preview).toBe(`whsec_…${secrets[1]!.slice(-4)}`)
    expect(shown.body).not.toHaveProperty('webhook_secret')
    expect((await call('PATCH', { webhook_enabled: false })).body).not.toHaveProperty('webhook_secret')
    const kept = await core.store.db
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('owner_id', '=', shop.appId)
      .execute()
    expect(JSON.stringify(kept)).not.toContain(secrets[0])
  })

  it('lets a test key change nothing that live payers see, and an app that is only tried out', async () => {
    const refused = [{ name: 'X' }, { allowed_origins: ['*'] }, { appearance: { radius: 0 } }]
    const live = await testKey(core, 'paylinq', shop.appId, { mode: 'live' })
    for (const change of refused) {
      expect(await call('PATCH', { webhook_url: HOOK, ...change })).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('live key') },
      })
    }
    expect((await call('GET')).body).toMatchObject({ name: 'Shop', webhook_url: null, appearance: null })
    expect((await call('PATCH', { webhook_url: HOOK })).status).toBe(200)
    expect((await call('PATCH', { name: 'Live' }, live)).body).toMatchObject({ name: 'Live' })
  })

  it('changes what is given and keeps the rest', async () => {
    await call('PATCH', { webhook_url: HOOK })
    const changed = await call('PATCH', { name: 'Kiosk', allowed_origins: ['https://*.kiosk.example'] })
    expect(changed.body).toMatchObject({
      name: 'Kiosk',
      webhook_url: HOOK,
      webhook_enabled: true,
      allowed_origins: ['https://*.kiosk.example'],
    })
    expect((await call('PATCH', { webhook_enabled: false })).body).toMatchObject({
      name: 'Kiosk',
      webhook_enabled: false,
    })
    expect((await call('PATCH', {})).body).toMatchObject({ name: 'Kiosk', webhook_url: HOOK, webhook_enabled: false })
  })

  it('shows how the pages look, changes what is given of it, and takes it back', async () => {
    const set = await call('PATCH', { appearance: { accent: '#0A7D5C', radius: 12, logo_url: 'https://shop.example' } })
    const appearance = {
      accent: '#0a7d5c',
      accent_dark: null,
      radius: 12,
      font: null,
      logo_url: 'https://shop.example/',
    }
    expect(set.body).toMatchObject({ name: 'Shop', appearance })
    expect((await call('PATCH', { name: 'Kiosk' })).body).toMatchObject({ appearance })
    const changed = await call('PATCH', { appearance: { font: 'Georgia, serif', radius: null } })
    expect(changed.body.appearance).toEqual({ ...appearance, font: '"Georgia", serif', radius: null })
    expect((await call('GET')).body.appearance).toEqual(changed.body.appearance)
    expect((await call('PATCH', { appearance: null })).body.appearance).toBeNull()
    expect((await call('GET')).body.appearance).toBeNull()
  })

  it('refuses what could not be read, and names each field', async () => {
    const refused = await call('PATCH', { name: 'Kiosk', appearance: { accent: '#ffd400', font: 'a;b', radius: 99 } })
    expect(refused.status).toBe(400)
    expect(refused.body.issues.map(({ path }: { path: string }) => path)).toEqual([
      'appearance.accent',
      'appearance.radius',
      'appearance.font',
    ])
    expect((await call('PATCH', { appearance: 'blue' })).body.issues).toMatchObject([{ path: 'appearance' }])
    expect((await call('GET')).body).toMatchObject({ name: 'Shop', appearance: null })
  })

  it('changes nothing at all when one thing is refused', async () => {
    await call('PATCH', { webhook_url: HOOK })
    const before = await call('GET')
    const refused: [object, string][] = [
      [{ name: 'Kiosk', webhook_url: 'ftp://shop.example' }, 'webhook_url'],
      [{ name: 'Kiosk', webhook_url: 'https://10.0.0.1/' }, 'webhook_url'],
      [{ webhook_url: 'https://new.example/', allowed_origins: [] }, 'allowed_origins'],
      [{ webhook_enabled: false, name: ' ' }, 'name'],
      [{ name: 'Kiosk', appearance: { accent: '#fff000' } }, 'appearance.accent'],
      [{ webhook_url: 'https://new.example/', rotate_webhook_secret: 'yes' }, 'rotate_webhook_secret'],
    ]
    for (const [body, path] of refused) {
      expect(await call('PATCH', body)).toMatchObject({ status: 400, body: { issues: [{ path }] } })
    }
    expect(await call('GET')).toEqual(before)
  })

  it('keeps the webhooks of the two modes apart', async () => {
    await call('PATCH', { webhook_url: HOOK })
    const live = await testKey(core, 'paylinq', shop.appId, { mode: 'live' })
    expect((await call('GET', undefined, live)).body).toMatchObject({ id: shop.appId, webhook_url: null })
    const nothing = await call('PATCH', { rotate_webhook_secret: true }, live)
    expect(nothing).toMatchObject({ status: 400, body: { issues: [{ path: 'rotate_webhook_secret' }] } })
    expect(await call('PATCH', { webhook_enabled: true }, live)).toMatchObject({
      status: 400,
      body: { issues: [{ path: 'webhook_url' }] },
    })
  })
})
