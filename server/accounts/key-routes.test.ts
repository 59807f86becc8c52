import { beforeEach, expect, it } from 'vitest'
import { type TestApi, testApi } from '../http/test-api.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { type TestApp, type TestCore, testApp, testCore } from '../test-core.ts'
import { createKey } from './keys.ts'

describeOnBothStores('/v1/key', (store) => {
  let core: TestCore
  let api: TestApi
  let shop: TestApp
  let made: Awaited<ReturnType<typeof newKey>>

  const newKey = (origins: string[] = []) =>
    createKey(core, { ownerId: shop.appId, dialect: 'paylinq', mode: 'test', name: 'Server', origins })

  beforeEach(async () => {
    core = testCore(store())
    api = testApi(core, 'paylinq')
    shop = await testApp(core)
    made = await newKey()
  })

  async function call(method: string, body?: object, headers: Record<string, string> = {}) {
    const answer = await api.app.request('/key', {
      method,
      headers: { 'X-API-Key': made.key, 'Content-Type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json() }
  }

  it('shows the key that is used, without the key', async () => {
    const shown = await call('GET')
    expect(shown).toEqual({
      status: 200,
      body: { id: made.id, name: 'Server', preview: made.preview, mode: 'test', allowed_origins: [] },
    })
    expect(JSON.stringify(shown.body)).not.toContain(made.key.slice(13, -4))
  })

  it('changes what is given, of this key alone', async () => {
    const other = await newKey(['https://other.example'])
    const changed = await call('PATCH', { allowed_origins: ['https://*.Kiosk.example/', 'http://localhost:3000'] })
    const allowed_origins = ['https://*.kiosk.example', 'http://localhost:3000']
    expect(changed.body).toMatchObject({ name: 'Server', allowed_origins })
    expect((await call('PATCH', { name: 'Kiosk' })).body).toMatchObject({ name: 'Kiosk', allowed_origins })
    expect((await call('PATCH', { allowed_origins: [] })).body).toMatchObject({ name: 'Kiosk', allowed_origins: [] })
    made = other
    expect((await call('GET')).body).toMatchObject({ name: 'Server', allowed_origins: ['https://other.example'] })
  })

  it.each([
    ['https://*.github.io', 'allowed_origins'],
    ['http://shop.example', 'allowed_origins'],
    ['shop.example', 'allowed_origins'],
  ])('refuses %s as for an app', async (origin, path) => {
    expect(await call('PATCH', { name: 'X', allowed_origins: [origin] })).toMatchObject({
      status: 400,
      body: { issues: [{ path, message: expect.stringContaining(`"${origin}"`) }] },
    })
    expect((await call('GET')).body).toMatchObject({ name: 'Server', allowed_origins: [] })
  })

  it('does not say where requests come from', async () => {
    await call('PATCH', { allowed_origins: ['https://kiosk.example'] })
    const elsewhere = 'https://elsewhere.example'
    const sent: Record<string, string>[] = [{}, { origin: elsewhere }, { 'x-api-origin': elsewhere }]
    for (const headers of sent) expect((await call('GET', undefined, headers)).status).toBe(200)
  })
})
