/** An error as Horizon writes it: RFC 7807, with types under its own address. */
export class Problem extends Error {
  readonly status: number
  readonly type: string
  readonly title: string
  readonly extras?: Record<string, unknown>

  constructor(status: number, type: string, title: string, detail: string, extras?: Record<string, unknown>) {
    super(detail)
    this.status = status
    this.type = type
    this.title = title
    this.extras = extras
  }
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

export const problemBody = ({ type, title, status, message, extras }: Problem): string =>
  JSON.stringify({ type: `https://stellar.org/horizon-errors/${type}`, title, status, detail: message, extras })

export const problemResponse = (problem: Problem): Response =>
  new Response(problemBody(problem), { status: problem.status, headers: { 'content-type': PROBLEM_TYPE } })

export const notFound = () => new Problem(404, 'not_found', 'Resource Missing', 'Nothing is kept under this address.')

export const beforeHistory = () =>
  new Problem(
    410,
    'before_history',
    'Data Requested Is Before Recorded History',
    'This server has a part of the history alone, and what was asked for is before it.',
  )

export const badRequest = (field: string, reason: string) =>
  new Problem(400, 'bad_request', 'Bad Request', `The parameter ${field} has a value that cannot be used.`, {
    invalid_field: field,
    reason,
  })

export const notAcceptable = () =>
  new Problem(
    406,
    'not_acceptable',
    'An acceptable response content-type could not be provided for this request',
    'Ask for application/hal+json or application/json, or for text/event-stream where there is a list.',
  )

export const serverError = () =>
  new Problem(500, 'server_error', 'Internal Server Error', 'The server could not do what was asked of it.')
