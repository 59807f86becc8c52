import Stripe from 'stripe'
import { certaintyOf } from '../http.ts'
import { ProviderFailure } from '../provider.ts'

/** Runs a call of Stripe's client. @throws ProviderFailure in place of all that it throws. */
export async function call<T>(request: () => Promise<T>): Promise<T> {
  let answer: T
  try {
    answer = await request()
  } catch (error) {
    throw failureOf(error)
  }
  // The client throws for errors of Stripe's own form only: what stands between us may answer in another.
  const status =
    (answer as { lastResponse?: { statusCode?: number } } | null | undefined)?.lastResponse?.statusCode ?? 200
  if (status > 299) throw new ProviderFailure('unknown', `Something other than Stripe answered ${status}.`)
  return answer
}

function failureOf(error: unknown): ProviderFailure {
  const { errors } = Stripe
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof errors.StripeConnectionError) {
    const code = (error.detail as NodeJS.ErrnoException | undefined)?.code
    return new ProviderFailure(certaintyOf(code), message)
  }
  if (error instanceof errors.StripeRateLimitError) return new ProviderFailure('not_sent', message)
  if (error instanceof errors.StripeError && error.statusCode && error.statusCode >= 400 && error.statusCode < 500) {
    // 408: given up half-way. 409: the same key is being worked on. It may well be done.
    return new ProviderFailure([408, 409].includes(error.statusCode) ? 'unknown' : 'refused', message)
  }
  return new ProviderFailure('unknown', message)
}
