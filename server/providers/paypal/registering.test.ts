import { describe, expect, it } from 'vitest'
import { request } from '../../../demo/networks/paypal/testing.ts'
import { certaintyOf, openScene } from './test-paypal.ts'

describe('registering', () => {
  const WEBHOOKS = '/v1/notifications/webhooks'

  it('the same address again changes nothing', async () => {
    const { paypal, account } = await openScene()
    const first = await account.registerWebhook('https://pay.example/hook')
    expect(first).toEqual({ webhookId: expect.any(String) })
    expect(await account.registerWebhook('https://pay.example/hook')).toEqual(first)
    expect(await account.registerWebhook('https://pay.example/other')).not.toEqual(first)
    expect((await request(paypal, 'GET', WEBHOOKS)).body.webhooks).toHaveLength(2)
    expect(paypal.requests().filter(({ method }) => method === 'PATCH')).toEqual([])
  })

  it('adds what a webhook that is there lacks', async () => {
    const { paypal, account } = await openScene()
    const url = 'https://pay.example/hook'
    const made = await request(paypal, 'POST', WEBHOOKS, { url, event_types: [{ name: 'CHECKOUT.ORDER.APPROVED' }] })
    expect(await account.registerWebhook(url)).toEqual({ webhookId: made.body.id })
    const { body } = await request(paypal, 'GET', `${WEBHOOKS}/${made.body.id}`)
    expect(body.event_types.map(({ name }: { name: string }) => name)).toContain('PAYMENT.CAPTURE.COMPLETED')
  })

  it('an address that PayPal does not take is refused', async () => {
    const { account } = await openScene()
    expect(await certaintyOf(account.registerWebhook('http://pay.example/hook'))).toBe('refused')
  })
})
