import { toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { openAccount } from '../providers/accounts.ts'
import { type Outcome, ProviderFailure } from '../providers/provider.ts'
import type { AttemptRow, PaymentRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { isUnderWay } from './attempt.ts'
import { tellApp } from './events.ts'
import { isBeingPaid, MAX_DECLINES } from './payment.ts'
import { lockByAttempt, updateAttempt, updatePayment } from './records.ts'

/**
 * What a provider says of an attempt, and what follows from it. The same outcome may be told any number of times, in
 * any order, by webhook and by reading: only what moves the attempt on changes anything.
 */
export async function applyOutcome(core: Core, attemptId: string, outcome: Outcome): Promise<void> {
  const next = await core.store.transaction(async (tx) => {
    const { payment, attempt } = await lockByAttempt(tx, attemptId)
    switch (outcome.state) {
      case 'succeeded':
        return captured(core, tx, payment, attempt)
      case 'declined':
        return declined(core, tx, attempt, outcome)
      case 'closed':
        return closed(core, tx, payment, attempt)
      case 'requires_action':
        return requiresAction(core, tx, payment, attempt)
      case 'processing':
        return processing(core, tx, payment, attempt)
      case 'open':
        return null
    }
  })
  if (next === 'close') await closeAttempt(core, attemptId)
  if (next === 'return') await returnCapture(core, attemptId)
}

/** What is to be done at the provider once the transaction is durable; the reconciler does it if we cannot. */
type Next = 'close' | 'return' | null

async function captured(core: Core, tx: Tx, payment: PaymentRow, attempt: AttemptRow): Promise<Next> {
  if (['succeeded', 'stray', 'returned'].includes(attempt.status)) return null
  const settled = { check_at: null, decline: null }
  if (attempt.started_at && (isBeingPaid(payment.status) || payment.status === 'failed')) {
    await updateAttempt(core, tx, attempt, { ...settled, status: 'succeeded' })
    const now = toInstant(core.clock.now())
    const paid = await updatePayment(core, tx, payment, {
      status: 'succeeded',
      provider: attempt.provider,
      decline: null,
      succeeded_at: now,
    })
    await tellApp(core, tx, 'payment.succeeded', paid)
    return null
  }
  // Paid already, cancelled, or captured by somebody who was never shown it: it belongs to no order and goes back.
  await updateAttempt(core, tx, attempt, { status: 'stray', check_at: inMillis(core, FIRST_CHECK) })
  return 'return'
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
  const status = declines >= MAX_DECLINES ? 'failed' : 'pending'
  const decline = wasDeclined ? attempt.decline : payment.decline
  const after = await updatePayment(core, tx, payment, { status, declines, decline, provider: null })
  if (wasDeclined && status === 'failed') await tellApp(core, tx, 'payment.failed', after)
  return null
}

async function requiresAction(core: Core, tx: Tx, payment: PaymentRow, attempt: AttemptRow): Promise<Next> {
  if (attempt.status !== 'processing') return null
  await updateAttempt(core, tx, attempt, { status: 'requires_action' })
  const after = await updatePayment(core, tx, payment, { status: 'requires_action' })
  await tellApp(core, tx, 'payment.requires_action', after)
  return null
}

async function processing(core: Core, tx: Tx, payment: PaymentRow, attempt: AttemptRow): Promise<Next> {
  if (attempt.status !== 'requires_action') return null
  await updateAttempt(core, tx, attempt, { status: 'processing' })
  await updatePayment(core, tx, payment, { status: 'processing' })
  return null
}

/** Makes sure at the provider that a `closing` attempt takes no money, and applies what that shows. */
export async function closeAttempt(core: Core, attemptId: string): Promise<void> {
  const attempt = await readAttempt(core, attemptId)
  if (attempt.status !== 'closing' || !attempt.provider_ref) return
  const { account } = await openAccount(core, attempt.account_id)
  const outcome = await account.close(attempt.provider_ref).catch(onlyProviderFailures)
  // Left `closing`, with the time of its next check: the reconciler goes on.
  if (!outcome) return
  await applyOutcome(core, attemptId, outcome)
}

/** Begins to close an attempt that is not declined. */
export async function voidAttempt(core: Core, attemptId: string): Promise<void> {
  await core.store.transaction(async (tx) => {
    const { attempt } = await lockByAttempt(tx, attemptId)
    if (!['ready', 'processing', 'requires_action'].includes(attempt.status)) return
    await updateAttempt(core, tx, attempt, { status: 'closing', check_at: inMillis(core, FIRST_CHECK) })
  })
  await closeAttempt(core, attemptId)
}

/** Gives a capture back that belongs to no order. */
export async function returnCapture(core: Core, attemptId: string): Promise<void> {
  const attempt = await readAttempt(core, attemptId)
  if (attempt.status !== 'stray' || !attempt.provider_ref) return
  const { account } = await openAccount(core, attempt.account_id)
  try {
    await account.returnCapture(attempt.provider_ref, attempt.id)
  } catch (error) {
    onlyProviderFailures(error)
    return
  }
  await core.store.transaction(async (tx) => {
    const { payment, attempt: current } = await lockByAttempt(tx, attemptId)
    if (current.status !== 'stray') return
    await updateAttempt(core, tx, current, { status: 'returned', check_at: null })
    await tellApp(core, tx, 'payment.duplicate_refunded', payment)
  })
}

export const FIRST_CHECK = 15_000

export const inMillis = (core: Core, ms: number) => toInstant(core.clock.now() + ms)

const readAttempt = (core: Core, attemptId: string): Promise<AttemptRow> =>
  core.store.db.selectFrom('attempts').selectAll().where('id', '=', attemptId).executeTakeFirstOrThrow()

function onlyProviderFailures(error: unknown): null {
  if (error instanceof ProviderFailure) return null
  throw error
}
