import { afterEach, beforeEach, expect, it } from 'vitest'
import { createApp, createMerchant, updateApp, updateMerchant } from '../accounts/accounts.ts'
import { testApi, testKey } from '../http/test-api.ts'
import type { Dialect } from '../store/schema.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import type { TestCore } from '../test-core.ts'
import { setEndpoint } from '../webhooks/endpoints.ts'
import { emit } from '../webhooks/outbox.ts'
import { forgetWebhooks, type Receiver, startReceiver } from '../webhooks/test-webhooks.ts'
import { startDeliveryWorker } from '../webhooks/worker.ts'
import { sendDueMails } from './sending.ts'
import { openPostman } from './smtp.ts'
import { forgetMails, type MailTest, mailsOf, mailTest } from './test-mails.ts'

const DAY = 24 * 60 * 60_000

describeOnBothStores('a webhook that is switched off', (store) => {
  let core: TestCore
  let smtp: MailTest['smtp']
  let receiver: Receiver
  let answer: number
  let merchantId: string
  let appId: string

  beforeEach(async () => {
    ;({ core, smtp } = await mailTest(store()))
    answer = 410
    receiver = await startReceiver((response) => response.writeHead(answer).end())
    merchantId = (await createMerchant(core, { name: 'Fjord Coffee', origins: ['*'], email: 'owner@shop.example' })).id
    appId = (await createApp(core, { merchantId, name: 'Webshop', origins: ['*'] })).id
  })

  afterEach(async () => {
    await receiver.close()
    await smtp.stop()
    await forgetMails(store())
    await forgetWebhooks(store())
  })

  const ownerOf = (dialect: Dialect) =>
    ({ dialect, ownerId: dialect === 'paylinq' ? appId : merchantId, mode: 'live' }) as const

  async function happens(dialect: Dialect) {
    const event = { ...ownerOf(dialect), type: 'something.happened', subjectId: 'x', payload: {} }
    await core.store.transaction((tx) => emit(core, tx, event))
    await deliverAndMail()
  }

  async function deliverAndMail() {
    const worker = startDeliveryWorker(core)
    await worker.drain()
    await worker.stop()
    await sendDueMails(core, openPostman(smtp.url))
  }

  const listen = (dialect: Dialect) => setEndpoint(core, { ...ownerOf(dialect), url: `${receiver.url}/hooks` })

  it('is told to the contact of its app: which, why, since when, and what to do', async () => {
    await updateApp(core, appId, { email: 'dev@shop.example' })
    await listen('paylinq')
    await happens('paylinq')
    const [mail] = smtp.mails()
    expect([mail!.to, mail!.subject]).toEqual([['dev@shop.example'], 'Webhook of Webshop switched off'])
    for (const said of [
      `${receiver.url}/hooks`,
      'It answered 410 Gone.',
      'January 15, 2026',
      'live',
      appId,
      'PATCH /v1/app',
      '{"webhook_enabled": true}',
      'POST /v1/webhook-deliveries/replay',
      '{"from": "2026-01-14T12:00:00.000Z"}',
    ]) {
      expect(mail!.text).toContain(said)
    }
    expect(mail!.text).not.toContain('nothing is taken from you')
  })

  it('is told to the contact of the merchant where the app has none, or the webhook is the merchant’s', async () => {
    await listen('paylinq')
    await listen('paylinkr')
    await happens('paylinq')
    await happens('paylinkr')
    const mails = smtp.mails()
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      [['owner@shop.example'], 'Webhook of Webshop switched off'],
      [['owner@shop.example'], 'Webhook of Fjord Coffee switched off'],
    ])
    for (const said of ['PATCH /api/v1/webhooks', '{"enabled": true}', 'POST /api/v1/webhooks/replay']) {
      expect(mails[1]!.text).toContain(said)
    }
  })

  it('is told once each time it happens, also after five days of failures', async () => {
    await listen('paylinq')
    await happens('paylinq')
    await happens('paylinq')
    expect(smtp.mails()).toHaveLength(1)
    answer = 500
    core.clock.advance(DAY)
    await setEndpoint(core, { ...ownerOf('paylinq'), enabled: true })
    await happens('paylinq')
    for (let days = 0; days < 7; days += 1) {
      core.clock.advance(DAY)
      await deliverAndMail()
    }
    const mails = smtp.mails()
    expect(mails).toHaveLength(2)
    expect(mails[1]!.text).toContain('took no webhook since 2026-01-16T12:00:00.000Z, for more than 5 days')
  })

  it('is not told any more when it is on again before the mail could be sent', async () => {
    await listen('paylinq')
    await core.store.transaction((tx) =>
      emit(core, tx, { ...ownerOf('paylinq'), type: 'something.happened', subjectId: 'x', payload: {} }),
    )
    const worker = startDeliveryWorker(core)
    await worker.drain()
    await worker.stop()
    await setEndpoint(core, { ...ownerOf('paylinq'), enabled: true })
    await sendDueMails(core, openPostman(smtp.url))
    expect(smtp.mails()).toEqual([])
    expect(await mailsOf(core, merchantId)).toMatchObject([{ kind: 'webhook_disabled', state: 'dropped' }])
  })

  it('is logged alone where there is nobody to tell, or no mail server', async () => {
    await updateMerchant(core, merchantId, { email: null })
    await listen('paylinq')
    await happens('paylinq')
    await updateMerchant(core, merchantId, { email: 'owner@shop.example' })
    core.config = { ...core.config, smtpUrl: null }
    await listen('paylinkr')
    await happens('paylinkr')
    expect(await mailsOf(core, merchantId)).toEqual([])
  })

  it('says so in both APIs, until it is on again', async () => {
    const disabledAt = '2026-01-15T12:00:00.000Z'
    for (const [dialect, path, on] of [
      ['paylinq', '/app', { webhook_enabled: true }],
      ['paylinkr', '/webhooks', { enabled: true }],
    ] as const) {
      await listen(dialect)
      await happens(dialect)
      const key = await testKey(core, dialect, ownerOf(dialect).ownerId, { mode: 'live' })
      const { app } = testApi(core, dialect)
      const headers = { 'X-API-Key': key, Authorization: `Bearer ${key}` }
      const off = await (await app.request(path, { headers })).json()
      const told =
        dialect === 'paylinq'
          ? off
          : { webhook_disabled_at: off.disabledAt, webhook_disabled_reason: off.disabledReason }
      expect(told).toMatchObject({ webhook_disabled_at: disabledAt, webhook_disabled_reason: 'It answered 410 Gone.' })
      const back = await (await app.request(path, { method: 'PATCH', headers, body: JSON.stringify(on) })).json()
      expect([back.webhook_disabled_at ?? null, back.disabledAt ?? null]).toEqual([null, null])
      expect([back.webhook_disabled_reason ?? null, back.disabledReason ?? null]).toEqual([null, null])
    }
  })
})

describeOnBothStores('the contact of a merchant or an app', (store) => {
  it('is an e-mail address', async () => {
    const { core, smtp } = await mailTest(store())
    await smtp.stop()
    const asked = { name: 'Fjord', origins: ['*'] }
    for (const email of [
      '',
      'nobody',
      'a@b',
      'a@shop.example\nBcc: all@shop.example',
      `${'a'.repeat(260)}@shop.example`,
    ]) {
      await expect(createMerchant(core, { ...asked, email })).rejects.toMatchObject({ kind: 'invalid' })
    }
    const merchant = await createMerchant(core, { ...asked, email: ' ops@shop.example ' })
    expect(merchant.email).toBe('ops@shop.example')
    const app = await createApp(core, { ...asked, merchantId: merchant.id, email: 'dev@shop.example' })
    expect(app.email).toBe('dev@shop.example')
    expect((await updateApp(core, app.id, { name: 'Shop' })).email).toBe('dev@shop.example')
    expect((await updateApp(core, app.id, { email: null })).email).toBeNull()
  })
})
