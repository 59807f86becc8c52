import { describe, expect, it } from 'vitest'
import type { CheckoutView } from '../../server/checkout/views.ts'
import { invoiceView, paymentView } from './pay/example-views.ts'
import { type PayPageModel, renderNotFoundPage, renderPayPage, renderProblemPage } from './render.tsx'

function render(view: CheckoutView, changes: Partial<PayPageModel> = {}): string {
  return renderPayPage({
    view,
    embed: false,
    theme: 'system',
    locale: 'en',
    allowedOrigins: ['https://shop.example'],
    serverNow: '2026-05-04T14:05:00.000Z',
    assets: { script: '/assets/pay.js', styles: ['/assets/pay.css'], preload: ['/assets/stripe-form.js'] },
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
    const html = render(paymentView(), { locale: 'en-GB', theme: 'dark' })
    expect(html).toMatch(/^<!doctype html><html lang="en-GB" dir="ltr" data-theme="dark"/)
    expect(html).toContain('<meta name="color-scheme" content="dark"')
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
  expect(render(paid, { returned: true })).toContain('Payment successful')
  expect(render(paid)).toContain('Already paid')
})

describe('a page without a payment', () => {
  const model = { embed: false, theme: 'system', locale: 'en', styles: ['/assets/pay.css'] } as const

  it('says that the link leads nowhere', () => {
    const html = renderNotFoundPage(model)
    expect(html).toContain('Link not found')
    expect(html).not.toContain('<script')
  })

  it('offers to load a broken page again', () => {
    expect(renderProblemPage({ ...model, reloadUrl: '/pay/x?embed=1' })).toContain('href="/pay/x?embed=1"')
  })
})
