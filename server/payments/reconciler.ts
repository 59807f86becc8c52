import { instantNow, toMillis } from '../clock.ts'
import type { Core } from '../core.ts'
import { type OpenedAccount, openAccount } from '../providers/accounts.ts'
import { type ProviderAccount, ProviderFailure } from '../providers/provider.ts'
import type { AttemptRow, PaymentRow } from '../store/schema.ts'
import { createAtProvider } from './creating.ts'
import { applyOutcome, closeAttempt, inMillis, leftFor, voidAttempt } from './outcomes.ts'
import { findAttempt, lockByAttempt, updateAttempt } from './records.ts'
import { returnCapture } from './returning.ts'

/** Waits between looks at an attempt that stays undecided, in milliseconds. The last one repeats. */
const WAITS = [15_000, 30_000, 60_000, 5 * 60_000, 15 * 60_000, 60 * 60_000]
/** A payer who stays on a page of the bank's or the provider's is not waited for longer. */
const ACTION_GIVEN_UP_AFTER = 30 * 60_000
/**
 * The browser confirms right after "Pay": what has not arrived by then, or when the browser says that it is done, will
 * not, and is refused if it does.
 */
const CONFIRM_GIVEN_UP_AFTER = 40_000
const AT_ONCE = 20

/**
 * Finds out what became of attempts that nobody has told us of: webhooks that never came, calls that were never
 * answered, a process that died in between.
 * @returns whether there may be more to do now.
 */
export async function reconcileDue(core: Core): Promise<boolean> {
  const due = await leaseDue(core)
  // At once: one provider that hangs does not make the others wait.
  await Promise.all(due.map((attempt) => tryToReconcile(core, attempt)))
  return due.length === AT_ONCE
}

async function tryToReconcile(core: Core, attempt: AttemptRow): Promise<void> {
  try {
    await reconcile(core, attempt)
  } catch (error) {
    // Its next look is already set.
    if (error instanceof ProviderFailure) leftFor(core, attempt)(error)
    else core.logger.error({ err: error, attempt: attempt.id }, 'attempt not reconciled')
  }
}

/** Looks at one attempt before its time, because somebody waits for it. */
export async function lookNow(core: Core, attemptId: string): Promise<void> {
  const attempt = await core.store.transaction((tx) => findAttempt(tx, attemptId))
  if (attempt) await tryToReconcile(core, attempt)
}

/** Takes due attempts for this node by moving their next look into the future. */
function leaseDue(core: Core): Promise<AttemptRow[]> {
  return core.store.transaction(async (tx) => {
    const due = await tx
      .selectFrom('attempts')
      .selectAll()
      .where('check_at', '<=', instantNow(core.clock))
      .orderBy('check_at')
      .limit(AT_ONCE)
      .forUpdate()
      .skipLocked()
      .execute()
    for (const attempt of due) {
      // Longer than looking can take, so that no other node looks meanwhile.
      const wait = Math.max(WAITS[Math.min(attempt.checks, WAITS.length - 1)]!, 4 * core.config.providerTimeout)
      await tx
        .updateTable('attempts')
        .set({ check_at: inMillis(core, wait), checks: attempt.checks + 1 })
        .where('id', '=', attempt.id)
        .execute()
    }
    return due
  })
}

async function reconcile(core: Core, attempt: AttemptRow): Promise<void> {
  switch (attempt.status) {
    case 'creating':
    case 'abandoned':
      return closeUnanswered(core, attempt)
    case 'processing':
    case 'requires_action':
      return readAgain(core, attempt)
    case 'capturing':
      return captureAgain(core, attempt)
    case 'succeeded':
      return learnFee(core, attempt)
    case 'closing':
      return closeAttempt(core, attempt.id)
    case 'stray':
      return returnCapture(core, attempt.id)
    default:
      await core.store.db.updateTable('attempts').set({ check_at: null }).where('id', '=', attempt.id).execute()
  }
}

