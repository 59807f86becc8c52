import type { InvoiceView, PaymentView } from '../../../server/checkout/views.ts'

/** Views for tests. */
export function paymentView(changes: Partial<PaymentView> = {}): PaymentView {
  return {
    kind: 'payment',
    id: '0b8f9c52-5f0e-4a57-9d0c-8f5a1c1e7a11',
    status: 'pending',
    merchantName: 'Northwind Coffee',
    testMode: false,
    amount: 2500,
    coupon: null,
    couponOpen: false,
    currency: 'EUR',
    exponent: 2,
    description: 'Order #1234',
    methods: ['card'],
    decline: null,
    successUrl: 'https://shop.example/thanks?order=1234',
    cancelUrl: 'https://shop.example/cart',
    paidAt: null,
    createdAt: '2026-05-04T14:00:00.000Z',
    expiresAt: '2026-05-05T14:00:00.000Z',
    ...changes,
  }
}

export function invoiceView(changes: Partial<InvoiceView> = {}): InvoiceView {
  return {
    kind: 'invoice',
    publicId: 'inv_7Qm2Zk9xT4',
    merchantName: 'Northwind Coffee',
    testMode: false,
    title: 'Espresso machine',
    status: 'unpaid',
    statusDetail: 'none',
    network: 'STELLAR',
    asset: 'USDC',
    assetIssuer: 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5',
    expectedAmount: '125.50',
    receivedAmount: '0',
    remainingAmount: '125.50',
    quote: null,
    destinationAddress: 'GAIH3ULLFQ4DGSECF2AR555KZ4KNDGEKN4AFI4SU2M7B43MGK3QJZNSR',
    reference: 'PLR-7K2M9QXD',
    referenceLabel: 'Memo',
    payUri: 'web+stellar:pay?destination=GAIH3ULLFQ4DGSECF2AR555KZ4KNDGEKN4AFI4SU2M7B43MGK3QJZNSR&amount=125.50',
    networkPassphrase: 'Test SDF Network ; September 2015',
    sandboxWalletUrl: null,
    orderId: '1234',
    createdAt: '2026-05-04T14:00:00.000Z',
    expiresAt: '2026-05-04T15:00:00.000Z',
    paidAt: null,
    ...changes,
  }
}
