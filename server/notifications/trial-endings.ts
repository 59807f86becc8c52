import { toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import type { Job } from '../worker/worker.ts'
import { queueMail } from './mails.ts'

const EVERY = 60_000
const AT_ONCE = 500

/** How long before its end a trial's customer is told. */
const DAYS_BEFORE = 3
const TOLD_BEFORE = DAYS_BEFORE * 24 * 60 * 60_000

/** Looks about once a minute, by the core's clock, for trials that end soon. */
export function trialEndingJob(): Job {
  let lookedAt = Number.NEGATIVE_INFINITY
  return {
    name: 'queue notices of trials that end',
    async run(core) {
      const now = core.clock.now()
      if (now < lookedAt + EVERY) return false
      const more = await queueTrialEndings(core)
      if (!more) lookedAt = now
      return more
    },
  }
}

/**
 * Tells customers whose trial ends within three days, once each. Who signed up for no longer than that was told then.
 * @returns whether there may be more.
 */
export async function queueTrialEndings(core: Core): Promise<boolean> {
  if (core.config.smtpUrl === null) return false
  const now = core.clock.now()
  const ending = await core.store.db
    .selectFrom('subscriptions as subscription')
    .innerJoin('subscription_packages as package', 'package.id', 'subscription.package_id')
    .selectAll('subscription')
    .where('subscription.status', '=', 'trialing')
    .where('subscription.cancel_at_period_end', '=', 0)
    .where('subscription.trial_ends_at', '>', toInstant(now))
    .where('subscription.trial_ends_at', '<=', toInstant(now + TOLD_BEFORE))
    .where('package.trial_days', '>', DAYS_BEFORE)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('mails')
            .select('mails.id')
            .whereRef('mails.subject_id', '=', 'subscription.id')
            .where('mails.kind', '=', 'trial_ending'),
        ),
      ),
    )
    .orderBy('subscription.id')
    .limit(AT_ONCE)
    .execute()
  if (ending.length > 0) {
    await core.store.transaction(async (tx) => {
      for (const { id, merchant_id, mode, customer_email } of ending) {
        await queueMail(core, tx, {
          kind: 'trial_ending',
          onceKey: `trial_ending:${id}`,
          merchantId: merchant_id,
          mode,
          recipient: customer_email,
          subjectId: id,
          payload: {},
        })
      }
    })
  }
  return ending.length === AT_ONCE
}
