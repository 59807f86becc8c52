import { type Instant, instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { inMillis } from '../payments/outcomes.ts'
import { openAccount } from '../providers/accounts.ts'
import { ProviderFailure } from '../providers/provider.ts'
import type { RefundRow } from '../store/schema.ts'
import { applyToRefund, lockRefund, updateRefund } from './outcomes.ts'

/**
 * Refunds on their way to their provider. A call whose answer is lost may have given the money back, so it is only
 * ever repeated under the same key, and a refund is called failed only when surely no call of it was executed.
 */

/** Waits between looks at a refund that stays undecided, in milliseconds. Banks take days: the last one repeats. */
const WAITS = [15_000, 60_000, 5 * 60_000, 30 * 60_000, 2 * 60 * 60_000, 6 * 60 * 60_000, 24 * 60 * 60_000]
const AT_ONCE = 20

/** Longer than sending can take: nobody else sends meanwhile. */
const nextCheck = (core: Core, checks: number): Instant =>
  inMillis(core, Math.max(WAITS[Math.min(checks, WAITS.length - 1)]!, 4 * core.config.providerTimeout))

/** When a refund that was just written is sent by the reconciler, if it was not by its request. */
export const firstCheck = (core: Core): Instant => nextCheck(core, 0)

/**
 * Sends a refund for whoever waits for it. Called again for the same one, it goes on where the first call was left.
 * @returns the refund as it then is: `pending` while nobody knows better.
 */
export async function sendRefund(core: Core, refundId: string): Promise<RefundRow> {
  const { refund, isOurs } = await core.store.transaction(async (tx) => {
    const { refund } = await lockRefund(tx, refundId)
    // What the provider has taken on is read by the reconciler.
    const isOurs = refund.status === 'pending' && refund.provider_ref === null
    if (isOurs) await updateRefund(core, tx, refund, { checks: refund.checks + 1, check_at: nextCheck(core, 0) })
    return { refund, isOurs }
  })
  if (!isOurs) return refund
  try {
    return await send(core, refund)
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error
    return settleFailure(core, refund, error, true)
  }
}

/** @param refund as it was before this call was counted. */
async function send(core: Core, refund: RefundRow): Promise<RefundRow> {
  const { account } = await openAccount(core, refund.account_id)
  const { reference, capture } = await whatWasPaid(core, refund)
  const outcome = await account.refund({
    key: refund.id,
    reference,
    capture,
    amount: refund.amount,
    currency: refund.currency,
    reason: refund.reason,
    again: refund.checks > 0,
  })
  return applyToRefund(core, refund.id, outcome)
}

/**
 * Refused is failed. Not sent is failed too where somebody is told so, and this was the only call there ever was:
 * an earlier one may have been executed.
 */
function settleFailure(
  core: Core,
  { id, checks }: RefundRow,
  { certainty, message }: ProviderFailure,
  isWaitedFor: boolean,
): Promise<RefundRow> {
  return core.store.transaction(async (tx) => {
    const { refund } = await lockRefund(tx, id)
    const isUndone = certainty === 'refused' || (certainty === 'not_sent' && checks === 0 && isWaitedFor)
    // Whoever has called since then tells what became of it.
    const isOnlyOne = refund.checks === checks + 1
    if (!isUndone || !isOnlyOne || refund.status !== 'pending' || refund.provider_ref !== null) return refund
    const words = certainty === 'refused' ? message : null
    return updateRefund(core, tx, refund, { status: 'failed', message: words, check_at: null })
  })
}

/**
 * Finds out what became of refunds that are undecided: calls that were never answered, requests that died before
 * they sent theirs, banks that take their time.
 * @returns whether there may be more to do now.
 */
export async function reconcileRefunds(core: Core): Promise<boolean> {
  const due = await leaseDue(core)
  // At once: one provider that hangs does not make the others wait.
  await Promise.all(due.map((refund) => tryToReconcile(core, refund)))
  return due.length === AT_ONCE
}

/** Takes due refunds for this node by moving their next look into the future. @returns them as they were before. */
function leaseDue(core: Core): Promise<RefundRow[]> {
  return core.store.transaction(async (tx) => {
    const due = await tx
      .selectFrom('refunds')
      .selectAll()
      .where('check_at', '<=', instantNow(core.clock))
      .orderBy('check_at')
      .limit(AT_ONCE)
      .forUpdate()
      .skipLocked()
      .execute()
    for (const { id, checks } of due) {
      await tx
        .updateTable('refunds')
        .set({ check_at: nextCheck(core, checks), checks: checks + 1 })
        .where('id', '=', id)
        .execute()
    }
    return due
  })
}

async function tryToReconcile(core: Core, refund: RefundRow): Promise<void> {
  try {
    await (refund.provider_ref === null ? send(core, refund) : readAgain(core, refund, refund.provider_ref))
  } catch (error) {
    // Its next look is already set; a provider that is down is no news, one that never tells is.
    if (!(error instanceof ProviderFailure)) {
      core.logger.error({ err: error, refund: refund.id }, 'refund not reconciled')
      return
    }
    const { message } = error
    if (refund.checks >= WAITS.length) core.logger.warn({ refund: refund.id, message }, 'a refund stays undecided')
    if (refund.provider_ref === null) await settleFailure(core, refund, error, false)
  }
}

async function readAgain(core: Core, refund: RefundRow, reference: string): Promise<void> {
  const { account } = await openAccount(core, refund.account_id)
  await applyToRefund(core, refund.id, await account.readRefund(reference, (await whatWasPaid(core, refund)).reference))
}

/** What the provider calls the payment that is given back, and the money that was taken for it. */
async function whatWasPaid(core: Core, refund: RefundRow): Promise<{ reference: string; capture: string | null }> {
  const { provider_ref, capture_ref } = await core.store.db
    .selectFrom('attempts')
    .select(['provider_ref', 'capture_ref'])
    .where('id', '=', refund.attempt_id)
    .executeTakeFirstOrThrow()
  return { reference: provider_ref!, capture: capture_ref }
}
