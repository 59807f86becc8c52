import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { instantNow, systemClock, toInstant } from '../clock.ts'
import { newWebhookSecret, previewSecret, signBody, standardHeaders } from './signature.ts'

describe('a webhook secret', () => {
  it('is whsec_ and the base64 of 24 to 32 bytes, never the same twice', () => {
    const secrets = Array.from({ length: 50 }, newWebhookSecret)
    for (const secret of secrets) {
      const [, encoded] = secret.match(/^whsec_(.+)$/)!
      const bytes = Buffer.from(encoded!, 'base64')
      expect(bytes.toString('base64')).toBe(encoded)
      expect(bytes.length).toBeGreaterThanOrEqual(24)
      expect(bytes.length).toBeLessThanOrEqual(32)
    }
    expect(new Set(secrets).size).toBe(50)
  })

  it('is shown by its end alone', () => {
    expect(previewSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toBe('whsec_…LaSw')
  })
})

describe("the dialect's signature", () => {
  it('is the hex HMAC-SHA256 of the raw bytes, keyed with the whole secret', () => {
    const secret = newWebhookSecret()
    const body = '{"description":"Kaffee für Zoë ☕"}'
    const expected = createHmac('sha256', Buffer.from(secret)).update(Buffer.from(body)).digest('hex')
    expect(signBody(secret, body)).toBe(expected)
    expect(signBody(secret, `${body} `)).not.toBe(expected)
  })
})

describe('Standard Webhooks headers', () => {
  it('match the published vector', () => {
    const sentAt = toInstant(1_614_265_330_000)
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    expect(standardHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', sentAt, '{"test": 2432232314}', [secret])).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it('pass the official library, with either of two secrets', () => {
    const [current, previous, other] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()]
    const body = '{"event":"payment.succeeded"}'
    const headers: Record<string, string> = {
      ...standardHeaders('wh_del_1', instantNow(systemClock), body, [current, previous]),
    }
    expect(new Webhook(current).verify(body, headers)).toEqual({ event: 'payment.succeeded' })
    expect(new Webhook(previous).verify(body, headers)).toEqual({ event: 'payment.succeeded' })
    expect(() => new Webhook(other).verify(body, headers)).toThrow('No matching signature')
    expect(() => new Webhook(current).verify(body.replace('succeeded', 'failed'), headers)).toThrow()
  })

  it('date a message, so that a replayed one is refused', () => {
    const secret = newWebhookSecret()
    const headers = { ...standardHeaders('wh_del_1', toInstant(Date.now() - 10 * 60_000), '{}', [secret]) }
    expect(() => new Webhook(secret).verify('{}', headers)).toThrow('too old')
  })
})
