import { describe, expect, it } from 'vitest'
import type { CheckoutView } from '../../server/checkout/views.ts'
import { invoiceView, paymentView } from './pay/example-views.ts'
import { type PayPageModel, renderPayPage } from './render.tsx'

function render(view: CheckoutView, changes: Partial<PayPageModel> = {}): string {
  return renderPayPage({
    view,
    embed: false,
    theme: 'system',
    locales: ['en'],
    allowedOrigins: ['https://shop.example'],
    serverNow: '2026-05-04T14:05:00.000Z',
    assets: {
      script: '/assets/pay.js',
      styles: ['/assets/pay.css'],
      preload: ['/assets/stripe-form.js'],
      languages: { en: '/assets/en.js', de: '/assets/de.js' },
    },
    nonce: 'r4nd0m',
    ...changes,
  })
}

/** Names of the buttons, as far as text makes them. */
function buttonNames(html: string): string[] {
  const buttons = html.matchAll(/<button\b([^>]*)>(.*?)<\/button>/gs)
  return [...buttons].map(([, attributes = '', content = '']) => {
    const label = /aria-label="([^"]*)"/.exec(attributes)?.[1]
    return label ?? content.replace(/<[^>]*>/g, '').trim()
  })
}

const allViews: [string, CheckoutView][] = [
  ['an open payment', paymentView()],
  ['a declined payment', paymentView({ decline: 'insufficient_funds' })],
  ['a payment on its way', paymentView({ status: 'processing' })],
  ['a payment with several methods', paymentView({ methods: ['paypal', 'card', 'ideal', 'bancontact'] })],
  ['a payment with a coupon', paymentView({ couponOpen: true, coupon: { code: 'SAVE5', discount: 500 } })],
  ['a paid payment', paymentView({ status: 'succeeded' })],
  ['an open invoice', invoiceView()],
  [
    'a partly paid invoice',
    invoiceView({ status: 'partially_paid', receivedAmount: '25.5', remainingAmount: '100.0' }),
  ],
  ['an overpaid invoice', invoiceView({ status: 'overpaid', receivedAmount: '130.0' })],
]

describe.each(allViews)('%s', (_, view) => {
  it('has no inline style, no inline script and a nonce on every script, as the policy demands', () => {
    const html = render(view)
    expect(html).not.toMatch(/\sstyle=|\son\w+=|<style/)
    for (const [script] of html.matchAll(/<script[^>]*>/g)) expect(script).toContain('nonce="r4nd0m"')
  })

  it("has the merchant's look: a style under the nonce, and the logo beside the name", () => {
    const look = { style: ':root{--corner:0px}', logoUrl: 'https://cdn.example/logo.svg' }
    const html = render(view, { look })
    expect(html.match(/<style[^>]*>[^<]*<\/style>/g)).toEqual(['<style nonce="r4nd0m">:root{--corner:0px}</style>'])
    expect(html.match(/<img[^>]*>/g)).toEqual([
      '<img class="merchant-logo" src="https://cdn.example/logo.svg" alt referrerpolicy="no-referrer" loading="lazy" decoding="async"/>',
    ])
    const json = /<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(html)?.[1]
    expect(JSON.parse(json ?? '')).toMatchObject({ logoUrl: look.logoUrl })
    expect(json).not.toContain('--corner')
  })

  it('carries the state it was rendered from', () => {
    const json = /<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(render(view))?.[1]
    expect(JSON.parse(json ?? '')).toMatchObject({ view, serverNow: '2026-05-04T14:05:00.000Z' })
  })

  it('has at most one button whose name begins with "Pay"', () => {
    const paying = buttonNames(render(view)).filter((name) => /^pay/i.test(name))
    expect(paying).toEqual(view.kind === 'payment' && view.status === 'pending' ? ['Pay €25.00'] : [])
  })
})

