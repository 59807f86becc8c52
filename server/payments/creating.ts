import type { PaymentMethod } from '../checkout/views.ts'
import type { Core } from '../core.ts'
import type { OpenedAccount } from '../providers/accounts.ts'
import { type Created, ProviderFailure } from '../providers/provider.ts'
import { webhookPath } from '../providers/registration.ts'
import { type Routed, tellOutage, tellSuccess } from '../providers/routing.ts'
import type { AttemptRow, PaymentRow } from '../store/schema.ts'
import { returnUrlOf } from './attempts.ts'

export type CreateResult = { created: Created } | { failure: ProviderFailure }

/**
 * Asks the provider; what may have been done is asked for once more, under the same key. If that fails as well, what
 * may have been done stays unknown, whatever the second failure was.
 */
export async function createAtProvider(
  { config }: Core,
  { account, id, provider }: OpenedAccount,
  attempt: AttemptRow,
  payment: Pick<PaymentRow, 'id' | 'description'>,
): Promise<CreateResult> {
  const returnUrl = returnUrlOf(config, attempt)
  const order = {
    key: attempt.id,
    paymentId: payment.id,
    method: attempt.method as PaymentMethod,
    amount: attempt.amount,
    currency: attempt.currency,
    description: payment.description,
    returnUrl,
    cancelUrl: `${returnUrl}&cancelled=1`,
    webhookUrl: config.publicUrl + webhookPath(provider, id),
  }
  let unknown: ProviderFailure | null = null
  for (;;) {
    try {
      return { created: await account.create(order) }
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error
      if (unknown || error.certainty !== 'unknown') return { failure: unknown ?? error }
      unknown = error
    }
  }
}

/** Tells the router how its choice turned out. */
export async function tellCircuit(core: Core, { account, watched }: Routed, result: CreateResult): Promise<void> {
  if (!account) return
  const outage = 'failure' in result && result.failure.certainty !== 'refused'
  if (outage) await tellOutage(core, account.id)
  else if (watched) await tellSuccess(core, account.id)
}
