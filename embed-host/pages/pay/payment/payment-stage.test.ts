import { describe, expect, it } from 'vitest'
import { paymentView } from '../example-views.ts'
import { isMoving, isOpen, type PayPhase, paymentStage } from './payment-stage.ts'

const NOW = Date.parse('2026-05-04T14:05:00.000Z')
const LATER = Date.parse('2026-05-06T00:00:00.000Z')
const READY: PayPhase = { name: 'ready', problem: null }

function stage(view: Parameters<typeof paymentView>[0], phase: PayPhase = READY, now = NOW) {
  return paymentStage({ ...AT_THE_FORM, view: paymentView(view), phase, now })
}

const AT_THE_FORM = {
  view: paymentView(),
  phase: READY,
  browserDecline: null,
  turnedBack: false,
  elsewhere: false,
  role: 'page',
  now: NOW,
} as const

describe('an open payment', () => {
  it('shows a form that loads, then one that can be filled in', () => {
    expect(stage({}, { name: 'idle' })).toMatchObject({ name: 'form', loading: true })
    expect(stage({})).toEqual({ name: 'form', loading: false, busy: null, alert: null })
  })

  it('is busy from the press on, before the server says so', () => {
    expect(stage({}, { name: 'paying' })).toMatchObject({ name: 'form', busy: 'processing', alert: null })
  })

  it('says why the card was declined, the server before the browser', () => {
    const declined = { ...AT_THE_FORM, browserDecline: 'declined' } as const
    expect(paymentStage(declined)).toMatchObject({ alert: 'declined' })
    expect(paymentStage({ ...declined, view: paymentView({ decline: 'insufficient_funds' }) })).toMatchObject({
      alert: 'insufficient_funds',
    })
  })

  it('takes another try after it failed', () => {
    expect(stage({ status: 'failed' })).toMatchObject({ name: 'form', alert: 'failed', busy: null })
  })

  it('says what the payer has to put right before what went wrong earlier', () => {
    expect(stage({ decline: 'declined' }, { name: 'ready', problem: 'incomplete' })).toMatchObject({
      alert: 'incomplete',
    })
  })

  it('says so when no provider takes the card, or the form cannot be loaded', () => {
    expect(stage({}, { name: 'unavailable' })).toEqual({ name: 'form_missing', why: 'unavailable' })
    expect(stage({}, { name: 'too_many' })).toEqual({ name: 'form_missing', why: 'too_many' })
    expect(stage({}, { name: 'script_failed' })).toEqual({ name: 'form_missing', why: 'script_failed' })
    expect(stage({ methods: [] })).toEqual({ name: 'no_method' })
  })

  it('closes when its time is over, but not while a card is on its way', () => {
    expect(stage({}, READY, LATER)).toEqual({ name: 'closed', why: 'expired' })
    expect(stage({}, { name: 'paying' }, LATER)).toMatchObject({ name: 'form' })
    expect(stage({ expiresAt: null }, READY, LATER)).toMatchObject({ name: 'form' })
  })
})

describe('a payment on its way', () => {
  it('keeps the form that it was made with, locked', () => {
    expect(stage({ status: 'requires_action' }, { name: 'paying' })).toMatchObject({
      name: 'form',
      busy: 'waiting_for_bank',
    })
  })

  it('asks for no card on a page that was loaded meanwhile', () => {
    expect(stage({ status: 'processing' }, { name: 'idle' })).toEqual({ name: 'moving', busy: 'processing' })
  })
})

describe('a payment that ended', () => {
  it.each(['succeeded', 'refunded', 'partially_refunded'] as const)(
    '%s shows a receipt, whatever the form does',
    (status) => {
      expect(stage({ status }, { name: 'paying' })).toEqual({ name: 'receipt', of: status })
    },
  )

  it('tells cancelled from expired', () => {
    expect(stage({ status: 'cancelled' })).toEqual({ name: 'closed', why: 'cancelled' })
    expect(stage({ status: 'cancelled' }, READY, LATER)).toEqual({ name: 'closed', why: 'expired' })
  })
})

describe('a payment at a provider’s own page', () => {
  it('may be moving, from the press on', () => {
    const away = { ...AT_THE_FORM, phase: { name: 'paying' }, elsewhere: true } as const
    for (const status of ['pending', 'processing', 'requires_action'] as const) {
      const shown = paymentStage({ ...away, view: paymentView({ status }) })
      expect(shown).toMatchObject({ name: 'form', busy: 'elsewhere' })
      expect(isMoving(shown)).toBe(true)
    }
  })

  it('says that the payer turned back, unless the server knows more', () => {
    const back = { ...AT_THE_FORM, turnedBack: true }
    expect(paymentStage(back)).toMatchObject({ alert: 'turned_back' })
    expect(paymentStage({ ...back, view: paymentView({ decline: 'declined' }) })).toMatchObject({ alert: 'declined' })
  })

  it('shows no form in the window that comes back from there', () => {
    expect(paymentStage({ ...AT_THE_FORM, role: 'provider_window' })).toMatchObject({ name: 'moving' })
    expect(paymentStage({ ...AT_THE_FORM, role: 'stuck_window' })).toEqual({ name: 'window_done' })
    const moving = paymentView({ status: 'processing' })
    expect(paymentStage({ ...AT_THE_FORM, role: 'stuck_window', view: moving })).toEqual({ name: 'window_done' })
    const paid = paymentView({ status: 'succeeded' })
    expect(paymentStage({ ...AT_THE_FORM, role: 'stuck_window', view: paid })).toMatchObject({ name: 'receipt' })
  })
})

describe('a payment of nothing', () => {
  it('needs no method, and its coupon can still be taken back', () => {
    const free = stage({ amount: 0, methods: [] }, { name: 'idle' })
    expect(free).toEqual({ name: 'free' })
    expect(isOpen(free)).toBe(true)
    expect(isMoving(free)).toBe(false)
  })
})

it('lets the price change at the form only', () => {
  expect(isOpen(stage({}))).toBe(true)
  expect(isOpen(stage({}, { name: 'unavailable' }))).toBe(true)
  expect(isOpen(stage({}, { name: 'paying' }))).toBe(false)
  expect(isOpen(stage({ status: 'processing' }))).toBe(false)
  expect(isOpen(stage({ status: 'succeeded' }))).toBe(false)
})
