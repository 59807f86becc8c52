import type { ApiFailure, ApiOutcome } from './messages.ts'

const ANSWER_WITHIN_MS = 60_000

/** Calls the API as browsers may: with the publishable key among the parameters, so that no preflight is needed. */
export async function callApi(
  origin: string,
  method: 'GET' | 'POST',
  path: string,
  parameters: Record<string, string>,
): Promise<ApiOutcome> {
  const form = new URLSearchParams(parameters)
  try {
    const response = await fetch(`${origin}${path}${method === 'GET' ? `?${form}` : ''}`, {
      method,
      body: method === 'POST' ? form : null,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    const body = await response.json()
    return body.error ? { error: body.error } : { paymentIntent: body }
  } catch {
    return { error: unreachable() }
  }
}

export const unreachable = (): ApiFailure => ({
  type: 'api_connection_error',
  message: 'The payment service cannot be reached. Check your connection and try again.',
})

/** The intent that a client secret belongs to. */
export function intentOf(clientSecret: unknown): string {
  const id = typeof clientSecret === 'string' ? /^(pi_\w+)_secret_\w+$/.exec(clientSecret)?.[1] : undefined
  if (!id) throw integrationError('The clientSecret should look like pi_…_secret_….')
  return id
}

/** A mistake in the page's own code, rather than anything that the payer or the network did. */
export function integrationError(message: string): Error {
  const error = new Error(message)
  error.name = 'IntegrationError'
  return error
}
