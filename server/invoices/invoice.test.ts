import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IllegalTransition, transition } from '../transitions.ts'
import {
  cancelInvoice,
  countsAgainstPrice,
  creditInvoice,
  expireInvoice,
  expireInvoiceNow,
  INVOICE_TRANSITIONS,
  type InvoiceCore,
  type InvoiceState,
  settleInvoice,
  stateOf,
} from './invoice.ts'

const STATUSES = ['unpaid', 'pending', 'partially_paid', 'paid', 'overpaid', 'expired', 'cancelled'] as const
const DETAILS = ['none', 'paid_late', 'accepted', 'underpaid'] as const

const EXPIRES = '2026-01-15T12:00:00.000Z'
const BEFORE = '2026-01-15T11:59:59.999Z'
const AFTER = '2026-01-15T12:00:01.000Z'

const invoice = (change: Partial<InvoiceCore> = {}): InvoiceCore => ({
  status: 'unpaid',
  status_detail: 'none',
  expected_amount: 100n,
  received_amount: 0n,
  pricing_amount: null,
  pricing_received: null,
  expires_at: EXPIRES,
  paid_at: null,
  ...change,
})

/** What became of an invoice, and what was told on the way. */
function after(before: InvoiceCore, ...credits: [amount: bigint, closedAt: string, tolerance?: number][]) {
  let current = before
  const events: (string | null)[] = []
  for (const [amount, closedAt, tolerance = 0] of credits) {
    for (const step of creditInvoice(current, { amount, closedAt, tolerance, priced: null })) {
      events.push(step.event)
      current = step.invoice
    }
  }
  return { state: stateOf(current), received: current.received_amount, paidAt: current.paid_at, events }
}

describe('the states of an invoice', () => {
  const legal = [
    'unpaid/none',
    'pending/none',
    'partially_paid/none',
    'paid/none',
    'paid/accepted',
    'overpaid/none',
    'overpaid/accepted',
    'expired/none',
    'expired/underpaid',
    'expired/paid_late',
    'cancelled/none',
    'cancelled/paid_late',
  ]
  const pairs = STATUSES.flatMap((status) => DETAILS.map((status_detail) => ({ status, status_detail })))

  it.each(pairs)('$status with $status_detail is a state or throws', (pair) => {
    const name = `${pair.status}/${pair.status_detail}`
    if (legal.includes(name)) expect(stateOf(pair)).toBe(name)
    else expect(() => stateOf(pair)).toThrow(`No invoice can be ${name}.`)
  })

  const moves = new Set([
    'unpaid/none > pending/none',
    'unpaid/none > partially_paid/none',
    'unpaid/none > paid/none',
    'unpaid/none > overpaid/none',
    'unpaid/none > expired/none',
    'unpaid/none > cancelled/none',
    'pending/none > unpaid/none',
    'pending/none > partially_paid/none',
    'pending/none > paid/none',
    'pending/none > overpaid/none',
    'pending/none > expired/none',
    'pending/none > expired/underpaid',
    'partially_paid/none > partially_paid/none',
    'partially_paid/none > pending/none',
    'partially_paid/none > paid/none',
    'partially_paid/none > overpaid/none',
    'partially_paid/none > paid/accepted',
    'partially_paid/none > expired/underpaid',
    'paid/none > paid/none',
    'paid/none > overpaid/none',
    'paid/accepted > overpaid/accepted',
    'overpaid/none > overpaid/none',
    'overpaid/accepted > overpaid/accepted',
    'expired/none > paid/none',
    'expired/none > overpaid/none',
    'expired/none > expired/underpaid',
    'expired/none > expired/paid_late',
    'expired/underpaid > paid/none',
    'expired/underpaid > overpaid/none',
    'expired/underpaid > paid/accepted',
    'expired/underpaid > expired/underpaid',
    'expired/underpaid > expired/paid_late',
    'expired/paid_late > expired/paid_late',
    'expired/paid_late > paid/accepted',
    'cancelled/none > cancelled/paid_late',
    'cancelled/paid_late > cancelled/paid_late',
    'cancelled/paid_late > paid/accepted',
  ])
  const states = Object.keys(INVOICE_TRANSITIONS) as InvoiceState[]

  it('are all in the table', () => {
    expect([...states].sort()).toEqual([...legal].sort())
  })

  it.each(states)('%s moves to what is listed; everything else throws', (from) => {
    for (const to of states) {
      const move = () => transition('Invoice', INVOICE_TRANSITIONS, from, to)
      if (moves.has(`${from} > ${to}`)) expect(move()).toBe(to)
      else expect(move).toThrow(IllegalTransition)
    }
  })
})

