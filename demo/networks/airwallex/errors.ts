/** The body of a refused request (airwallex.com/docs/payments__error-response-codes). */
export interface ErrorBody {
  code: string
  message: string
  /** The parameter at fault. */
  source?: string
  details?: Record<string, unknown>
  /** What the card's bank answered, for `issuer_declined`. */
  provider_original_response_code?: string
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

/** A payment that failed: unlike other refusals it keeps what was written before, the attempt and its events. */
export class Declined extends ApiError {
  constructor(body: ErrorBody) {
    super(400, body)
    this.name = 'Declined'
  }
}

export const invalid = (source: string, message: string) =>
  new ApiError(400, { code: 'validation_error', source, message })

export const unauthorized = (message: string) => new ApiError(401, { code: 'unauthorized', message })

/** Named in the URL: 404. Named by a parameter: the request is at fault, not the address. */
export const notFound = (id: string, status: 400 | 404 = 404) =>
  new ApiError(status, { code: 'resource_not_found', message: `The resource with ID ${id} cannot be found` })

export const wrongStatus = (status: string, operation: string) =>
  new ApiError(400, {
    code: 'invalid_status_for_operation',
    message: `The PaymentIntent status ${status} is invalid for operation ${operation}`,
  })

export const duplicateRequest = (id: string) =>
  new ApiError(400, {
    code: 'duplicate_request',
    source: 'request_id',
    message: `The request ID ${id} has been used previously. Use another one for another request.`,
  })

/** What a 500 says. */
export const INTERNAL_ERROR: ErrorBody = {
  code: 'internal_error',
  message: 'An internal error was encountered. Please try again later.',
}
