import { describe, expect, it, vi } from 'vitest'
import type { PackageView, Subscribed } from '../../../server/subscriptions/public.ts'
import { fail, succeed } from '../pay/answer.ts'
import type { CheckoutApi } from '../pay/checkout-api.ts'
import { invoiceView } from '../pay/example-views.ts'
import type { KeptPlace } from './place.ts'
import { createSubscribeSession } from './subscribe-session.ts'

const view: PackageView = {
  id: 'subpkg_1',
  name: 'Pro Support',
  description: null,
  merchantName: 'Northwind Coffee',
  price: { amount: '99.00', asset: 'USDC' },
  interval: 'MONTHLY',
  trialDays: 0,
  active: true,
  buttonLabel: null,
  testMode: true,
}
const made: Subscribed = {
  subscriptionId: 'cusub_1',
  status: 'incomplete',
  invoicePublicId: 'abc',
  trialEndsAt: null,
}
const entry = { email: ' buyer@example.com ', name: '' }
const created = (status: string) => ({
  type: 'paylinkr:subscription:created',
  payload: { subscriptionId: 'cusub_1', packageId: 'subpkg_1', status },
})

function opened({ kept = null, active = true }: { kept?: KeptPlace | null; active?: boolean } = {}) {
  const invoice = invoiceView({ publicId: 'abc' })
  const api = {
    subscribe: vi.fn<CheckoutApi['subscribe']>(async () => succeed(made)),
    view: vi.fn<CheckoutApi['view']>(async () => succeed(invoice)),
  }
  const place = { read: vi.fn(() => kept), keep: vi.fn() }
  const tell = vi.fn()
  const session = createSubscribeSession({ view: { ...view, active }, api, place, tell })
  return { session, api, place, tell, invoice }
}

describe('subscribing', () => {
  it('leads to the first invoice, tells of it, and remembers where it is', async () => {
    const { session, api, place, tell, invoice } = opened()
    await session.subscribe(entry)
    expect(api.subscribe).toHaveBeenCalledWith('subpkg_1', { email: 'buyer@example.com', name: null })
    expect(session.phase.value).toEqual({ name: 'invoice', subscriptionId: 'cusub_1', first: invoice })
    expect(place.keep).toHaveBeenCalledWith({ subscriptionId: 'cusub_1', invoicePublicId: 'abc' })
    expect(tell.mock.calls).toEqual([[created('incomplete')]])
  })

  it('leads to the trial where there is one', async () => {
    const { session, api, tell } = opened()
    const trial = {
      ...made,
      status: 'trialing',
      invoicePublicId: null,
      trialEndsAt: '2026-05-18T14:00:00.000Z',
    } as const
    api.subscribe.mockResolvedValue(succeed(trial))
    await session.subscribe(entry)
    expect(session.phase.value).toEqual({ name: 'made', subscribed: trial })
    expect(tell.mock.calls).toEqual([[created('trialing')]])
    expect(api.view).not.toHaveBeenCalled()
  })

  it('happens once, however often the button is pressed', async () => {
    const { session, api } = opened()
    await Promise.all([session.subscribe(entry), session.subscribe(entry)])
    expect(api.subscribe).toHaveBeenCalledOnce()
  })

  it.each([
    [{ email: '  ', name: '' }, { email: 'emailMissing' }],
    [{ email: 'buyer@', name: '' }, { email: 'emailWrong' }],
    [{ email: 'buyer@example.com', name: 'x'.repeat(201) }, { name: 'nameLong' }],
  ])('asks the server for nothing while the form is wrong: %j', async (wrong, problems) => {
    const { session, api } = opened()
    await session.subscribe(wrong)
    expect(session.phase.value).toEqual({ name: 'form', sending: false, failure: null, problems })
    expect(api.subscribe).not.toHaveBeenCalled()
  })

  it.each(['unreachable', 'rate_limited'] as const)('can be tried again after %s', async (failure) => {
    const { session, api, tell } = opened()
    api.subscribe.mockResolvedValueOnce(fail(failure))
    await session.subscribe(entry)
    expect(session.phase.value).toMatchObject({ name: 'form', sending: false, failure })
    expect(tell).not.toHaveBeenCalled()
    await session.subscribe(entry)
    expect(session.phase.value.name).toBe('invoice')
  })

  it('can be sent again when the invoice could not be read', async () => {
    const { session, api, tell } = opened()
    api.view.mockResolvedValueOnce(fail('unreachable'))
    await session.subscribe(entry)
    expect(session.phase.value).toMatchObject({ name: 'form', failure: 'unreachable' })
    expect(tell).not.toHaveBeenCalled()
  })

  it('says so when the package was closed meanwhile', async () => {
    const { session, api } = opened()
    api.subscribe.mockResolvedValue(fail('package_inactive'))
    await session.subscribe(entry)
    expect(session.phase.value).toEqual({ name: 'closed' })
  })
})

describe('a page that is loaded again', () => {
  const kept = { subscriptionId: 'cusub_1', invoicePublicId: 'abc' }

  it('goes on with its invoice, and tells nothing twice', async () => {
    const { session, api, tell } = opened({ kept })
    await session.resume()
    expect(api.view).toHaveBeenCalledWith('abc')
    expect(session.phase.value).toMatchObject({ name: 'invoice', subscriptionId: 'cusub_1' })
    expect(tell).not.toHaveBeenCalled()
  })

  it('shows the form when that invoice is not to be had', async () => {
    const { session, api } = opened({ kept })
    api.view.mockResolvedValue(fail('not_found'))
    await session.resume()
    expect(session.phase.value).toMatchObject({ name: 'form', sending: false })
  })

  it('stays closed when the package is', async () => {
    const { session, api } = opened({ kept, active: false })
    await session.resume()
    expect(session.phase.value).toEqual({ name: 'closed' })
    expect(api.view).not.toHaveBeenCalled()
  })
})
