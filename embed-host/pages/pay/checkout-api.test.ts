import { describe, expect, it, vi } from 'vitest'
import { createCheckoutApi } from './checkout-api.ts'
import { paymentView } from './example-views.ts'

function answering(answer: () => Response) {
  const fetch = vi.fn<typeof globalThis.fetch>(async () => answer())
  const api = createCheckoutApi(fetch)
  const request = () => {
    const [path, init] = fetch.mock.lastCall!
    return `${init?.method} ${path} ${init?.body ?? ''}`.trim()
  }
  return { api, request }
}

describe('what the page asks of the server', () => {
  it('goes by the right method, with ids that cannot leave their place in the path', async () => {
    const { api, request } = answering(() => Response.json(paymentView()))
    await api.view('a/b')
    expect(request()).toBe('GET /checkout/a%2Fb')
    await api.prepareAttempt('id', 'ideal')
    expect(request()).toBe('POST /checkout/payments/id/attempts {"method":"ideal"}')
    await api.applyCoupon('id', 'SAVE5')
    expect(request()).toBe('PUT /checkout/payments/id/coupon {"code":"SAVE5"}')
    await api.removeCoupon('id')
    expect(request()).toBe('DELETE /checkout/payments/id/coupon')
    await api.renewQuote('a/b')
    expect(request()).toBe('POST /checkout/invoices/a%2Fb/quote {}')
    await api.completePayment('id')
    expect(request()).toBe('POST /checkout/payments/id/complete {}')
  })

  it('is done when the answer has no content', async () => {
    const { api } = answering(() => new Response(null, { status: 204 }))
    expect(await api.attemptSubmitted('id', 'att_1')).toMatchObject({ ok: true })
  })

  it('fails by the code that the server gives', async () => {
    const { api } = answering(() => Response.json({ error: { code: 'coupon_unknown', message: '' } }, { status: 404 }))
    expect(await api.applyCoupon('id', 'NOPE')).toEqual({ ok: false, failure: 'coupon_unknown' })
  })

  it('is not known to be done when the answer is lost, or is somebody else’s', async () => {
    const lost = answering(() => {
      throw new TypeError('network')
    })
    expect(await lost.api.removeCoupon('id')).toEqual({ ok: false, failure: 'unreachable' })
    const proxy = answering(() => new Response('<h1>Bad gateway</h1>', { status: 502 }))
    expect(await proxy.api.removeCoupon('id')).toEqual({ ok: false, failure: 'unreachable' })
  })
})
