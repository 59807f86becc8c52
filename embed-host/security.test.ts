import { describe, expect, it } from 'vitest'
import { parseOriginPattern } from '../server/accounts/origins.ts'
import type { CheckoutView } from '../server/checkout/views.ts'
import { readConfig } from '../server/config.ts'
import { invoiceView, paymentView } from './pages/pay/example-views.ts'
import { COMMON_HEADERS, payPagePolicy, shopPagePolicy } from './security.ts'

function policy(env: Record<string, string> = {}, view: CheckoutView = paymentView(), logoUrl?: string) {
  const config = readConfig({ PAYLINK_SECRET: 'a secret that is long enough for this', ...env })
  const text = payPagePolicy(config, view, [parseOriginPattern('https://shop.example')], 'r4nd0m', logoUrl)
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

it.each([paymentView(), invoiceView()])(
  "lets in the picture of a merchant's logo from its own origin alone",
  (view) => {
    const { 'img-src': images, ...rest } = policy({}, view, 'https://cdn.shop.example:8443/a/logo.svg?v=1')
    expect(images).toBe("'self' data: https://cdn.shop.example:8443")
    const { 'img-src': without, ...restWithout } = policy({}, view)
    expect(without).toBe("'self' data:")
    expect(rest).toEqual(restWithout)
  },
)

it("lets the merchant's own style into a payment link's page by its nonce, and no script", () => {
  const text = shopPagePolicy([parseOriginPattern('https://shop.example')], 'r4nd0m')
  expect(text).toContain("; style-src 'self' 'nonce-r4nd0m'; ")
  expect(text).not.toMatch(/script-src|unsafe/)
})

it('lets a page see when a window that it opened is closed', () => {
  expect(Object.keys(COMMON_HEADERS)).not.toContain('Cross-Origin-Opener-Policy')
})
