import autocannon from 'autocannon'

export interface Request {
  url: string
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: string
  /** A new Idempotency-Key for each request. */
  idempotent?: boolean
  /** The status that counts; anything else ends the bench. */
  expect: number
}

const CONNECTIONS = 32

/** Requests answered in a second, over so many seconds. */
export async function requestsPerSecond(request: Request, seconds: number): Promise<number> {
  let sent = 0
  const run = Math.random().toString(36).slice(2)
  const result = await autocannon({
    url: request.url,
    connections: CONNECTIONS,
    duration: seconds,
    requests: [
      {
        method: request.method,
        headers: request.headers,
        ...(request.body && { body: request.body }),
        ...(request.idempotent && {
          setupRequest: (each) => {
            sent += 1
            return { ...each, headers: { ...each.headers, 'Idempotency-Key': `${run}-${sent}` } }
          },
        }),
      },
    ],
  })
  const statuses = Object.keys(result.statusCodeStats ?? {})
  if (result.errors > 0 || statuses.some((status) => Number(status) !== request.expect)) {
    throw new Error(`${request.method} ${request.url}: ${result.errors} errors, statuses ${statuses.join(', ')}`)
  }
  return result.requests.average
}
