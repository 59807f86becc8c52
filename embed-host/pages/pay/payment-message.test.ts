import { expect, it } from 'vitest'
import { invoiceView, paymentView } from './example-views.ts'
import { paymentMessage } from './payment-message.ts'

const { id } = paymentView()
const { publicId } = invoiceView()

it('speaks the documented messages for a payment', () => {
  expect(paymentMessage(paymentView({ status: 'succeeded' }))).toEqual({
    type: 'paylinq:payment:succeeded',
    payload: { paymentId: id, status: 'succeeded' },
  })
  expect(paymentMessage(paymentView({ status: 'failed' }))).toEqual({
    type: 'paylinq:payment:failed',
    payload: { paymentId: id, status: 'failed' },
  })
  expect(paymentMessage(paymentView({ status: 'requires_action' }))).toEqual({
    type: 'paylinq:payment:requires_action',
    payload: { paymentId: id },
  })
})

it('is silent while nothing is decided, also after a decline', () => {
  expect(paymentMessage(paymentView({ decline: 'declined' }))).toBeNull()
  expect(paymentMessage(paymentView({ status: 'processing' }))).toBeNull()
  expect(paymentMessage(invoiceView({ status: 'partially_paid' }))).toBeNull()
})

it('speaks for an invoice under its public id', () => {
  expect(paymentMessage(invoiceView({ status: 'overpaid' }))).toEqual({
    type: 'paylinq:payment:succeeded',
    payload: { paymentId: publicId, status: 'overpaid' },
  })
})
