import { PAYMENT_METHODS } from '../checkout/views.ts'
import { instantNow, toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { giveBackCoupon, redeemCoupon } from '../coupons/reserving.ts'
import { openAccount, openAccounts } from '../providers/accounts.ts'
import { type Outcome, ProviderFailure } from '../providers/provider.ts'
import { canBeTaken } from '../providers/router.ts'
import type { AttemptRow, PaymentRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { isUnderWay } from './attempt.ts'
import { tellApp } from './events.ts'
import { chargeOf, isBeingPaid, MAX_DECLINES } from './payment.ts'
import { lockByAttempt, readAttempt, updateAttempt, updatePayment } from './records.ts'
import { returnCapture } from './returning.ts'

/**
 * What a provider says of an attempt, and what follows from it. The same outcome may be told any number of times, in
 * any order, by webhook and by reading: only what moves the attempt on changes anything.
 */
export async function applyOutcome(core: Core, attemptId: string, outcome: Outcome): Promise<void> {
  const next = await core.store.transaction(async (tx) => {
    const { payment, attempt } = await lockByAttempt(tx, attemptId)
    switch (outcome.state) {
      case 'succeeded':
        return captured(core, tx, payment, attempt, outcome)
      case 'declined':
        return declined(core, tx, attempt, outcome)
      case 'closed':
        return closed(core, tx, payment, attempt)
      case 'requires_action':
        return requiresAction(core, tx, payment, attempt)
      case 'processing':
        return processing(core, tx, payment, attempt)
      case 'approved':
        return approved(core, tx, payment, attempt)
      case 'open':
        return null
    }
  })
  if (next === 'capture') await captureAttempt(core, attemptId)
  if (next === 'close') await closeAttempt(core, attemptId)
  if (next === 'return') await returnCapture(core, attemptId)
}

/** What is to be done at the provider once the transaction is durable; the reconciler does it if we cannot. */
type Next = 'capture' | 'close' | 'return' | null

async function captured(
  core: Core,
  tx: Tx,
  payment: PaymentRow,
  attempt: AttemptRow,
  { fee, capture }: Extract<Outcome, { state: 'succeeded' }>,
): Promise<Next> {
  const capture_ref = capture ?? attempt.capture_ref
  if (attempt.status === 'succeeded' && attempt.fee === null && fee !== null) {
    await updateAttempt(core, tx, attempt, { fee, capture_ref, check_at: null })
  }
  if (['succeeded', 'stray', 'returned'].includes(attempt.status)) return null
  // Webhooks seldom tell the fee: it is asked for once more.
  const settled = { fee, capture_ref, check_at: fee === null ? inMillis(core, FIRST_CHECK) : null, decline: null }
  const wanted = isBeingPaid(payment.status) || payment.status === 'failed'
  if (attempt.started_at && wanted && attempt.amount === chargeOf(payment)) {
    await updateAttempt(core, tx, attempt, { ...settled, status: 'succeeded' })
    await withdrawOther(core, tx, attempt)
    const now = toInstant(core.clock.now())
    const paid = await updatePayment(core, tx, payment, {
      status: 'succeeded',
      provider: attempt.provider,
      decline: null,
      succeeded_at: now,
    })
    await redeemCoupon(core, tx, paid)
    await tellApp(core, tx, 'payment.succeeded', paid)
    return null
  }
  // Paid already, cancelled, captured by somebody who was never shown it, or with a coupon that was taken off since: it
  // belongs to no order and goes back.
  await updateAttempt(core, tx, attempt, { status: 'stray', capture_ref, check_at: inMillis(core, FIRST_CHECK) })
  return 'return'
}

/**
 * Captured after it was thought closed: what the payer was shown since is not to take the money a second time. Closed at
 * its provider by the reconciler; what is being captured there is given back when it is.
 */
async function withdrawOther(core: Core, tx: Tx, paid: AttemptRow): Promise<void> {
  if (paid.status !== 'declined' && paid.status !== 'voided') return
  const other = await tx
    .selectFrom('attempts')
    .selectAll()
    .where('payment_id', '=', paid.payment_id)
    .where('status', 'in', ['ready', 'processing', 'requires_action'])
    .executeTakeFirst()
  if (other) await updateAttempt(core, tx, other, { status: 'closing', check_at: instantNow(core.clock) })
}

async function approved(core: Core, tx: Tx, payment: PaymentRow, attempt: AttemptRow): Promise<Next> {
  if (attempt.status === 'capturing') return 'capture'
  // Approved after it was closed: nobody takes that money.
  if (!isUnderWay(attempt.status) || !isBeingPaid(payment.status)) return null
  await updateAttempt(core, tx, attempt, { status: 'capturing', check_at: inMillis(core, FIRST_CHECK) })
  if (payment.status !== 'processing') await updatePayment(core, tx, payment, { status: 'processing' })
  return 'capture'
}

async function declined(
  core: Core,
  tx: Tx,
  attempt: AttemptRow,
  { reason, message }: Extract<Outcome, { state: 'declined' }>,
): Promise<Next> {
  if (!isUnderWay(attempt.status)) return null
  await updateAttempt(core, tx, attempt, {
    status: 'closing',
    decline: reason,
    message,
    check_at: inMillis(core, FIRST_CHECK),
  })
  return 'close'
}

async function closed(core: Core, tx: Tx, payment: PaymentRow, attempt: AttemptRow): Promise<Next> {
  if (attempt.status === 'abandoned') {
    await updateAttempt(core, tx, attempt, { status: 'voided', check_at: null })
    return null
  }
  if (attempt.status === 'ready') {
    // Closed by somebody in the provider's own dashboard.
    attempt = await updateAttempt(core, tx, attempt, { status: 'closing' })
  }
  if (!isUnderWay(attempt.status) && attempt.status !== 'closing') return null
  const wasDeclined = attempt.status === 'closing' && attempt.decline !== null
  await updateAttempt(core, tx, attempt, { status: wasDeclined ? 'declined' : 'voided', check_at: null })
  if (!isBeingPaid(payment.status)) return null
  const declines = payment.declines + (wasDeclined ? 1 : 0)
  const over = wasDeclined && (declines >= MAX_DECLINES || !(await isProviderLeft(core, tx, payment)))
  const status = over ? 'failed' : 'pending'
  await giveBackCoupon(tx, payment)
  const decline = wasDeclined ? attempt.decline : payment.decline
  const after = await updatePayment(core, tx, payment, { status, declines, decline, provider: null })
  if (wasDeclined && status === 'failed') await tellApp(core, tx, 'payment.failed', after)
  return null
}

/** Whether any method could still be tried: an account may have been switched off since this one was chosen. */
async function isProviderLeft(core: Core, tx: Tx, payment: PaymentRow): Promise<boolean> {
  const accounts = await openAccounts(core, payment.app_id, payment.mode, tx)
  const charge = { amount: chargeOf(payment), currency: payment.currency }
  return PAYMENT_METHODS.some((method) => canBeTaken(accounts, { ...charge, method }))
}

async function requiresAction(core: Core, tx: Tx, payment: PaymentRow, attempt: AttemptRow): Promise<Next> {
  if (attempt.status !== 'processing' || !isBeingPaid(payment.status)) return null
  await updateAttempt(core, tx, attempt, { status: 'requires_action' })
  const after = await updatePayment(core, tx, payment, { status: 'requires_action' })
  await tellApp(core, tx, 'payment.requires_action', after)
  return null
}

async function processing(core: Core, tx: Tx, payment: PaymentRow, attempt: AttemptRow): Promise<Next> {
  if (attempt.status !== 'requires_action' || !isBeingPaid(payment.status)) return null
  await updateAttempt(core, tx, attempt, { status: 'processing' })
  await updatePayment(core, tx, payment, { status: 'processing' })
  return null
}

/** Takes the money of what the payer approved, and applies what that shows. Repeated under the same key. */
export async function captureAttempt(core: Core, attemptId: string): Promise<void> {
  const attempt = await readAttempt(core, attemptId)
  if (attempt.status !== 'capturing' || !attempt.provider_ref) return
  const { account, provider } = await openAccount(core, attempt.account_id)
  if (!account.capture) throw new Error(`${provider} tells of approvals, but has no capture.`)
  const outcome = await account.capture(attempt.provider_ref, `${attempt.id}-capture`).catch(leftFor(core, attempt))
  // Left `capturing`, with the time of its next check: the reconciler goes on.
  if (!outcome || outcome.state === 'approved') return
  // The approval was taken back before the money moved.
  if (outcome.state === 'open') await voidAttempt(core, attemptId)
  else await applyOutcome(core, attemptId, outcome)
}

/** Makes sure at the provider that a `closing` attempt takes no money, and applies what that shows. */
export async function closeAttempt(core: Core, attemptId: string): Promise<void> {
  const attempt = await readAttempt(core, attemptId)
  if (attempt.status !== 'closing' || !attempt.provider_ref) return
  const { account } = await openAccount(core, attempt.account_id)
  const outcome = await account.close(attempt.provider_ref).catch(leftFor(core, attempt))
  // Left `closing`, with the time of its next check: the reconciler goes on.
  if (!outcome) return
  await applyOutcome(core, attemptId, outcome)
}

/** Begins to close an attempt that is not declined. */
export async function voidAttempt(core: Core, attemptId: string): Promise<void> {
  await core.store.transaction(async (tx) => {
    const { attempt } = await lockByAttempt(tx, attemptId)
    if (attempt.status !== 'ready' && !isUnderWay(attempt.status)) return
    await updateAttempt(core, tx, attempt, { status: 'closing', check_at: inMillis(core, FIRST_CHECK) })
  })
  await closeAttempt(core, attemptId)
}

export const FIRST_CHECK = 15_000

export const inMillis = (core: Core, ms: number) => toInstant(core.clock.now() + ms)

/**
 * What a provider did not do is left for the next look. That it is down is no news; one that refuses goes on to, until
 * somebody looks at the account: the operator is told.
 * @throws anything but a ProviderFailure.
 */
export const leftFor =
  (core: Core, attempt: Pick<AttemptRow, 'id' | 'status'>) =>
  (error: unknown): null => {
    if (!(error instanceof ProviderFailure)) throw error
    const { certainty, message } = error
    if (certainty === 'refused') core.logger.warn({ attempt: attempt.id, status: attempt.status, message }, REFUSED)
    return null
  }

const REFUSED = 'the provider refuses what an attempt needs'