describe('money for an invoice', () => {
  it('in full pays it, when its ledger closed', () => {
    expect(after(invoice(), [100n, BEFORE])).toEqual({
      state: 'paid/none',
      received: 100n,
      paidAt: BEFORE,
      events: ['invoice.paid'],
    })
  })

  it('in parts pays it with the last of them', () => {
    expect(after(invoice(), [1n, BEFORE], [98n, BEFORE], [1n, BEFORE])).toMatchObject({
      state: 'paid/none',
      received: 100n,
      events: ['invoice.partially_paid', 'invoice.partially_paid', 'invoice.paid'],
    })
  })

  it('beyond what is asked overpays it, at once or after it was paid', () => {
    expect(after(invoice(), [101n, BEFORE])).toMatchObject({ state: 'overpaid/none', events: ['invoice.overpaid'] })
    const twice = after(invoice(), [100n, BEFORE], [1n, AFTER], [5n, AFTER])
    expect(twice).toMatchObject({ state: 'overpaid/none', received: 106n, paidAt: BEFORE })
    expect(twice.events).toEqual(['invoice.paid', 'invoice.overpaid', 'invoice.overpaid'])
  })

  it('of any amount pays it where the payer chooses', () => {
    const open = invoice({ expected_amount: null })
    expect(after(open, [1n, BEFORE])).toMatchObject({ state: 'paid/none', received: 1n })
    expect(after(open, [1n, BEFORE], [1n, BEFORE])).toMatchObject({ state: 'overpaid/none', received: 2n })
  })

  it('too late first expires it, and is then for the merchant to decide', () => {
    expect(after(invoice(), [100n, AFTER])).toEqual({
      state: 'expired/paid_late',
      received: 100n,
      paidAt: null,
      events: ['invoice.expired', 'invoice.paid_late'],
    })
    expect(after(invoice(), [40n, BEFORE], [60n, AFTER], [1n, AFTER])).toMatchObject({
      state: 'expired/paid_late',
      received: 101n,
      events: ['invoice.partially_paid', 'invoice.underpaid', 'invoice.paid_late', 'invoice.paid_late'],
    })
  })

  it('whose ledger closed exactly at the expiry is too late', () => {
    expect(after(invoice(), [100n, EXPIRES]).state).toBe('expired/paid_late')
  })

  it('never comes too late where nothing expires', () => {
    expect(after(invoice({ expires_at: null }), [100n, '2999-01-01T00:00:00.000Z']).state).toBe('paid/none')
  })

  it('in time counts, even when it is seen after the expiry', () => {
    const expired = expireInvoice(invoice()).invoice
    expect(after(expired, [100n, BEFORE])).toMatchObject({ state: 'paid/none', paidAt: BEFORE })
    expect(after(expired, [101n, BEFORE]).state).toBe('overpaid/none')
    expect(after(expired, [60n, BEFORE], [40n, BEFORE])).toMatchObject({
      state: 'paid/none',
      events: ['invoice.underpaid', 'invoice.paid'],
    })
  })

  it('in time does not settle by itself what holds late money', () => {
    const late = invoice({ status: 'expired', status_detail: 'paid_late', received_amount: 10n })
    expect(after(late, [100n, BEFORE])).toMatchObject({ state: 'expired/paid_late', received: 110n })
  })

  it('for a cancelled invoice leaves it cancelled', () => {
    const cancelled = invoice({ status: 'cancelled' })
    expect(after(cancelled, [100n, BEFORE])).toMatchObject({
      state: 'cancelled/paid_late',
      received: 100n,
      events: ['invoice.paid_late'],
    })
  })

  it('that lacks no more than is let pass pays it, to the last unit', () => {
    const asked = invoice({ expected_amount: 10_000_000n })
    expect(after(asked, [9_950_000n, BEFORE, 50])).toMatchObject({ state: 'paid/none', events: ['invoice.paid'] })
    expect(after(asked, [9_949_999n, BEFORE, 50])).toMatchObject({ state: 'partially_paid/none' })
    expect(after(asked, [9_949_999n, BEFORE, 50], [1n, BEFORE, 50])).toMatchObject({ state: 'paid/none' })
    expect(after(asked, [9_999_999n, BEFORE, 0])).toMatchObject({ state: 'partially_paid/none' })
    expect(after(asked, [10_000_001n, BEFORE, 50])).toMatchObject({ state: 'overpaid/none' })
  })

  it('may still bring what was let pass; it is told once that it is paid', () => {
    const asked = invoice({ expected_amount: 1_000n })
    expect(after(asked, [995n, BEFORE, 50], [5n, AFTER, 50], [1n, AFTER, 50])).toEqual({
      state: 'overpaid/none',
      received: 1_001n,
      paidAt: BEFORE,
      events: ['invoice.paid', null, 'invoice.overpaid'],
    })
  })

  it('with a price is compared with the price', () => {
    const priced = invoice({ pricing_amount: 2_500n, pricing_received: 0n })
    const credit = { amount: 1n, closedAt: BEFORE, tolerance: 0 }
    const worth = (pricing_received: bigint) =>
      stateOf(creditInvoice(priced, { ...credit, priced: { pricing_received, expected_amount: 1n } }).at(-1)!.invoice)
    expect([2_499n, 2_500n, 2_501n].map(worth)).toEqual(['partially_paid/none', 'paid/none', 'overpaid/none'])
    expect(countsAgainstPrice(priced, BEFORE)).toBe(true)
    expect(countsAgainstPrice(priced, EXPIRES)).toBe(false)
    expect(countsAgainstPrice({ ...priced, status: 'paid' }, BEFORE)).toBe(false)
    expect(countsAgainstPrice({ ...priced, status: 'expired' }, BEFORE)).toBe(true)
    expect(countsAgainstPrice({ ...priced, status: 'expired', status_detail: 'paid_late' }, BEFORE)).toBe(false)
    expect(countsAgainstPrice(invoice(), BEFORE)).toBe(false)
  })

  it('is more than nothing', () => {
    expect(() => after(invoice(), [0n, BEFORE])).toThrow('Only money')
    expect(() => after(invoice(), [-1n, BEFORE])).toThrow('Only money')
  })
})

