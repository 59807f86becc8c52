import { signal } from '@preact/signals'
import { describe, expect, it } from 'vitest'
import { type Answer, fail, succeed } from '../answer.ts'
import type { ApiFailure, CheckoutApi } from '../checkout-api.ts'
import { paymentView } from '../example-views.ts'
import { createLiveView } from '../live-view.ts'
import { createCouponSession } from './coupon-session.ts'
import { createFreeOrder } from './free-order.ts'

const OPEN = paymentView({ couponOpen: true })
const REDUCED = paymentView({ couponOpen: true, amount: 2000, coupon: { code: 'SAVE5', discount: 500 } })

/** A server with one payment and one coupon, as the page sees it. */
function checkout() {
  const calls: string[] = []
  const server = { view: OPEN, failure: null as ApiFailure | null }
  const change = (call: string, after: typeof OPEN): Answer<typeof OPEN, ApiFailure> => {
    calls.push(call)
    if (server.failure) return fail(server.failure)
    server.view = after
    return succeed(after)
  }
  const api = {
    view: async () => succeed(server.view),
    applyCoupon: async (_: string, code: string) => change(`apply ${code}`, REDUCED),
    removeCoupon: async () => change('remove', OPEN),
    completePayment: async () => change('complete', paymentView({ status: 'succeeded', amount: 0 })),
  } as Partial<CheckoutApi> as CheckoutApi
  const { view, change: changeView, refresh } = createLiveView(OPEN, api)
  const needs = { payment: view, change: changeView, refresh, api }
  const hold = signal(false)
  return { calls, server, view, hold, coupon: createCouponSession(needs), free: createFreeOrder({ ...needs, hold }) }
}

describe('a coupon', () => {
  it('changes the amount on show, and can be taken back', async () => {
    const { coupon, view, calls } = checkout()
    const applied = coupon.apply('  SAVE5 ')
    expect(coupon.busy.value).toBe(true)
    await applied
    expect(view.value).toEqual(REDUCED)
    expect(coupon.busy.value).toBe(false)
    await coupon.remove()
    expect(view.value).toEqual(OPEN)
    expect(calls).toEqual(['apply SAVE5', 'remove'])
  })

  it('asks the server once, however often the button is pressed', async () => {
    const { coupon, calls } = checkout()
    await Promise.all([coupon.apply('SAVE5'), coupon.apply('SAVE5')])
    expect(calls).toEqual(['apply SAVE5'])
  })

  it('asks for a code before it asks the server', async () => {
    const { coupon, calls } = checkout()
    await coupon.apply('  ')
    expect(coupon.problem.value).toBe('empty')
    expect(calls).toEqual([])
  })

  it.each([
    ['coupon_unknown', 'coupon_unknown'],
    ['coupon_used_up', 'coupon_used_up'],
    ['unreachable', 'unreachable'],
    ['internal', 'failed'],
    ['invalid_request', 'failed'],
  ] as const)('that fails with %s is told as %s, until the payer types again', async (failure, problem) => {
    const { coupon, server } = checkout()
    server.failure = failure
    await coupon.apply('NOPE')
    expect(coupon.problem.value).toBe(problem)
    expect(coupon.busy.value).toBe(false)
    coupon.forget()
    expect(coupon.problem.value).toBeNull()
  })

  it('is shown when only the answer was lost', async () => {
    const { coupon, server, view } = checkout()
    server.failure = 'unreachable'
    server.view = REDUCED
    await coupon.apply('SAVE5')
    expect(view.value).toEqual(REDUCED)
  })
})

describe('an order that costs nothing', () => {
  it('is completed without a provider, once', async () => {
    const { free, view, calls } = checkout()
    await Promise.all([free.complete(), free.complete()])
    expect(calls).toEqual(['complete'])
    expect(view.value.status).toBe('succeeded')
    expect(free.phase.value).toBe('open')
  })

  it('waits while the amount is about to change', async () => {
    const { free, hold, calls } = checkout()
    hold.value = true
    await free.complete()
    expect(calls).toEqual([])
  })

  it('says when it was not completed, and shows how things are then', async () => {
    const { free, server, view } = checkout()
    server.failure = 'wrong_state'
    server.view = paymentView({ amount: 2500, couponOpen: true })
    await free.complete()
    expect(free.phase.value).toBe('failed')
    expect(view.value.amount).toBe(2500)
  })
})