async function readAgain(core: Core, attempt: AttemptRow): Promise<void> {
  const { account } = await openAccount(core, attempt.account_id)
  const outcome = await account.read(attempt.provider_ref!)
  const waited = core.clock.now() - toMillis(attempt.started_at ?? attempt.created_at)
  const patience = attempt.redirects ? ACTION_GIVEN_UP_AFTER : CONFIRM_GIVEN_UP_AFTER
  const givenUp =
    (outcome.state === 'open' && (attempt.submitted_at !== null || waited >= patience)) ||
    (outcome.state === 'requires_action' && waited >= ACTION_GIVEN_UP_AFTER)
  if (!givenUp) await applyOutcome(core, attempt.id, outcome)
  else if (attempt.redirects && !account.capture) await leaveProviderPage(core, attempt, account)
  else await voidAttempt(core, attempt.id)
}

/**
 * The payer came back from a provider's page without having paid. Some providers let nothing be closed that a payer was
 * shown: it stays as it is until it lapses there, and meanwhile the payer may go back to that page.
 */
async function leaveProviderPage(core: Core, attempt: AttemptRow, account: ProviderAccount): Promise<void> {
  const outcome = await account.close(attempt.provider_ref!)
  if (outcome.state !== 'open') return applyOutcome(core, attempt.id, outcome)
  await core.store.db
    .updateTable('attempts')
    .set({ submitted_at: null })
    .where('id', '=', attempt.id)
    .where('status', 'in', ['processing', 'requires_action'])
    .execute()
}

/** First it is looked whether an earlier call took the money after all. */
async function captureAgain(core: Core, attempt: AttemptRow): Promise<void> {
  const { account } = await openAccount(core, attempt.account_id)
  const outcome = await account.read(attempt.provider_ref!)
  await (outcome.state === 'open' ? voidAttempt(core, attempt.id) : applyOutcome(core, attempt.id, outcome))
}

/** Some providers never tell what they keep: then settlements estimate it. */
const FEE_ASKED_AT_MOST = 4

async function learnFee(core: Core, attempt: AttemptRow): Promise<void> {
  const { account } = await openAccount(core, attempt.account_id)
  await applyOutcome(core, attempt.id, await account.read(attempt.provider_ref!))
  if (attempt.checks + 1 < FEE_ASKED_AT_MOST) return
  await core.store.db.updateTable('attempts').set({ check_at: null }).where('id', '=', attempt.id).execute()
}

/**
 * What nobody needs any more, or was never answered: the same key tells what it made, and that is closed. First it is
 * made sure that nobody is shown it: an attempt that is `abandoned` never becomes `ready`.
 */
async function closeUnanswered(core: Core, { id, account_id }: AttemptRow): Promise<void> {
  const abandoned = await core.store.transaction(async (tx) => {
    const { payment, attempt } = await lockByAttempt(tx, id)
    if (attempt.status === 'creating') await updateAttempt(core, tx, attempt, { status: 'abandoned' })
    return attempt.status === 'creating' || attempt.status === 'abandoned' ? { payment, attempt } : null
  })
  if (!abandoned) return
  const opened = await openAccount(core, account_id)
  const reference = abandoned.attempt.provider_ref ?? (await findCreated(core, opened, abandoned))
  if (!reference) return
  const outcome = await opened.account.close(reference)
  if (outcome.state === 'closed' || outcome.state === 'succeeded') await applyOutcome(core, id, outcome)
}

/** Asks for it once more under its key. @returns null when there is nothing, or still no answer. */
async function findCreated(
  core: Core,
  opened: OpenedAccount,
  { attempt, payment }: { attempt: AttemptRow; payment: PaymentRow },
): Promise<string | null> {
  const result = await createAtProvider(core, opened, attempt, payment)
  if ('failure' in result) {
    // Refused: there is nothing under this key. Otherwise it is looked at again.
    if (result.failure.certainty === 'refused') await changeUnanswered(core, attempt.id, { check_at: null })
    return null
  }
  const { reference } = result.created
  await changeUnanswered(core, attempt.id, { provider_ref: reference })
  return reference
}

async function changeUnanswered(core: Core, id: string, change: Partial<AttemptRow>): Promise<void> {
  await core.store.transaction(async (tx) => {
    const { attempt } = await lockByAttempt(tx, id)
    if (attempt.status === 'abandoned') await updateAttempt(core, tx, attempt, change)
  })
}
