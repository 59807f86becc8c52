import { z } from 'zod'
import type { DefineEndpoint } from './api.ts'
import { chargebackListParameters, listChargebacks, readChargeback } from './chargebacks.ts'
import { getMethod, listMethods, methodListParameters } from './methods.ts'
import {
  cancelPayment,
  createParameters,
  createPayment,
  getParameters,
  listParameters,
  listPayments,
  readPayment,
  updateParameters,
  updatePayment,
} from './payments.ts'
import {
  cancelRefund,
  createRefund,
  listRefunds,
  readRefund,
  refundListParameters,
  refundParameters,
} from './refunds.ts'

const none = z.strictObject({})

/** Everything that the API can be asked to do. */
export function defineEndpoints(define: DefineEndpoint) {
  define('POST', '/v2/payments', {
    parameters: createParameters,
    run: (account, input, { idempotencyKey }) => createPayment(account, input, idempotencyKey),
  })
  define('GET', '/v2/payments', { parameters: listParameters, run: listPayments })
  define('GET', '/v2/payments/:id', {
    parameters: getParameters,
    run: (account, { embed }, { id }) => readPayment(account, id, embed),
  })
  define('PATCH', '/v2/payments/:id', {
    parameters: updateParameters,
    run: (account, input, { id }) => updatePayment(account, id, input),
  })
  define('DELETE', '/v2/payments/:id', {
    parameters: none,
    run: (account, _, { id }) => cancelPayment(account, id),
  })

  define('POST', '/v2/payments/:id/refunds', {
    parameters: refundParameters,
    run: (account, input, { id }) => createRefund(account, id, input),
  })
  define('GET', '/v2/payments/:id/refunds', {
    parameters: refundListParameters,
    run: (account, input, { id }) => listRefunds(account, id, input),
  })
  define('GET', '/v2/payments/:id/refunds/:part', {
    parameters: none,
    run: (account, _, { id, part }) => readRefund(account, id, part),
  })
  define('DELETE', '/v2/payments/:id/refunds/:part', {
    parameters: none,
    run: (account, _, { id, part }) => cancelRefund(account, id, part),
  })

  define('GET', '/v2/payments/:id/chargebacks', {
    parameters: chargebackListParameters,
    run: (account, input, { id }) => listChargebacks(account, id, input),
  })
  define('GET', '/v2/payments/:id/chargebacks/:part', {
    parameters: none,
    run: (account, _, { id, part }) => readChargeback(account, id, part),
  })

  define('GET', '/v2/methods', { parameters: methodListParameters, run: listMethods })
  define('GET', '/v2/methods/:id', {
    parameters: z.strictObject({ locale: z.string().optional(), include: z.string().optional() }),
    run: (account, _, { id }) => getMethod(account, id),
  })
}
