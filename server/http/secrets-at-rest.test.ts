import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { createKey } from '../accounts/keys.ts'
import { setProviderAccount } from '../accounts/provider-accounts.ts'
import { openStore } from '../store/store.ts'
import { freshFile } from '../store/test-stores.ts'
import { testApp, testCore } from '../test-core.ts'
import { testApi } from './test-api.ts'

const CARD = '4242424242424242'

it('no usable key, secret or card number is in the database file, wherever it was sent', async () => {
  const { url, drop } = freshFile()
  const store = await openStore(url)
  const core = testCore(store)
  const { merchantId, appId } = await testApp(core)
  const paylinq = await createKey(core, { dialect: 'paylinq', ownerId: appId, name: 'Server', mode: 'live' })
  const paylinkr = await createKey(core, { dialect: 'paylinkr', ownerId: merchantId, name: 'Server', mode: 'live' })
  const secrets = [paylinq.key, paylinkr.key, CARD]

  for (const [dialect, key] of [
    ['paylinq', paylinq.key],
    ['paylinkr', paylinkr.key],
  ] as const) {
    const { app, requestLog } = testApi(core, dialect)
    const ask = async (method: string, path: string, body?: object, idempotencyKey?: string) => {
      const answer = await app.request(path, {
        method,
        headers: {
          'X-API-Key': key,
          Authorization: `Bearer ${key}`,
          ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }),
        },
        ...(body && { body: JSON.stringify(body) }),
      })
      return answer.status === 204 ? null : answer.json()
    }
    const collection = dialect === 'paylinq' ? '/payments' : '/invoices'
    for (const astray of [key, encodeURIComponent(key).replaceAll('_', '%5F'), CARD, 'bob@example.com', `x${CARD}x`]) {
      await ask('GET', `${collection}/${astray}`)
      await ask('GET', `${collection}?limit=1&cursor=${astray}&status=${astray}`)
      await ask('POST', `${collection}/${astray}/none?key=${astray}`)
      await ask('POST', collection, { amount: 100, currency: 'EUR', title: 'Order' }, `${astray} bob@example.com`)
    }
    const settings = dialect === 'paylinq' ? '/app' : '/webhooks'
    const hook = await ask('PATCH', settings, {
      webhook_url: 'https://shop.example/hooks',
      webhookUrl: 'https://shop.example/hooks',
    })
    secrets.push(hook.webhook_secret ?? hook.secret)
    const rotated = await ask('PATCH', settings, { rotate_webhook_secret: true, regenerateSecret: true }, key)
    secrets.push(rotated.webhook_secret ?? rotated.secret)
    await requestLog.stop()
  }
  const credentials = { secretKey: 'sk_live_4eC39HqLyjWDarjtT1zdp7dc', publishableKey: 'pk_live_x' }
  await setProviderAccount(core, { appId, mode: 'live', provider: 'stripe', credentials, enabled: true, priority: 1 })
  secrets.push(credentials.secretKey)

  const rows = await store.db.selectFrom('request_logs').select(['path', 'idempotency_key']).execute()
  expect(rows.length).toBeGreaterThan(30)
  expect(rows.filter(({ path, idempotency_key }) => /bob|@/.test(path + idempotency_key))).toEqual([])
  await store.close()
  const folder = dirname(url)
  const written = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name)))).toString('latin1')
  expect(written).toContain('Fjord Coffee')
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(12)
    // Neither as it is nor without what anybody could put before it again.
    for (const part of [secret, secret.split('_').at(-1)!]) expect(written.includes(part)).toBe(false)
  }
  await drop()
})
