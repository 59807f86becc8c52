import { expect, it } from 'vitest'
import { declineReason } from './decline-reason.ts'

it('prefers the bank\'s reason to "declined"', () => {
  expect(declineReason({ code: 'card_declined', decline_code: 'insufficient_funds' })).toBe('insufficient_funds')
})

it('says "declined" for reasons that are not for the payer', () => {
  expect(declineReason({ code: 'card_declined', decline_code: 'stolen_card' })).toBe('declined')
})

it('says nothing where the card is not to blame', () => {
  expect(declineReason({ code: 'api_connection_error' })).toBeNull()
  expect(declineReason({})).toBeNull()
})
