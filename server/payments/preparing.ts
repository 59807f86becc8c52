import type { PaymentMethod, PreparedAttempt } from '../checkout/views.ts'
import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { newId } from '../ids.ts'
import { notFound, Problem } from '../problem.ts'
import { type OpenedAccount, openAccount, openAccounts } from '../providers/accounts.ts'
import { type Created, canConfirmByItself, ProviderFailure } from '../providers/provider.ts'
import { type Routed, route } from '../providers/routing.ts'
import type { AttemptRow, PaymentRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { OPEN_STATUSES } from './attempt.ts'
import { nothingToCharge, wrongState } from './attempts.ts'
import { createAtProvider, tellCircuit } from './creating.ts'
import { applyOutcome, closeAttempt, FIRST_CHECK, inMillis, voidAttempt } from './outcomes.ts'
import { canBePaid, chargeOf, MAX_DECLINES_EVER } from './payment.ts'
import { handoverPlace, lockByAttempt, lockPayment, updateAttempt, updatePayment } from './records.ts'

/**
 * Has a provider make something to pay, so that its form can be shown. No money moves. The payer who looks again gets
 * the same attempt; one who chooses another method, whose amount has changed, or whose account was switched off, gets a
 * new one. A provider that surely did nothing is left for the next one; one that may have made something is asked again under the same key, then
 * abandoned: nobody is ever shown what it may have made.
 * @throws Problem `conflict` when the payment is not open to this, or there is nothing to charge;
 *   `provider_unreachable` when no provider is left.
 */
export async function prepareAttempt(core: Core, paymentId: string, method: PaymentMethod): Promise<PreparedAttempt> {
  const tried = new Map<string, string>()
  await releaseIdleAttempt(core, paymentId)
  for (;;) {
    const found = await openAttempt(core, paymentId, method, tried)
    if ('unrouted' in found) throw NO_PROVIDER
    if ('outdated' in found) {
      await closeAttempt(core, found.outdated)
      continue
    }
    const { attempt, payment, routed } = found
    if (attempt.status === 'ready') return present(core, attempt, found.account)
    const result = await createAtProvider(core, found.account, attempt, payment)
    if (routed) await tellCircuit(core, routed, result)
    if ('created' in result) {
      const ready = await markReady(core, attempt.id, found.account, result.created)
      if (ready) return present(core, ready, found.account)
      throw wrongState()
    }
    tried.set(found.account.id, result.failure.message)
    await giveUp(core, attempt.id, result.failure)
  }
}

function present(core: Core, attempt: AttemptRow, { account }: OpenedAccount): PreparedAttempt {
  const { amount, currency } = attempt
  const created = {
    reference: attempt.provider_ref!,
    handover: core.secrets.open(attempt.client_secret!, handoverPlace(attempt.id)),
  }
  return { attemptId: attempt.id, form: account.form({ amount, currency, ...created }) }
}

/**
 * A payer who left after pressing "Pay" and comes back finds the payment busy. If the provider says that nothing was
 * tried, that attempt is closed, and the payer can go on at once. At a page of the provider's people take their time.
 */
async function releaseIdleAttempt(core: Core, paymentId: string): Promise<void> {
  const open = await core.store.db
    .selectFrom('attempts')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .where('status', 'in', ['processing', 'requires_action'])
    .where('redirects', '=', 0)
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

type Found =
  | { attempt: AttemptRow; payment: PaymentRow; account: OpenedAccount; routed: Routed | null }
  /** It is for another method or amount, or its account is off, and its form could confirm: it is closed first. */
  | { outdated: string }
  | { unrouted: true }

/** The payment's open attempt if it is one that can be shown, else a new one at the provider the router chooses. */
async function openAttempt(
  core: Core,
  paymentId: string,
  method: PaymentMethod,
  tried: Map<string, string>,
): Promise<Found> {
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
    if (payment.declines >= MAX_DECLINES_EVER) return { unrouted: true }
    const charge = { method, amount: chargeOf(payment), currency: payment.currency }
    if (charge.amount === 0n) throw nothingToCharge()
    const open = await findOpenAttempt(tx, paymentId)
    if (open) {
      const account = accounts.find(({ id }) => id === open.account_id)
      if (!account || (open.status !== 'ready' && open.status !== 'creating')) throw wrongState()
      const fits = account.enabled && open.method === method && open.amount === charge.amount
      if (fits) return { attempt: open, payment, account, routed: null }
      if (open.status === 'creating') throw wrongState()
      if (await leave(core, tx, open, account)) return { outdated: open.id }
    }
    const routed = await route(core, tx, accounts, charge, tried)
    const choices = JSON.stringify(routed.choices)
    if (!routed.account) {
      core.logger.warn({ payment: paymentId, choices: routed.choices }, 'no provider is left for a payment')
      await updatePayment(core, tx, payment, { unrouted: choices })
      return { unrouted: true }
    }
    const attempt = await insertAttempt(core, tx, payment, routed.account, method, choices)
    return { attempt, payment, account: routed.account, routed }
  })
}

/**
 * Leaves an attempt for one of another method or amount. What nobody was shown is closed in its own time; a form that
 * can confirm by itself must be closed first.
 * @returns whether the caller has to close it.
 */
async function leave(core: Core, tx: Tx, attempt: AttemptRow, account: OpenedAccount): Promise<boolean> {
  const shown = canConfirmByItself(present(core, attempt, account).form)
  await updateAttempt(core, tx, attempt, {
    status: shown ? 'closing' : 'abandoned',
    check_at: shown ? inMillis(core, FIRST_CHECK) : instantNow(core.clock),
  })
  return shown
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
    // A payer sees it.
    id: newId('att_'),
    payment_id: payment.id,
    number: (last?.number ?? 0) + 1,
    status: 'creating',
    method,
    provider: account.provider,
    account_id: account.id,
    provider_ref: null,
    client_secret: null,
    redirects: 0,
    amount: chargeOf(payment),
    currency: payment.currency,
    choices,
    decline: null,
    message: null,
    fee: null,
    capture_ref: null,
    return_ref: null,
    returns: 0,
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

async function markReady(
  core: Core,
  attemptId: string,
  { account }: OpenedAccount,
  created: Created,
): Promise<AttemptRow | null> {
  return core.store.transaction(async (tx) => {
    const { payment, attempt } = await lockByAttempt(tx, attemptId)
    // Two windows of the payer asked under one key and got the same thing.
    if (attempt.status === 'ready') return attempt
    if (attempt.status !== 'creating') return null
    const { amount, currency } = attempt
    const kept = {
      provider_ref: created.reference,
      client_secret: core.secrets.seal(created.handover, handoverPlace(attemptId)),
      redirects: account.form({ amount, currency, ...created }).kind === 'redirect' ? 1 : 0,
    } as const
    if (!canBePaid(payment.status)) {
      await updateAttempt(core, tx, attempt, { ...kept, status: 'closing', check_at: instantNow(core.clock) })
      return null
    }
    await updatePayment(core, tx, payment, { provider: attempt.provider, unrouted: null })
    return updateAttempt(core, tx, attempt, { ...kept, status: 'ready', check_at: null })
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

/** Said to payers: what providers said of the merchant's account is in the log and on the attempts. */
const NO_PROVIDER = new Problem(
  'provider_unreachable',
  'no_provider',
  'No payment provider can take this right now: try again in a moment.',
)
