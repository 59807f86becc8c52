import type { DefineEndpoint } from './api.ts'
import { captureOrder, captureParameters, getCapture, showCapture } from './captures.ts'
import { createOrder, orderParameters, showOrder } from './orders.ts'
import { refundCapture, refundParameters, showMadeRefund, showRefund } from './refunds.ts'
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  listEventTypes,
  listWebhooks,
  showWebhook,
  verification,
  verificationParameters,
  webhookChanges,
  webhookParameters,
} from './webhooks.ts'

/** How long the orders and the payments API remember a `PayPal-Request-Id`. */
const SIX_HOURS = 6 * 60 * 60 * 1000
const FORTY_FIVE_DAYS = 45 * 24 * 60 * 60 * 1000

export function defineEndpoints(define: DefineEndpoint): void {
  define('POST', '/v2/checkout/orders', {
    body: orderParameters,
    keptMs: SIX_HOURS,
    status: ({ payment_source }) => (payment_source ? 200 : 201),
    run: createOrder,
    show: (account, id, { detail }) => showOrder(account, id, detail),
  })
  define('GET', '/v2/checkout/orders/:id', { show: (account, id) => showOrder(account, id, 'representation') })
  define('POST', '/v2/checkout/orders/:id/capture', {
    body: captureParameters,
    keptMs: SIX_HOURS,
    status: () => 201,
    run: captureOrder,
    show: (account, id, { detail }) => showOrder(account, id, detail),
  })

  define('GET', '/v2/payments/captures/:id', {
    show: (account, id) => showCapture(account, getCapture(account, id), 'alone'),
  })
  define('POST', '/v2/payments/captures/:id/refund', {
    body: refundParameters,
    keptMs: FORTY_FIVE_DAYS,
    status: () => 201,
    run: refundCapture,
    show: (account, id, { detail }) => showMadeRefund(account, id, detail),
  })
  define('GET', '/v2/payments/refunds/:id', { show: showRefund })

  const webhooks = '/v1/notifications/webhooks'
  define('POST', webhooks, { body: webhookParameters, status: () => 201, run: createWebhook, show: showWebhook })
  define('GET', webhooks, { show: listWebhooks })
  define('GET', `${webhooks}-event-types`, { show: listEventTypes })
  define('GET', `${webhooks}/:id`, { show: showWebhook })
  define('PATCH', `${webhooks}/:id`, { body: webhookChanges, run: changeWebhook, show: showWebhook })
  define('DELETE', `${webhooks}/:id`, { run: deleteWebhook, show: () => null })
  define('POST', '/v1/notifications/verify-webhook-signature', {
    body: verificationParameters,
    show: (account, _id, { input }) => verification(account, input),
  })
}
