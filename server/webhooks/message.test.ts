import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { composeMessage, type MessageContent } from './message.ts'
import { newWebhookSecret } from './signature.ts'

const secret = newWebhookSecret()
const sentAt = '2026-04-15T10:36:07.500Z'

const paylinq: MessageContent = {
  deliveryId: 'wh_del_abc123',
  dialect: 'paylinq',
  type: 'payment.succeeded',
  payload: JSON.stringify({ payment_id: 'a1b2', external_ref: 'order_1234', amount: 2500, discount_amount: 0 }),
  createdAt: '2026-04-15T10:35:00.123Z',
}

const paylinkr: MessageContent = {
  deliveryId: 'wh_del_def456',
  dialect: 'paylinkr',
  type: 'invoice.paid',
  payload: JSON.stringify({ invoiceId: 'inv_1', status: 'paid', receivedAmount: '10.50' }),
  createdAt: '2026-04-15T10:35:00.123Z',
}

const hmac = (body: string) => createHmac('sha256', secret).update(body).digest('hex')

describe('a Paylinq message', () => {
  it('wraps what happened, with the time in whole seconds', () => {
    const { body } = composeMessage(paylinq, [secret], sentAt)
    expect(body).toBe(
      '{"id":"wh_del_abc123","event":"payment.succeeded","created":"2026-04-15T10:35:00Z",' +
        '"data":{"payment_id":"a1b2","external_ref":"order_1234","amount":2500,"discount_amount":0}}',
    )
  })

  it('carries the documented headers and the Standard Webhooks ones', () => {
    const { body, headers } = composeMessage(paylinq, [secret], sentAt)
    expect(headers).toEqual({
      'Content-Type': 'application/json',
      'User-Agent': 'Paylink-Webhooks',
      'X-Paylinq-Signature': hmac(body),
      'X-Paylinq-Event': 'payment.succeeded',
      'webhook-id': 'wh_del_abc123',
      'webhook-timestamp': '1776249367',
      'webhook-signature': expect.stringMatching(/^v1,[\w+/]{43}=$/),
    })
  })
})

describe('a PayLinkr message', () => {
  it('is flat, with the time of the event', () => {
    const { body, headers } = composeMessage(paylinkr, [secret], sentAt)
    expect(body).toBe(
      '{"event":"invoice.paid","invoiceId":"inv_1","status":"paid","receivedAmount":"10.50",' +
        '"timestamp":"2026-04-15T10:35:00.123Z"}',
    )
    expect(headers).toMatchObject({
      'X-PayLinkr-Signature': hmac(body),
      'X-PayLinkr-Event': 'invoice.paid',
      'webhook-id': 'wh_del_def456',
    })
    expect(Object.keys(headers).some((name) => name.includes('Paylinq'))).toBe(false)
  })
})

describe('any message', () => {
  it.each([paylinq, paylinkr])('has the same body in a later attempt, under a new time ($dialect)', (content) => {
    const first = composeMessage(content, [secret], sentAt)
    const retry = composeMessage(content, [secret], '2026-04-16T00:00:00.000Z')
    expect(retry.body).toBe(first.body)
    expect(retry.headers['webhook-id']).toBe(first.headers['webhook-id'])
    expect(retry.headers['webhook-timestamp']).not.toBe(first.headers['webhook-timestamp'])
  })

  it('is signed by a new and an old secret, but in the dialect by the new one alone', () => {
    const { body, headers } = composeMessage(paylinq, [secret, newWebhookSecret()], sentAt)
    expect(headers['X-Paylinq-Signature']).toBe(hmac(body))
    expect(headers['webhook-signature']!.split(' ')).toHaveLength(2)
  })
})
