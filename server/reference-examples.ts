import type { OpenApiDocument } from './http/openapi.ts'

/**
 * A first request for each PayLinkr operation that takes a body, by method and path. A field that ends in `Id` names
 * something that has to be made before.
 */
const EXAMPLES: Record<string, object> = {
  'post /invoices': {
    title: 'Consulting Deposit',
    amount: '250.00',
    asset: 'USDC',
    orderId: 'ORD-9001',
    clientEmail: 'client@example.com',
    expiresIn: '24h',
  },
  'post /invoices/{id}/notify': { channel: 'EMAIL' },
  'post /unmatched-transfers/{id}/attach': { invoiceId: 'inv_…' },
  'post /recurring-plans': {
    title: 'Monthly Support Retainer',
    asset: 'USDC',
    expectedAmount: '250.00',
    interval: 'MONTHLY',
    invoiceExpiresIn: '7d',
    clientEmail: 'client@example.com',
    autoRemindersEnabled: true,
    reminderPreset: 'STANDARD',
  },
  'patch /recurring-plans/{id}': { active: false },
  'post /subscription-packages': {
    name: 'Pro Support',
    description: 'Monthly support and account reviews',
    asset: 'USDC',
    amount: '99.00',
    interval: 'MONTHLY',
    trialDays: 14,
    widgetButtonLabel: 'Start subscription',
  },
  'patch /subscription-packages/{id}': { widgetButtonLabel: 'Subscribe' },
  'post /subscriptions': {
    packageId: 'subpkg_…',
    customerEmail: 'buyer@example.com',
    customerName: 'Alex Buyer',
    externalCustomerRef: 'cust_2048',
    startImmediately: true,
  },
  'patch /subscriptions/{id}': { action: 'pause' },
  'patch /webhooks': { webhookUrl: 'https://example.com/paylinkr/webhooks', regenerateSecret: false },
  'post /webhooks/replay': { from: '2026-04-15T10:35:00Z' },
}

/** Puts the examples where a reader, and a program that makes requests of the document, looks for them. */
export function addExamples(document: OpenApiDocument): OpenApiDocument {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { requestBody }] of Object.entries(operations)) {
      const example = EXAMPLES[`${method} ${path}`]
      if (requestBody && example) Object.assign(requestBody.content['application/json'], { example })
    }
  }
  return document
}
