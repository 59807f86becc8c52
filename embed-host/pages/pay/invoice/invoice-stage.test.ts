import { describe, expect, it } from 'vitest'
import { invoiceView } from '../example-views.ts'
import { invoiceStage } from './invoice-stage.ts'

const IN_TIME = Date.parse('2026-05-04T14:30:00.000Z')
const TOO_LATE = Date.parse('2026-05-04T15:00:00.000Z')

const stage = (changes: Parameters<typeof invoiceView>[0], now = IN_TIME) => invoiceStage(invoiceView(changes), now)

describe('an invoice that takes money', () => {
  it('waits, also for the rest', () => {
    expect(stage({})).toEqual({ name: 'open', partlyPaid: false })
    expect(stage({ status: 'partially_paid', receivedAmount: '100' })).toEqual({ name: 'open', partlyPaid: true })
    expect(stage({ expiresAt: null }, TOO_LATE)).toMatchObject({ name: 'open' })
  })

  it('shows no address once its time is over, before the server says that it has expired', () => {
    expect(stage({}, TOO_LATE)).toEqual({ name: 'ended', how: 'expired' })
    expect(stage({ status: 'partially_paid', receivedAmount: '100' }, TOO_LATE)).toEqual({
      name: 'ended',
      how: 'underpaid',
    })
  })

  it('takes no second transfer while one is not final', () => {
    expect(stage({ status: 'pending' }, TOO_LATE)).toEqual({ name: 'seen' })
  })
})

describe('an invoice that ended', () => {
  it.each([
    ['paid', 'none', 'paid'],
    ['paid', 'accepted', 'accepted'],
    ['overpaid', 'none', 'overpaid'],
    ['expired', 'none', 'expired'],
    ['expired', 'paid_late', 'paid_late'],
    ['cancelled', 'none', 'cancelled'],
  ] as const)('%s (%s) reads as %s', (status, statusDetail, how) => {
    expect(stage({ status, statusDetail })).toEqual({ name: 'ended', how })
  })

  it('says that part of the money came', () => {
    expect(stage({ status: 'expired', statusDetail: 'underpaid', receivedAmount: '1' })).toMatchObject({
      how: 'underpaid',
    })
  })
})
