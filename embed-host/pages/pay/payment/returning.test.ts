import { signal } from '@preact/signals'
import { describe, expect, it, vi } from 'vitest'
import type { PaymentStatus } from '../../../../server/checkout/views.ts'
import { fail, succeed } from '../answer.ts'
import type { CheckoutApi } from '../checkout-api.ts'
import { paymentView } from '../example-views.ts'
import { createReturning } from './returning.ts'
import type { TrailStep } from './trail.ts'

function page({
  returned = null as string | null,
  step = null as TrailStep | null,
  popup = false,
  status = 'processing' as PaymentStatus,
} = {}) {
  const calls: string[] = []
  const lost = { answers: 0 }
  const api = {
    attemptSubmitted: async (_: string, attemptId: string) => {
      calls.push(`submitted ${attemptId}`)
      return lost.answers-- > 0 ? fail('unreachable') : succeed(null)
    },
  } as Partial<CheckoutApi> as CheckoutApi
  const comeBack = vi.fn()
  const returning = createReturning({
    payment: signal(paymentView({ status })),
    refresh: async () => calls.push('refresh') > 0,
    returned,
    api,
    trail: { leave: (left) => calls.push(`leave ${left.attemptId}`), pickUp: () => step },
    comeBack,
    forgetReturn: () => calls.push('forget'),
    popup: popup ? { close: () => calls.push('close') } : null,
    wait: async () => {},
  })
  return { returning, calls, lost, comeBack }
}

const LEFT: TrailStep = { attemptId: 'att_1', method: 'paypal', address: 'https://pay.example/1' }

describe('a page that is loaded', () => {
  it('from a provider’s page has the server look, until it is heard', async () => {
    const { returning, calls, lost, comeBack } = page({ returned: 'att_1', step: LEFT })
    lost.answers = 1
    await returning.follow()
    expect(calls.slice(0, 4)).toEqual(['submitted att_1', 'submitted att_1', 'forget', 'refresh'])
    expect(comeBack).toHaveBeenCalledWith('paypal')
    expect(returning.role.value).toBe('page')
  })

  it('from a provider’s page in a tab that knows nothing does the same', async () => {
    const { returning, calls, comeBack } = page({ returned: 'att_1' })
    await returning.follow()
    expect(calls).toEqual(['submitted att_1', 'forget', 'refresh'])
    expect(comeBack).toHaveBeenCalledWith(null)
  })

  it('by the Back button has the server look at what the tab left for', async () => {
    const { returning, calls } = page({ step: LEFT })
    await returning.follow()
    expect(calls.slice(0, 2)).toEqual(['submitted att_1', 'refresh'])
  })

  it('offers the way back to an order that is still open there, and remembers it', async () => {
    const { returning, calls } = page({ step: LEFT })
    await returning.follow()
    expect(returning.way.value).toEqual(LEFT)
    expect(calls.at(-1)).toBe('leave att_1')
  })

  it('offers no way back once the payment is decided', async () => {
    const { returning, calls } = page({ step: LEFT, status: 'pending' })
    await returning.follow()
    expect(returning.way.value).toBeNull()
    expect(calls).toEqual(['submitted att_1', 'refresh'])
  })

  it('in another way does nothing', async () => {
    const { returning, calls, comeBack } = page()
    await returning.follow()
    expect(calls).toEqual([])
    expect(comeBack).not.toHaveBeenCalled()
  })
})

describe('a window that was opened for the provider’s page', () => {
  it('tells the server, then closes itself, and says so where it cannot', async () => {
    const { returning, calls, comeBack } = page({ returned: 'att_1', popup: true })
    const followed = returning.follow()
    expect(returning.role.value).toBe('provider_window')
    await followed
    expect(calls).toEqual(['submitted att_1', 'close'])
    expect(returning.role.value).toBe('stuck_window')
    expect(comeBack).not.toHaveBeenCalled()
  })
})
