import { signal } from '@preact/signals'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { InvoiceView } from '../../../../server/checkout/views.ts'
import { fail, succeed } from '../answer.ts'
import type { CheckoutApi } from '../checkout-api.ts'
import { invoiceView } from '../example-views.ts'
import { createLiveView } from '../live-view.ts'
import { createQuoteSession } from './quote-session.ts'

const FIRST_END = '2026-05-04T14:15:00.000Z'
const NEXT_END = '2026-05-04T14:30:00.000Z'

const pricedAt = (rate: string, amount: string, validUntil: string, changes: Partial<InvoiceView> = {}) =>
  invoiceView({
    asset: 'XLM',
    assetIssuer: null,
    expectedAmount: amount,
    remainingAmount: amount,
    quote: { amount, rate, pricingCurrency: 'EUR', pricingAmount: '25.00', validUntil },
    ...changes,
  })

const FIRST = pricedAt('0.3124', '80.0256083', FIRST_END)
const NEXT = pricedAt('0.3000', '83.3333334', NEXT_END)

let page: EventTarget & { visibilityState: string }

beforeEach(() => {
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
  vi.stubGlobal('document', page)
})

afterEach(() => {
  vi.unstubAllGlobals()
})

function see(visibilityState: 'visible' | 'hidden') {
  page.visibilityState = visibilityState
  page.dispatchEvent(new Event('visibilitychange'))
}

function following({ first = FIRST, at = '2026-05-04T14:05:00.000Z' } = {}) {
  const server = {
    renewQuote: vi.fn<CheckoutApi['renewQuote']>(async () => succeed(NEXT)),
    view: vi.fn<CheckoutApi['view']>(async () => succeed(first)),
  }
  const { view, change, refresh } = createLiveView(first, server as Partial<CheckoutApi> as CheckoutApi)
  const now = signal(Date.parse(at))
  const open = signal(true)
  const hold = signal(false)
  const session = createQuoteSession({ invoice: view, change, refresh, api: server, now, open, hold })
  const stop = session.follow()
  const comeTo = (instant: string) => {
    now.value = Date.parse(instant)
  }
  return { session, server, view, now, open, hold, comeTo, stop }
}

describe('a price in fiat', () => {
  it('holds until its end, and is then renewed by the page', async () => {
    const { session, server, view, comeTo } = following()
    comeTo('2026-05-04T14:14:59.999Z')
    expect(session.state.value).toBe('holds')
    expect(server.renewQuote).not.toHaveBeenCalled()
    comeTo(FIRST_END)
    expect(session.state.value).toBe('renewing')
    await vi.waitFor(() => expect(session.state.value).toBe('holds'))
    expect(server.renewQuote.mock.calls).toEqual([[FIRST.publicId]])
    expect(view.value.remainingAmount).toBe('83.3333334')
    expect(session.renewed.value).toBe('by_page')
  })

  it('is renewed each time that it ends', async () => {
    const { session, server, comeTo } = following()
    comeTo(FIRST_END)
    await vi.waitFor(() => expect(session.state.value).toBe('holds'))
    comeTo(NEXT_END)
    expect(server.renewQuote).toHaveBeenCalledTimes(2)
  })

  it('is not needed by an invoice without one, nor by one that takes no money', () => {
    const without = following({ first: invoiceView() })
    without.comeTo(NEXT_END)
    expect(without.session.state.value).toBe('holds')
    const paid = following()
    paid.open.value = false
    paid.comeTo(NEXT_END)
    expect(paid.session.state.value).toBe('holds')
    expect(without.server.renewQuote).not.toHaveBeenCalled()
    expect(paid.server.renewQuote).not.toHaveBeenCalled()
  })

  it('stays as it is while a wallet is at work with its amount', () => {
    const { session, server, hold, comeTo } = following()
    hold.value = true
    comeTo(FIRST_END)
    expect(session.state.value).toBe('holds')
    expect(server.renewQuote).not.toHaveBeenCalled()
    hold.value = false
    expect(session.state.value).toBe('renewing')
    expect(server.renewQuote).toHaveBeenCalledOnce()
  })

  it('that ended while nobody looked waits for the payer to come back', () => {
    const { session, server, comeTo } = following()
    see('hidden')
    comeTo(FIRST_END)
    expect(session.state.value).toBe('over')
    expect(server.renewQuote).not.toHaveBeenCalled()
    see('visible')
    expect(server.renewQuote).toHaveBeenCalledOnce()
  })

  it('is not renewed any more once nobody follows it', () => {
    const { server, comeTo, stop } = following()
    stop()
    comeTo(FIRST_END)
    see('visible')
    expect(server.renewQuote).not.toHaveBeenCalled()
  })
})

describe('when there is no other price', () => {
  it.each([
    ['rate_unavailable', 'no_rate'],
    ['unreachable', 'failed'],
    ['rate_limited', 'failed'],
  ] as const)('%s: the page says so, and asks again when the payer does', async (failure, state) => {
    const { session, server, comeTo } = following()
    server.renewQuote.mockResolvedValueOnce(fail(failure))
    comeTo(FIRST_END)
    await vi.waitFor(() => expect(session.state.value).toBe(state))
    see('hidden')
    see('visible')
    expect(server.renewQuote).toHaveBeenCalledOnce()
    await session.renew('by_payer')
    expect(session.state.value).toBe('holds')
    expect(session.renewed.value).toBe('by_payer')
  })

  it('asks once, however often the button is pressed', async () => {
    const { session, server, comeTo } = following()
    comeTo(FIRST_END)
    await Promise.all([session.renew('by_payer'), session.renew('by_payer')])
    expect(server.renewQuote).toHaveBeenCalledOnce()
  })

  it('does not ask again and again when the server has the same price still', async () => {
    const { session, server, comeTo } = following()
    server.renewQuote.mockResolvedValue(succeed(FIRST))
    comeTo(FIRST_END)
    await vi.waitFor(() => expect(session.state.value).toBe('over'))
    comeTo('2026-05-04T14:15:01.000Z')
    expect(server.renewQuote).toHaveBeenCalledOnce()
    expect(session.renewed.value).toBeNull()
  })

  it('believes the server that the price is over, before its own clock says so', async () => {
    const { session, server } = following()
    server.renewQuote.mockResolvedValue(fail('rate_unavailable'))
    await session.renew('by_page')
    expect(session.state.value).toBe('no_rate')
  })

  it('reads the invoice when that takes no money any more', async () => {
    const { session, server, view, comeTo } = following()
    server.renewQuote.mockResolvedValue(fail('wrong_state'))
    server.view.mockResolvedValue(succeed(pricedAt('0.3124', '80.0256083', FIRST_END, { status: 'paid' })))
    comeTo(FIRST_END)
    await vi.waitFor(() => expect(view.value.status).toBe('paid'))
    expect(session.renewed.value).toBeNull()
  })
})
