import { describe, expect, it } from 'vitest'
import { paymentView } from '../example-views.ts'
import { type CardPhase, paymentStage } from './payment-stage.ts'

const NOW = Date.parse('2026-05-04T14:05:00.000Z')
const LATER = Date.parse('2026-05-06T00:00:00.000Z')
const READY: CardPhase = { name: 'ready', problem: null }

function stage(view: Parameters<typeof paymentView>[0], phase: CardPhase = READY, now = NOW) {
  return paymentStage({ view: paymentView(view), phase, browserDecline: null, now })
}

describe('an open payment', () => {
  it('shows a form that loads, then one that can be filled in', () => {
    expect(stage({}, { name: 'idle' })).toMatchObject({ name: 'form', loading: true })
    expect(stage({})).toEqual({ name: 'form', loading: false, busy: null, alert: null })
  })

  it('is busy from the press on, before the server says so', () => {
    expect(stage({}, { name: 'paying' })).toMatchObject({ name: 'form', busy: 'processing', alert: null })
  })

  it('says why the card was declined, the server before the browser', () => {
    const declined = { view: paymentView(), phase: READY, browserDecline: 'declined', now: NOW } as const
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
