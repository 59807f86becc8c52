import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { openWebhookReceiver } from './webhooks.ts'

const SECRET = 'whsec_c2VjcmV0'
const sign = (body: string, secret = SECRET) => createHmac('sha256', secret).update(body).digest('hex')

function receive(body: string, headers: Record<string, string>, dialect: 'paylinq' | 'paylinkr' = 'paylinq') {
  const receiver = openWebhookReceiver({ now: () => Date.parse('2026-04-15T10:35:00Z') })
  const request = new Request('http://127.0.0.1/webhooks', { method: 'POST', body, headers })
  return receiver.receive(request, dialect, SECRET).then((notice) => ({ notice, kept: receiver.received() }))
}

// White space and order are the sender's: the bytes are signed, not what they mean.
const body = '{ "event":"payment.refunded",\n "data": {"payment_id":"p1","refund_id":"ref_1","amount":500} }'

test('believes what is signed, and keeps it as it came', async () => {
  const { notice, kept } = await receive(body, {
    'X-Paylinq-Signature': sign(body),
    'X-Paylinq-Event': 'payment.refunded',
  })
  expect(notice).toEqual({ event: 'payment.refunded', checkoutId: 'p1', refund: { id: 'ref_1', cents: 500 } })
  expect(kept).toMatchObject([{ at: '2026-04-15T10:35:00.000Z', event: 'payment.refunded', body, verified: true }])
})

test('reads the other dialect by its own headers', async () => {
  const invoice = '{"event":"invoice.paid","publicId":"i1"}'
  const signed = { 'X-PayLinkr-Signature': sign(invoice), 'X-PayLinkr-Event': 'invoice.paid' }
  expect((await receive(invoice, signed, 'paylinkr')).notice).toEqual({ event: 'invoice.paid', checkoutId: 'i1' })
  expect((await receive(invoice, signed, 'paylinq')).notice).toBeNull()
})

test.each([
  ['no signature', {}],
  ['an empty one', { 'X-Paylinq-Signature': '' }],
  ['one under another secret', { 'X-Paylinq-Signature': sign(body, 'whsec_b3RoZXI=') }],
  ['one of another body', { 'X-Paylinq-Signature': sign(`${body} `) }],
  ['one in capitals', { 'X-Paylinq-Signature': sign(body).toUpperCase() }],
  ['a part of one', { 'X-Paylinq-Signature': sign(body).slice(0, 32) }],
])('does not believe a webhook with %s, and keeps it as not verified', async (_what, headers) => {
  const { notice, kept } = await receive(body, headers)
  expect(notice).toBeNull()
  expect(kept).toMatchObject([{ body, verified: false }])
})
