import { z } from 'zod'
import { checkClientSecret } from './access.ts'
import { type DefineEndpoint, onlyExpand } from './api.ts'
import { getBalanceTransaction } from './balance.ts'
import { captureIntent, captureParameters } from './capture.ts'
import { getCharge } from './charges.ts'
import { confirmIntent, confirmParameters } from './confirmation.ts'
import {
  closeDispute,
  disputeListParameters,
  disputeUpdateParameters,
  getDispute,
  listDisputes,
  updateDispute,
} from './disputes.ts'
import { eventListParameters, getEvent, listEvents } from './events.ts'
import { getIntent } from './kept-intents.ts'
import { expand } from './parameters.ts'
import {
  cancelIntent,
  createIntent,
  intentCreateParameters,
  intentGetParameters,
  intentListParameters,
  intentUpdateParameters,
  listIntents,
  updateIntent,
} from './payment-intents.ts'
import { createPaymentMethod, findPaymentMethod, paymentMethodCreateParameters } from './payment-methods.ts'
import { createRefund, getRefund, listRefunds, refundCreateParameters, refundListParameters } from './refunds.ts'
import {
  createEndpoint,
  deleteEndpoint,
  endpointCreateParameters,
  endpointListParameters,
  endpointUpdateParameters,
  getEndpoint,
  listEndpoints,
  updateEndpoint,
} from './webhook-endpoints.ts'

const cancelParameters = z.strictObject({
  cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  expand,
})

/** Every URL of the API. */
export function defineEndpoints(define: DefineEndpoint) {
  define('POST', '/v1/payment_intents', { parameters: intentCreateParameters, run: createIntent })
  define('GET', '/v1/payment_intents', { parameters: intentListParameters, run: listIntents })
  define('GET', '/v1/payment_intents/:id', {
    parameters: intentGetParameters,
    browser: 'client secret',
    run(account, { client_secret }, id) {
      const intent = getIntent(account, id)
      checkClientSecret(intent.client_secret, client_secret)
      return intent
    },
  })
  define('POST', '/v1/payment_intents/:id', {
    parameters: intentUpdateParameters,
    run: (account, input, id) => updateIntent(account, id, input),
  })
  define('POST', '/v1/payment_intents/:id/confirm', {
    parameters: confirmParameters,
    browser: 'client secret',
    run(account, { client_secret, ...how }, id) {
      const intent = getIntent(account, id)
      checkClientSecret(intent.client_secret, client_secret)
      return confirmIntent(account, intent, how)
    },
  })
  define('POST', '/v1/payment_intents/:id/capture', {
    parameters: captureParameters,
    run: (account, input, id) => captureIntent(account, id, input),
  })
  define('POST', '/v1/payment_intents/:id/cancel', {
    parameters: cancelParameters,
    run: (account, { cancellation_reason }, id) => cancelIntent(account, id, cancellation_reason),
  })

  define('POST', '/v1/payment_methods', {
    parameters: paymentMethodCreateParameters,
    browser: 'free',
    run: createPaymentMethod,
  })
  define('GET', '/v1/payment_methods/:id', {
    parameters: onlyExpand,
    run: (account, _, id) => findPaymentMethod(account, id),
  })
  define('GET', '/v1/charges/:id', { parameters: onlyExpand, run: (account, _, id) => getCharge(account, id) })
  define('GET', '/v1/balance_transactions/:id', {
    parameters: onlyExpand,
    run: (account, _, id) => getBalanceTransaction(account, id),
  })

  define('POST', '/v1/refunds', { parameters: refundCreateParameters, run: createRefund })
  define('GET', '/v1/refunds', { parameters: refundListParameters, run: listRefunds })
  define('GET', '/v1/refunds/:id', { parameters: onlyExpand, run: (account, _, id) => getRefund(account, id) })

  define('GET', '/v1/disputes', { parameters: disputeListParameters, run: listDisputes })
  define('GET', '/v1/disputes/:id', { parameters: onlyExpand, run: (account, _, id) => getDispute(account, id) })
  define('POST', '/v1/disputes/:id', {
    parameters: disputeUpdateParameters,
    run: (account, input, id) => updateDispute(account, id, input),
  })
  define('POST', '/v1/disputes/:id/close', {
    parameters: onlyExpand,
    run: (account, _, id) => closeDispute(account, id),
  })

  define('GET', '/v1/events', { parameters: eventListParameters, run: listEvents })
  define('GET', '/v1/events/:id', { parameters: onlyExpand, run: (account, _, id) => getEvent(account, id) })

  define('POST', '/v1/webhook_endpoints', { parameters: endpointCreateParameters, run: createEndpoint })
  define('GET', '/v1/webhook_endpoints', { parameters: endpointListParameters, run: listEndpoints })
  define('GET', '/v1/webhook_endpoints/:id', {
    parameters: onlyExpand,
    run: (account, _, id) => getEndpoint(account, id),
  })
  define('POST', '/v1/webhook_endpoints/:id', {
    parameters: endpointUpdateParameters,
    run: (account, input, id) => updateEndpoint(account, id, input),
  })
  define('DELETE', '/v1/webhook_endpoints/:id', {
    parameters: z.strictObject({}),
    run: (account, _, id) => deleteEndpoint(account, id),
  })
}
