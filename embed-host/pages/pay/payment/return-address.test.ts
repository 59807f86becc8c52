import { expect, it, vi } from 'vitest'
import { forgetReturn } from './return-address.ts'

function addressAfter(href: string): string | null {
  const replaceState = vi.fn()
  const page = { location: new URL(href), history: { state: null, replaceState } }
  forgetReturn(page as unknown as Window)
  return replaceState.mock.lastCall?.[2] ?? null
}

it.each([
  ['?returned=att_1', ''],
  ['?embed=1&theme=dark&returned=att_1&locale=de-AT', '?embed=1&theme=dark&locale=de-AT'],
  // What providers put there themselves.
  ['?returned=att_1&payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&redirect_status=succeeded', ''],
  ['?returned=att_1&token=8X&PayerID=7Y#part', '#part'],
])('keeps of %s what the page was asked for', (came, kept) => {
  expect(addressAfter(`https://pay.example/below/pay/1${came}`)).toBe(`/below/pay/1${kept}`)
})