describe('the first paint', () => {
  it('of a payment shows who, what and how much', () => {
    const html = render(paymentView())
    for (const text of ['Northwind Coffee', '€25.00', 'Order #1234', 'class="skeleton"']) expect(html).toContain(text)
    expect(html).toContain('<title>€25.00 to Northwind Coffee</title>')
  })

  it('of an invoice shows all that a transfer by hand needs', () => {
    const view = invoiceView()
    const html = render(view)
    for (const text of [view.destinationAddress, view.reference, '125.50 USDC', '55m 00s', 'qr-code']) {
      expect(html).toContain(text)
    }
    expect(html).toContain(`href="${view.payUri.replaceAll('&', '&amp;')}"`)
  })

  it('of an invoice that is over shows no address to send to', () => {
    const view = invoiceView({ status: 'expired' })
    const body = render(view).split('<script type="application/json"')[0]
    expect(body).not.toContain(view.destinationAddress)
  })

  it('has the language, theme and title in place', () => {
    const html = render(paymentView(), { locales: ['tlh', 'en-GB'], theme: 'dark' })
    expect(html).toMatch(/^<!doctype html><html lang="en-GB" dir="ltr" data-theme="dark"/)
    expect(html).toContain('<meta name="color-scheme" content="dark"')
  })

  it('loads the texts of its own language beside its script, and no other', () => {
    const html = render(paymentView(), { locales: ['de-AT', 'en'] })
    expect(html).toContain('"locale":"de-AT"')
    expect(html).toContain('<link rel="modulepreload" href="/assets/de.js"')
    expect(html).not.toContain('/assets/en.js')
  })
})

describe('the ways to pay', () => {
  /** What the payer sees, without the state for the script. */
  const shown = (view: CheckoutView) => render(view).split('<script type="application/json"')[0]!

  it('are a choice only when there are several, the first one chosen', () => {
    const several = shown(paymentView({ methods: ['paypal', 'card'] }))
    expect([...several.matchAll(/value="(\w+)"[^>]*>/g)].map(([radio, name]) => [name, /checked/.test(radio)])).toEqual(
      [
        ['paypal', true],
        ['card', false],
      ],
    )
    expect(shown(paymentView())).not.toContain('type="radio"')
    expect(shown(paymentView())).toContain('Card details')
  })

  it('name no provider before there is one', () => {
    expect(shown(paymentView())).toContain('Your card details go straight to the payment provider.')
    expect(shown(paymentView({ methods: ['paypal'] }))).toContain('What you enter at PayPal stays there.')
  })

  it('are none when nothing is left to pay', () => {
    const free = shown(paymentView({ amount: 0, methods: [], coupon: { code: 'FREE', discount: 2500 } }))
    expect(buttonNames(free)).toContain('Complete order')
    expect(free).not.toContain('This cannot be paid online')
  })
})

describe('a coupon', () => {
  const coupon = { code: 'SAVE5', discount: 500 }

  it('can be entered while the payment takes one, and nothing speaks of it otherwise', () => {
    expect(buttonNames(render(paymentView({ couponOpen: true })))).toContain('Add coupon code')
    expect(buttonNames(render(paymentView()))).not.toContain('Add coupon code')
    expect(buttonNames(render(paymentView({ couponOpen: true, status: 'processing' })))).not.toContain(
      'Add coupon code',
    )
  })

  it('shows what the amount is made of, and can be taken back', () => {
    const html = render(paymentView({ couponOpen: true, coupon, amount: 2000 }))
    for (const text of ['Subtotal', '€25.00', 'Discount (SAVE5)', '-€5.00', '€20.00']) expect(html).toContain(text)
    expect(buttonNames(html)).toContain('Remove coupon SAVE5')
  })

  it('stays on the receipt, where it cannot be taken back', () => {
    const html = render(paymentView({ couponOpen: false, coupon, amount: 2000, status: 'succeeded' }))
    expect(html).toContain('Discount (SAVE5)')
    expect(buttonNames(html)).not.toContain('Remove coupon SAVE5')
  })
})

it('lets no text of the merchant become markup', () => {
  const evil = '</script><img src=x onerror=alert(1)>'
  const html = render(paymentView({ merchantName: evil, description: evil }))
  expect(html).not.toContain('<img')
  expect(html).not.toContain(evil)
})

it('leads back to the shop from a hosted page only', () => {
  const cart = 'https://shop.example/cart?payment_id='
  expect(render(paymentView())).toContain(cart)
  expect(render(paymentView(), { embed: true }).split('<script type="application/json"')[0]).not.toContain(cart)
})

it('greets a payer who comes back from the bank, and tells anyone else that it is paid already', () => {
  const paid = paymentView({ status: 'succeeded' })
  expect(render(paid, { returned: 'att_1' })).toContain('Payment successful')
  expect(render(paid)).toContain('Already paid')
})