describe('an invoice', () => {
  it('expires with or without part of the money', () => {
    expect(expireInvoice(invoice())).toMatchObject({ invoice: { status: 'expired', status_detail: 'none' } })
    expect(expireInvoice(invoice()).event).toBe('invoice.expired')
    const part = expireInvoice(invoice({ status: 'partially_paid', received_amount: 1n }))
    expect(part).toMatchObject({
      invoice: { status: 'expired', status_detail: 'underpaid' },
      event: 'invoice.underpaid',
    })
    expect(() => expireInvoice(invoice({ status: 'paid' }))).toThrow(IllegalTransition)
  })

  it('that is ended by hand ends now, or when it ended already', () => {
    expect(expireInvoiceNow(invoice(), BEFORE).invoice.expires_at).toBe(BEFORE)
    expect(expireInvoiceNow(invoice(), AFTER).invoice.expires_at).toBe(EXPIRES)
    expect(expireInvoiceNow(invoice({ expires_at: null }), AFTER).invoice.expires_at).toBe(AFTER)
  })

  it('that nobody paid anything for can be cancelled', () => {
    expect(cancelInvoice(invoice())).toMatchObject({ from: 'unpaid', invoice: { status: 'cancelled' }, event: null })
    expect(() => cancelInvoice(invoice({ status: 'partially_paid' }))).toThrow(IllegalTransition)
  })

  it('that is settled is paid and says that a person did it', () => {
    const part = invoice({ status: 'partially_paid', received_amount: 60n })
    const { invoice: settled, event } = settleInvoice(part, AFTER)
    expect(settled).toMatchObject({ status: 'paid', status_detail: 'accepted', paid_at: AFTER, received_amount: 60n })
    expect(event).toBe('invoice.paid')
    expect(after(settled, [40n, AFTER]).state).toBe('overpaid/accepted')
    expect(() => settleInvoice(invoice(), AFTER)).toThrow(IllegalTransition)
  })
})

describe('whatever comes, in whatever order', () => {
  const credits = fc.array(
    fc.record({ amount: fc.bigInt({ min: 1n, max: 150n }), closedAt: fc.constantFrom(BEFORE, EXPIRES, AFTER) }),
    { maxLength: 8 },
  )
  const expected = fc.option(fc.bigInt({ min: 1n, max: 200n }), { nil: null })

  it('no money is lost, and the state tells how much there is', () => {
    fc.assert(
      fc.property(expected, credits, (expected_amount, arrivals) => {
        const result = after(
          invoice({ expected_amount }),
          ...arrivals.map(({ amount, closedAt }) => [amount, closedAt] as [bigint, string]),
        )
        const sum = arrivals.reduce((total, { amount }) => total + amount, 0n)
        expect(result.received).toBe(sum)
        if (result.state === 'paid/none' && expected_amount !== null) expect(sum).toBe(expected_amount)
        if (result.state === 'partially_paid/none') expect(sum).toBeLessThan(expected_amount!)
        expect(result.state === 'unpaid/none').toBe(sum === 0n)
        expect(result.paidAt !== null).toBe(/^(paid|overpaid)\//.test(result.state))
      }),
    )
  })

  it('only money in time ever pays without a person', () => {
    fc.assert(
      fc.property(credits, (arrivals) => {
        let current = invoice()
        for (const credit of arrivals) {
          current = creditInvoice(current, { ...credit, tolerance: 0, priced: null }).at(-1)!.invoice
        }
        const inTime = arrivals.filter(({ closedAt }) => closedAt < EXPIRES).reduce((sum, c) => sum + c.amount, 0n)
        if (['paid', 'overpaid'].includes(current.status)) expect(inTime >= 100n).toBe(true)
      }),
    )
  })
})
