import { type DefineEndpoint, nothing } from './api.ts'
import { confirmBody, confirmIntent, continueBody, continueIntent } from './confirmation.ts'
import {
  cancelIntent,
  captureIntent,
  createIntent,
  intentCancelBody,
  intentCaptureBody,
  intentCreateBody,
  intentListQuery,
  listIntents,
  showIntent,
} from './intents.ts'
import { createRefund, listRefunds, refundCreateBody, refundListQuery, showRefund } from './refunds.ts'
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  webhookCreateBody,
  webhookListQuery,
} from './webhooks.ts'

const INTENTS = '/api/v1/pa/payment_intents'
const REFUNDS = '/api/v1/pa/refunds'
const WEBHOOKS = '/api/v1/webhooks'

/** Every endpoint behind a token. */
export function defineEndpoints(define: DefineEndpoint) {
  define('POST', `${INTENTS}/create`, { input: intentCreateBody, status: 201, run: createIntent })
  define('GET', INTENTS, { input: intentListQuery, run: listIntents })
  define('GET', `${INTENTS}/:id`, { input: nothing, run: (account, _, id) => showIntent(account, id) })
  define('POST', `${INTENTS}/:id/confirm`, {
    input: confirmBody,
    run: (account, body, id) => confirmIntent(account, id, body),
  })
  define('POST', `${INTENTS}/:id/confirm_continue`, {
    input: continueBody,
    run: (account, body, id) => continueIntent(account, id, body),
  })
  define('POST', `${INTENTS}/:id/capture`, {
    input: intentCaptureBody,
    run: (account, body, id) => captureIntent(account, id, body),
  })
  define('POST', `${INTENTS}/:id/cancel`, {
    input: intentCancelBody,
    run: (account, body, id) => cancelIntent(account, id, body),
  })
  define('POST', `${REFUNDS}/create`, { input: refundCreateBody, status: 201, run: createRefund })
  define('GET', REFUNDS, { input: refundListQuery, run: listRefunds })
  define('GET', `${REFUNDS}/:id`, { input: nothing, run: (account, _, id) => showRefund(account, id) })
  define('POST', `${WEBHOOKS}/create`, { input: webhookCreateBody, status: 201, run: createWebhook })
  define('GET', WEBHOOKS, { input: webhookListQuery, run: listWebhooks })
  define('GET', `${WEBHOOKS}/:id`, { input: nothing, run: (account, _, id) => getWebhook(account, id) })
  define('POST', `${WEBHOOKS}/:id/delete`, { input: nothing, run: (account, _, id) => deleteWebhook(account, id) })
}
