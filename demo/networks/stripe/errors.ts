import type Stripe from 'stripe'

/** What stands under `error` in a refused request. */
export interface ErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  message: string
  code?: string
  decline_code?: string
  param?: string
  charge?: string
  payment_intent?: Stripe.PaymentIntent
  payment_method?: Stripe.PaymentMethod
}

/** A request that is refused, with the status and the body that the caller gets. */
export class ApiError extends Error {
  readonly status: number
  readonly body: ErrorBody

  constructor(status: number, body: ErrorBody) {
    super(body.message)
    this.name = 'ApiError'
    this.status = status
    this.body = body
  }
}

/** A card that is declined: unlike other refusals it keeps what was written before, the attempt and its events. */
export class Declined extends ApiError {
  constructor(error: ErrorBody) {
    super(402, error)
    this.name = 'Declined'
  }
}

export const invalidRequest = (message: string, details: Omit<Partial<ErrorBody>, 'message' | 'type'> = {}) =>
  new ApiError(400, { type: 'invalid_request_error', message, ...details })

/** Named in the URL: 404. Named by a parameter (`status` 400): the request is at fault, not the address. */
export const noSuch = (kind: string, id: string, param = 'id', status = 404) =>
  new ApiError(status, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  })

/** The intent exists, but what is asked of it does not go with its status. */
export const unexpectedState = (intent: Stripe.PaymentIntent, message: string) =>
  invalidRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: intent })
