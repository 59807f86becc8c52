import { expect, it } from 'vitest'
import { paylinkr, paylinq } from '../http/dialects.ts'
import { openKeyring } from '../http/principal.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import { testApp, testCore } from '../test-core.ts'
import { createKey, getKey, listKeys, revokeKey, updateKey } from './keys.ts'

describeOnBothStores('API keys', (store) => {
  it('say dialect and mode, hold 200 random bits, and are kept as a hash alone', async () => {
    const core = testCore(store())
    const { appId, merchantId } = await testApp(core)
    const made = []
    for (const [dialect, ownerId] of [
      ['paylinq', appId],
      ['paylinkr', merchantId],
    ] as const) {
      for (const mode of ['live', 'test'] as const) {
        made.push(await createKey(core, { ownerId, dialect, mode, name: 'Server' }))
        core.clock.advance(1_000)
      }
    }
    expect(made.map(({ key }) => key.slice(0, 9))).toEqual(['plq_live_', 'plq_test_', 'plr_live_', 'plr_test_'])
    const rows = await store().db.selectFrom('api_keys').selectAll().execute()
    for (const { id, key, preview } of made) {
      expect(key.slice(9)).toMatch(/^[0-9a-z]{40}$/)
      expect(preview).toBe(`${key.slice(0, 13)}…${key.slice(-4)}`)
      expect(rows.find((row) => row.id === id)?.hash).toBe(core.secrets.hashApiKey(key))
      expect(JSON.stringify(rows)).not.toContain(key)
      expect(JSON.stringify(rows)).not.toContain(key.slice(13, -4))
    }
    const listed = await listKeys(core, appId)
    expect(listed).toEqual(made.filter(({ ownerId }) => ownerId === appId).map(({ key, ...rest }) => rest))
  })

  it('open the API for their owner until they are revoked', async () => {
    const core = testCore(store())
    const { merchantId } = await testApp(core)
    const asked = { ownerId: merchantId, dialect: 'paylinkr', mode: 'test', name: 'Browser' } as const
    const { id, key } = await createKey(core, {
      ...asked,
      scopes: ['invoices:read', 'invoices:read'],
      origins: ['https://Shop.example/'],
    })
    const keyring = openKeyring(core)
    const headers = new Headers({ authorization: `Bearer ${key}` })
    expect(await keyring.identify(paylinkr, headers)).toMatchObject({
      ownerId: merchantId,
      mode: 'test',
      scopes: ['invoices:read'],
      origins: ['https://shop.example'],
    })
    const revokedAt = '2026-01-15T12:00:00.000Z'
    expect(await revokeKey(core, id)).toMatchObject({ revokedAt })
    core.clock.advance(60_000)
    expect(await revokeKey(core, id)).toMatchObject({ revokedAt })
    await expect(keyring.identify(paylinkr, headers)).rejects.toMatchObject({ kind: 'unauthorized' })
    await expect(keyring.identify(paylinq, new Headers({ 'x-api-key': key }))).rejects.toMatchObject({
      kind: 'unauthorized',
    })
  })

  it('are refused for an owner of the other dialect, unknown scopes and bad origins', async () => {
    const core = testCore(store())
    const { appId, merchantId } = await testApp(core)
    const ours = { ownerId: merchantId, dialect: 'paylinkr', mode: 'test', name: 'K' } as const
    const theirs = { ownerId: appId, dialect: 'paylinq', mode: 'test', name: 'K' } as const
    await expect(createKey(core, { ...ours, ownerId: appId })).rejects.toMatchObject({ kind: 'not_found' })
    await expect(createKey(core, { ...theirs, ownerId: merchantId })).rejects.toMatchObject({ kind: 'not_found' })
    await expect(createKey(core, { ...ours, scopes: ['invoices:delete'] })).rejects.toThrow('"invoices:delete" is none')
    for (const owner of [ours, theirs]) {
      for (const origin of ['https://*.github.io', 'http://shop.example', 'shop.example', 'https://a.example/x']) {
        await expect(createKey(core, { ...owner, origins: [origin] })).rejects.toMatchObject({ code: 'invalid_origin' })
      }
    }
    await expect(createKey(core, { ...theirs, scopes: ['invoices:read'] })).rejects.toThrow('are for PayLinkr keys')
    await expect(revokeKey(core, 'key_none')).rejects.toMatchObject({ message: 'No API key with this id.' })
    expect(await listKeys(core, merchantId)).toEqual([])
  })

  it('change their name and origins, for the next request', async () => {
    const core = testCore(store())
    const { merchantId } = await testApp(core)
    const asked = { ownerId: merchantId, dialect: 'paylinkr', mode: 'test', name: 'Web' } as const
    const { key, ...made } = await createKey(core, { ...asked, origins: ['https://a.example'] })
    const keyring = openKeyring(core)
    const origins = async () =>
      (await keyring.identify(paylinkr, new Headers({ authorization: `Bearer ${key}` }))).origins
    expect(await origins()).toEqual(['https://a.example'])
    // When it was last used is recorded meanwhile.
    const { lastUsedAt: _, ...changed } = await updateKey(core, made.id, {
      origins: ['https://*.Shop.example', 'https://b.example:8443'],
    })
    expect(changed).toMatchObject({ name: 'Web', origins: ['https://*.shop.example', 'https://b.example:8443'] })
    expect(await origins()).toEqual(changed.origins)
    expect(await updateKey(core, made.id, { name: ' Kiosk ' })).toMatchObject({ ...changed, name: 'Kiosk' })
    expect(await updateKey(core, made.id, { origins: [] })).toMatchObject({ ...changed, name: 'Kiosk', origins: [] })
    expect(await getKey(core, made.id)).toMatchObject({ name: 'Kiosk', origins: [] })
    await expect(updateKey(core, made.id, { origins: ['https://co.uk'] })).rejects.toMatchObject({
      code: 'invalid_origin',
    })
    await expect(updateKey(core, 'key_none', { name: 'X' })).rejects.toMatchObject({ kind: 'not_found' })
  })
})
