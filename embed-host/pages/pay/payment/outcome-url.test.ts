import { expect, it } from 'vitest'
import { outcomeUrl } from './outcome-url.ts'

const outcome = { paymentId: 'abc', status: 'succeeded' }

it('keeps what the merchant put into the URL', () => {
  expect(outcomeUrl('https://shop.example/thanks?order=1%202#top', outcome)).toBe(
    'https://shop.example/thanks?order=1%202&payment_id=abc&status=succeeded#top',
  )
})

it('replaces what an earlier try left there', () => {
  expect(outcomeUrl('https://shop.example/?status=pending&payment_id=old', outcome)).toBe(
    'https://shop.example/?payment_id=abc&status=succeeded',
  )
})
