import { describe, expect, it } from 'vitest'
import type { InvoiceView } from '../../../../server/checkout/views.ts'
import { renderPayPage } from '../../render.tsx'
import { invoiceView } from '../example-views.ts'

const view = (changes: Partial<InvoiceView> = {}) =>
  invoiceView({
    asset: 'XLM',
    assetIssuer: null,
    expectedAmount: '80.0256083',
    remainingAmount: '80.0256083',
    quote: {
      amount: '80.0256083',
      rate: '0.3124',
      pricingCurrency: 'EUR',
      pricingAmount: '25.00',
      validUntil: '2026-05-04T14:20:00.000Z',
    },
    ...changes,
  })

/** What the payer sees, without the state for the script. */
function shown(changes: Partial<InvoiceView>, serverNow: string): string {
  const html = renderPayPage({
    view: view(changes),
    embed: false,
    theme: 'system',
    locales: ['en'],
    allowedOrigins: [],
    serverNow,
    assets: { script: '/assets/invoice.js', styles: [], languages: {} },
    nonce: 'r4nd0m',
  })
  return html.split('<script type="application/json"')[0]!
}

const IN_TIME = '2026-05-04T14:05:51.000Z'
const TOO_LATE = '2026-05-04T14:20:00.000Z'

describe('an invoice with a price in fiat', () => {
  it('says what its amount comes from, and for how long it stays so', () => {
    const html = shown({}, IN_TIME)
    for (const text of ['80.0256083 XLM', '€25.00 at 0.3124 EUR for 1 XLM', '14m 09s', 'qr-code']) {
      expect(html).toContain(text)
    }
  })

  it('does not pass the whole price off as that of the rest', () => {
    const partly = { status: 'partially_paid', receivedAmount: '50', remainingAmount: '30.0256083' } as const
    expect(shown(partly, IN_TIME)).toContain('Whole price €25.00, at 0.3124 EUR for 1 XLM')
  })

  it('writes prices without cents, as a merchant may', () => {
    const { quote } = view()
    expect(shown({ quote: { ...quote!, pricingAmount: '25' } }, IN_TIME)).toContain('€25.00 at')
  })

  it('shows neither amount nor address nor code once its price ran out, but a way to another', () => {
    const html = shown({}, TOO_LATE)
    for (const text of ['The price has run out', 'Get a new price', 'Do not send money now'])
      expect(html).toContain(text)
    for (const text of [view().destinationAddress, '>80.0256083 XLM<', 'qr-code', 'web+stellar:']) {
      expect(html).not.toContain(text)
    }
  })

  it('needs no price any more once it is paid', () => {
    const html = shown({ status: 'paid', receivedAmount: '80.0256083' }, TOO_LATE)
    expect(html).toContain('Invoice paid')
    expect(html).not.toContain('Get a new price')
  })
})
