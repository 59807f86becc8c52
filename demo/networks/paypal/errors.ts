import type { Link } from './links.ts'

export interface ErrorDetail {
  issue: string
  description: string
  /** A JSON pointer into what was sent. */
  field?: string
  value?: string
  location?: 'body' | 'path' | 'header'
}

export interface ErrorBody {
  name: string
  message: string
  details?: ErrorDetail[]
  links?: Link[]
}

/** A request that PayPal answers with an error. */
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

/** A funding source that is declined: unlike other refusals it keeps what was written before. */
export class Declined extends ApiError {}

/** What was sent has not the form it must have. */
export const invalidRequest = (details: ErrorDetail[]) =>
  new ApiError(400, { name: 'INVALID_REQUEST', message: 'The request does not have the form it must have.', details })

const REFUSED = 'The request is well-formed, but cannot be done.'

/** Well-formed, but not possible with things as they are. */
export const unprocessable = (issue: string, description: string, more: Partial<ErrorDetail> = {}) =>
  new ApiError(422, { name: 'UNPROCESSABLE_ENTITY', message: REFUSED, details: [{ issue, description, ...more }] })

/** @param approval where the payer can choose another funding source. */
export const declined = (approval: Link) =>
  new Declined(422, {
    name: 'UNPROCESSABLE_ENTITY',
    message: REFUSED,
    details: [{ issue: 'INSTRUMENT_DECLINED', description: 'The bank or the processor declined the funding source.' }],
    links: [approval],
  })

export const notFound = (field: string, value: string) =>
  new ApiError(404, {
    name: 'RESOURCE_NOT_FOUND',
    message: 'There is no such resource.',
    details: [{ issue: 'INVALID_RESOURCE_ID', description: 'Nothing has this id.', field, value, location: 'path' }],
  })

export const inProgress = () =>
  new ApiError(409, {
    name: 'RESOURCE_CONFLICT',
    message: 'The same request is being worked on.',
    details: [{ issue: 'PREVIOUS_REQUEST_IN_PROGRESS', description: 'Ask again when the first one is answered.' }],
  })

export const unauthenticated = (description: string) =>
  new ApiError(401, {
    name: 'AUTHENTICATION_FAILURE',
    message: 'The request carries no access token that is valid.',
    details: [{ issue: 'INVALID_TOKEN', description, location: 'header' }],
  })

/** What PayPal answers when the fault is its own. */
export const INTERNAL_ERROR: ErrorBody = {
  name: 'INTERNAL_SERVER_ERROR',
  message: 'Something went wrong on our side.',
}
