import { describe, expect, it } from 'vitest'
import { parseOriginPattern } from '../server/accounts/origins.ts'
import type { CheckoutView } from '../server/checkout/views.ts'
import { readConfig } from '../server/config.ts'
import { invoiceView, paymentView } from './pages/pay/example-views.ts'
import { COMMON_HEADERS, payPagePolicy } from './security.ts'

function policy(env: Record<string, string> = {}, view: CheckoutView = paymentView()) {
  const config = readConfig({ PAYLINK_SECRET: 'a secret that is long enough for this', ...env })
  const text = payPagePolicy(config, view, [parseOriginPattern('https://shop.example')], 'r4nd0m')
  return Object.fromEntries(text.split('; ').map((directive) => directive.split(/ (.*)/s, 2)))
}

describe('the policy of a pay page', () => {
  it('lets in the forms of every provider that has one', () => {
    const { 'script-src': scripts, 'frame-src': frames } = policy()
    for (const provider of ['stripe.com', 'airwallex.com']) {
      expect(scripts).toContain(provider)
      expect(frames).toContain(provider)
    }
    expect(scripts).toContain("'nonce-r4nd0m'")
    expect(scripts).not.toMatch(/unsafe|\s\*\s/)
  })

  it('lets nothing of Airwallex in where the payer goes to its page instead', () => {
    expect(Object.values(policy({ AIRWALLEX_PAGE_URL: 'http://localhost:4000' })).join()).not.toContain('airwallex')
  })

  it('lets no provider into the page of an invoice', () => {
    expect(policy({}, invoiceView())).toMatchObject({ 'frame-src': "'none'", 'connect-src': "'self'" })
  })
})

it('lets a page see when a window that it opened is closed', () => {
  expect(Object.keys(COMMON_HEADERS)).not.toContain('Cross-Origin-Opener-Policy')
})
