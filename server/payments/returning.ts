import { toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import { openAccount } from '../providers/accounts.ts'
import { ProviderFailure, type RefundOutcome, type ReturnOutcome } from '../providers/provider.ts'
import type { AttemptRow, PaymentRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { tellApp } from './events.ts'
import { lockByAttempt, readAttempt, updateAttempt } from './records.ts'

/**
 * Captures that belong to no order, on their way back. One stays `stray`, and is looked at, until all of it is with its
 * payer; only then is its merchant told. What is not known is asked for under the same key, so that it goes back once;
 * a key whose try came to nothing is left for a new one, because the provider would answer it as before.
 */

/** Waits before each new try, in milliseconds; the last one repeats. What hinders it is mostly for people to clear. */
const TRY_AGAIN_AFTER = [5 * 60_000, 60 * 60_000, 6 * 60 * 60_000, 24 * 60 * 60_000]

/** After so many tries nothing new is begun. It is still looked at: somebody may give it back at the provider. */
const TRIES_AT_MOST = 8

/** Beginning with the first, an hour and a half. */
const LOOKS_IN_SILENCE = 6
const UNDECIDED = 'nobody knows what has become of a capture that is to be given back'

/** Gives a stray capture back, or looks what has become of that. */
export async function returnCapture(core: Core, attemptId: string): Promise<void> {
  const attempt = await readAttempt(core, attemptId)
  if (attempt.status !== 'stray' || !attempt.provider_ref) return
  const outcome = await askProvider(core, attempt)
  // Its next look is set already.
  if (!outcome) return
  await core.store.transaction(async (tx) => {
    const { payment, attempt: current } = await lockByAttempt(tx, attemptId)
    // Somebody else was faster, and may have begun a new try.
    if (current.status !== 'stray' || current.returns !== attempt.returns) return
    await applyReturn(core, tx, payment, current, outcome)
  })
}

/** Null while nobody knows: the provider was not reached, or did not answer. */
async function askProvider(core: Core, attempt: AttemptRow): Promise<ReturnOutcome | null> {
  const { provider_ref, capture_ref: capture, amount, currency } = attempt
  const { account } = await openAccount(core, attempt.account_id)
  try {
    return await account.returnCapture({ reference: provider_ref!, capture, key: keyOf(attempt), amount, currency })
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error
    const { certainty, message } = error
    if (certainty === 'refused') return { state: 'failed', reference: null, message }
    // A provider that is down is no news; one that never tells is.
    if (attempt.checks >= LOOKS_IN_SILENCE) core.logger.warn({ attempt: attempt.id, message }, UNDECIDED)
    return null
  }
}

/** One for each try. */
const keyOf = ({ id, returns }: AttemptRow): string => `${id}-return${returns > 0 ? `-${returns + 1}` : ''}`

async function applyReturn(
  core: Core,
  tx: Tx,
  payment: PaymentRow,
  attempt: AttemptRow,
  { state, reference: return_ref, message }: ReturnOutcome,
): Promise<void> {
  switch (state) {
    case 'pending':
      await updateAttempt(core, tx, attempt, { return_ref })
      return
    case 'succeeded':
      await updateAttempt(core, tx, attempt, { status: 'returned', return_ref, check_at: null })
      await tellApp(core, tx, 'payment.duplicate_refunded', payment)
      return
    case 'failed':
      await tryAgain(core, tx, attempt, message)
  }
}

async function tryAgain(core: Core, tx: Tx, attempt: AttemptRow, message: string | null): Promise<void> {
  const { id, payment_id, provider, provider_ref, returns } = attempt
  const tries = returns + 1
  const isLast = tries >= TRIES_AT_MOST
  const wait = TRY_AGAIN_AFTER[Math.min(returns, TRY_AGAIN_AFTER.length - 1)]!
  await updateAttempt(core, tx, attempt, {
    status: 'stray',
    returns: isLast ? returns : tries,
    // What is told of it from now on is no news.
    return_ref: null,
    message: message ?? 'The provider gave no reason.',
    check_at: toInstant(core.clock.now() + wait),
  })
  core.logger.error(
    { attempt: id, payment: payment_id, provider, reference: provider_ref, tries, message },
    isLast ? 'a capture could not be given back: give it back at the provider' : 'a capture was not given back',
  )
}

/**
 * What a provider tells by itself of what gives a capture back. A bank may send back what had arrived: then it is to be
 * given back once more.
 * @returns whether it was about one.
 */
export async function applyReturnNews(core: Core, accountId: string, outcome: RefundOutcome): Promise<boolean> {
  const attempt = await core.store.db
    .selectFrom('attempts')
    .select(['id', 'status'])
    .where('account_id', '=', accountId)
    .where('return_ref', '=', outcome.reference)
    .executeTakeFirst()
  if (!attempt) return false
  // Looked at as a whole: it may not be the only thing that was given back.
  if (attempt.status === 'stray') await returnCapture(core, attempt.id)
  if (attempt.status === 'returned' && outcome.state === 'failed') await beginAnew(core, attempt.id, outcome.message)
  return true
}

const beginAnew = (core: Core, attemptId: string, message: string | null): Promise<void> =>
  core.store.transaction(async (tx) => {
    const { attempt } = await lockByAttempt(tx, attemptId)
    if (attempt.status === 'returned') await tryAgain(core, tx, attempt, message)
  })
