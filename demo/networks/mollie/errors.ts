/** What a refused request is answered (docs.mollie.com/reference/handling-errors). */
export interface ErrorBody {
  status: number
  title: string
  detail: string
  /** The parameter that is at fault. */
  field?: string
  _links: { documentation: { href: string; type: 'text/html' } }
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  500: 'Internal Server Error',
}

export const errorBodyOf = (status: number, detail: string, field?: string): ErrorBody => ({
  status,
  title: TITLES[status] ?? 'Error',
  detail,
  ...(field && { field }),
  _links: { documentation: { href: 'https://docs.mollie.com/reference/handling-errors', type: 'text/html' } },
})

/** A request that is refused, with the status and the body that the caller gets. */
export class ApiError extends Error {
  readonly status: number
  readonly body: ErrorBody

  constructor(status: number, detail: string, field?: string) {
    super(detail)
    this.name = 'ApiError'
    this.status = status
    this.body = errorBodyOf(status, detail, field)
  }
}

/** The request can be read, but what it asks for does not go. */
export const unprocessable = (detail: string, field?: string) => new ApiError(422, detail, field)

export const noSuch = (kind: string, id: string) => new ApiError(404, `There is no ${kind} with the id ${id}.`)
