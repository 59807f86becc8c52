import { randomUUIDv7 } from 'node:crypto'
import type { PaymentMethod, PreparedAttempt } from '../checkout/views.ts'
import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { conflict, notFound, Problem } from '../problem.ts'
import { type OpenedAccount, openAccount, openAccounts } from '../providers/accounts.ts'
import { type Created, ProviderFailure } from '../providers/provider.ts'
import { choose } from '../providers/router.ts'
import type { AttemptRow, PaymentRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { OPEN_STATUSES } from './attempt.ts'
import { applyOutcome, FIRST_CHECK, inMillis, voidAttempt } from './outcomes.ts'
import { canBePaid, chargeOf } from './payment.ts'
import { findAttempt, lockByAttempt, lockPayment, updateAttempt, updatePayment } from './records.ts'

export const clientSecretPlace = (attemptId: string): string => `attempts.client_secret:${attemptId}`

/**
 * Has a provider make something to pay, so that its form can be shown. No money moves. The payer who looks again gets
 * the same attempt. A provider that surely did nothing is left for the next one; one that may have made something is
 * asked again under the same key, then abandoned: nobody is ever shown what it may have made.
 * @throws Problem `conflict` when the payment is not open to this, `provider_unreachable` when no provider is left.
 */
export async function prepareAttempt(core: Core, paymentId: string, method: PaymentMethod): Promise<PreparedAttempt> {
  const tried = new Map<string, string>()
  await releaseIdleAttempt(core, paymentId)
  for (;;) {
    const { attempt, payment, account } = await openAttempt(core, paymentId, method, tried)
    const prepared = { attemptId: attempt.id, form: account.account.form(attempt.amount, attempt.currency) }
    if (attempt.status === 'ready') return prepared
    const result = await createAtProvider(account, attempt, payment)
    if ('created' in result) {
      const ready = await markReady(core, attempt.id, result.created)
      if (ready) return prepared
      throw wrongState()
    }
    tried.set(account.id, result.failure.message)
    await giveUp(core, attempt.id, result.failure)
  }
}

/**
 * A payer who left after pressing "Pay" and comes back finds the payment busy. If the provider says that nothing was
 * tried, that attempt is closed, and the payer can go on at once.
 */
async function releaseIdleAttempt(core: Core, paymentId: string): Promise<void> {
  const open = await core.store.db
    .selectFrom('attempts')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .where('status', 'in', ['processing', 'requires_action'])
    .where('started_at', '<=', inMillis(core, -IDLE_AFTER))
    .executeTakeFirst()
  if (!open?.provider_ref) return
  try {
    const { account } = await openAccount(core, open.account_id)
    const outcome = await account.read(open.provider_ref)
    if (outcome.state === 'open') await voidAttempt(core, open.id)
    else await applyOutcome(core, open.id, outcome)
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error
  }
}

/** The time a browser may take from "Pay" to the provider. */
const IDLE_AFTER = 20_000

/** The payment's open attempt if it is one that can be shown, else a new one at the provider the router chooses. */
async function openAttempt(core: Core, paymentId: string, method: PaymentMethod, tried: Map<string, string>) {
  const owner = await core.store.db
    .selectFrom('payments')
    .select(['app_id', 'mode'])
    .where('id', '=', paymentId)
    .executeTakeFirst()
  if (!owner) throw notFound('payment')
  const accounts = await openAccounts(core, owner.app_id, owner.mode)
  return core.store.transaction(async (tx) => {
    const payment = await lockPayment(tx, paymentId)
    if (!canBePaid(payment.status) || payment.expires_at <= instantNow(core.clock)) throw wrongState()
    const open = await findOpenAttempt(tx, paymentId)
    if (open) {
      const account = accounts.find(({ id }) => id === open.account_id)
      if (!account || (open.status !== 'ready' && open.status !== 'creating')) throw wrongState()
      return { attempt: open, payment, account }
    }
    const charge = { method, amount: chargeOf(payment), currency: payment.currency }
    const { account, choices } = choose(accounts, charge, tried)
    if (!account) {
      core.logger.warn({ payment: paymentId, choices }, 'no provider is left for a payment')
      throw NO_PROVIDER
    }
    const attempt = await insertAttempt(core, tx, payment, account, method, JSON.stringify(choices))
    return { attempt, payment, account }
  })
}

const findOpenAttempt = (tx: Tx, paymentId: string) =>
  tx
    .selectFrom('attempts')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .where('status', 'in', OPEN_STATUSES)
    .executeTakeFirst()

async function insertAttempt(
  core: Core,
  tx: Tx,
  payment: PaymentRow,
  account: OpenedAccount,
  method: PaymentMethod,
  choices: string,
): Promise<AttemptRow> {
  const last = await tx
    .selectFrom('attempts')
    .select('number')
    .where('payment_id', '=', payment.id)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const now = instantNow(core.clock)
  const attempt: AttemptRow = {
    id: randomUUIDv7(),
    payment_id: payment.id,
    number: (last?.number ?? 0) + 1,
    status: 'creating',
    method,
    provider: account.provider,
    account_id: account.id,
    provider_ref: null,
    client_secret: null,
    amount: chargeOf(payment),
    currency: payment.currency,
    choices,
    decline: null,
    message: null,
    // If we do not come back from the provider, the reconciler finds out what became of it.
    check_at: inMillis(core, FIRST_CHECK),
    checks: 0,
    started_at: null,
    submitted_at: null,
    created_at: now,
    updated_at: now,
  }
  await tx.insertInto('attempts').values(attempt).execute()
  return attempt
}

/**
 * Asks the provider; what may have been done is asked for once more, under the same key. If that fails as well, what
 * may have been done stays unknown, whatever the second failure was.
 */
export async function createAtProvider(
  { account }: OpenedAccount,
  attempt: AttemptRow,
  payment: Pick<PaymentRow, 'id' | 'description'>,
): Promise<{ created: Created } | { failure: ProviderFailure }> {
  const order = {
    key: attempt.id,
    paymentId: payment.id,
    amount: attempt.amount,
    currency: attempt.currency,
    description: payment.description,
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

async function markReady(core: Core, attemptId: string, created: Created): Promise<boolean> {
  return core.store.transaction(async (tx) => {
    const { payment, attempt } = await lockByAttempt(tx, attemptId)
    // Two windows of the payer asked under one key and got the same thing.
    if (attempt.status === 'ready') return true
    if (attempt.status !== 'creating') return false
    const kept = {
      provider_ref: created.reference,
      client_secret: core.secrets.seal(created.clientSecret, clientSecretPlace(attemptId)),
    }
    if (!canBePaid(payment.status)) {
      await updateAttempt(core, tx, attempt, { ...kept, status: 'closing', check_at: instantNow(core.clock) })
      return false
    }
    await updateAttempt(core, tx, attempt, { ...kept, status: 'ready', check_at: null })
    await updatePayment(core, tx, payment, { provider: attempt.provider })
    return true
  })
}

async function giveUp(core: Core, attemptId: string, failure: ProviderFailure): Promise<void> {
  await core.store.transaction(async (tx) => {
    const { attempt } = await lockByAttempt(tx, attemptId)
    if (attempt.status !== 'creating') return
    const unknown = failure.certainty === 'unknown'
    await updateAttempt(core, tx, attempt, {
      status: unknown ? 'abandoned' : 'failed',
      message: failure.message,
      check_at: unknown ? inMillis(core, FIRST_CHECK) : null,
    })
  })
}

/**
 * The payer pressed "Pay": from here on the browser may confirm, and money may move.
 * @returns what it confirms with. Pressing twice changes nothing.
 * @throws Problem `conflict` when the payment or the attempt is not open to this any more.
 */
export async function startAttempt(core: Core, paymentId: string, attemptId: string): Promise<string> {
  const attempt = await core.store.transaction(async (tx) => {
    const payment = await lockPayment(tx, paymentId)
    const attempt = await findAttempt(tx, attemptId)
    if (attempt?.payment_id !== paymentId) throw notFound('attempt')
    if (attempt.status === 'processing') return attempt
    if (attempt.status !== 'ready' || !canBePaid(payment.status)) throw wrongState()
    if (payment.expires_at <= instantNow(core.clock)) throw wrongState()
    await updatePayment(core, tx, payment, { status: 'processing', decline: null })
    return updateAttempt(core, tx, attempt, {
      status: 'processing',
      started_at: instantNow(core.clock),
      check_at: inMillis(core, FIRST_CHECK),
    })
  })
  return core.secrets.open(attempt.client_secret!, clientSecretPlace(attemptId))
}

/** The browser is done confirming: if no webhook has told by then, the provider is asked in a moment. */
export async function markSubmitted(core: Core, paymentId: string, attemptId: string): Promise<void> {
  await core.store.db
    .updateTable('attempts')
    .set({ submitted_at: instantNow(core.clock), check_at: inMillis(core, 2_000) })
    .where('id', '=', attemptId)
    .where('payment_id', '=', paymentId)
    .where('status', 'in', ['processing', 'requires_action'])
    .where('submitted_at', 'is', null)
    .execute()
}

const wrongState = () => conflict('wrong_state', 'The payment is not open to this any more: read it again.')

/** Said to payers: what providers said of the merchant's account is in the log and on the attempts. */
const NO_PROVIDER = new Problem(
  'provider_unreachable',
  'no_provider',
  'No payment provider can take this right now: try again in a moment.',
)
