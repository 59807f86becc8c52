import { Hono } from 'hono'
import { instantNow } from '../clock.ts'
import type { Core } from '../core.ts'
import { applyDispute } from '../disputes/disputes.ts'
import { clientNetwork } from '../http/client-address.ts'
import { openRateLimit } from '../http/rate-limit.ts'
import { readText } from '../http/validation.ts'
import { applyOutcome } from '../payments/outcomes.ts'
import { findAttemptByReference } from '../payments/records.ts'
import { applyReturnNews } from '../payments/returning.ts'
import { Problem } from '../problem.ts'
import { applyRefundOutcome } from '../refunds/refunds.ts'
import { openAccount } from './accounts.ts'
import { ProviderFailure, type ProviderNews, type ProviderNotice } from './provider.ts'

const MAX_BODY_BYTES = 1_000_000
/**
 * Notices a minute that one network may send an account in vain. A provider's own are true; and where it signs none,
 * it is asked about each, which nobody else shall make us do without end.
 */
const REFUSALS_PER_NETWORK = 60

/**
 * What providers tell us: `POST /webhooks/:provider/:accountId`. Signature first, then kept as received, then applied;
 * answered 200 once it is both. The same event again changes nothing. A failure answers 500, and the provider sends
 * it again; so it does after a 429.
 */
export function providerWebhooks(core: Core): Hono {
  const app = new Hono()
  const refusals = openRateLimit(core.store, 'webhook-refusals', REFUSALS_PER_NETWORK)
  app.onError((error, c) => {
    // The provider could not be asked whether it is true: it sends it again.
    if (error instanceof ProviderFailure) core.logger.warn({ err: error, path: c.req.path }, 'webhook put off')
    else core.logger.error({ err: error, path: c.req.path }, 'webhook failed')
    return c.json({ error: 'try again later' }, error instanceof ProviderFailure ? 503 : 500)
  })
  app.post('/:provider/:accountId', async (c) => {
    const accountId = c.req.param('accountId')
    const opened = accountId.includes('\0') ? null : await openAccount(core, accountId).catch(nullForProblems)
    if (!opened || opened.provider !== c.req.param('provider')) return c.json({ error: 'unknown endpoint' }, 404)
    const sender = `${opened.id}/${clientNetwork(c, core.config.trustedProxies)}`
    const retryAfter = await refusals.wait(sender)
    if (retryAfter > 0) return c.json({ error: 'too many invalid notices' }, 429, { 'Retry-After': String(retryAfter) })
    const rawBody = await readText(c.req.raw, MAX_BODY_BYTES).catch(nullForProblems)
    if (rawBody === null) return c.json({ error: 'too large' }, 413)
    const notice = await opened.account.readWebhook(rawBody, c.req.raw.headers, core.clock.now())
    if (!notice) {
      await refusals.take(sender)
      return c.json({ error: 'invalid signature' }, 400)
    }
    if (await keep(core, opened.id, notice, rawBody)) await apply(core, opened.id, notice)
    return c.json({ received: true })
  })
  return app
}

/** @returns whether it is still to be applied. */
async function keep(core: Core, accountId: string, notice: ProviderNotice, payload: string): Promise<boolean> {
  const { store, clock, secrets } = core
  await store.db
    .insertInto('provider_events')
    .values({
      account_id: accountId,
      event_id: notice.eventId,
      type: notice.type,
      // It can hold what browsers confirm with.
      payload: secrets.seal(payload, `provider_events.payload:${accountId}/${notice.eventId}`),
      received_at: instantNow(clock),
      applied_at: null,
    })
    .onConflict((on) => on.columns(['account_id', 'event_id']).doNothing())
    .execute()
  const { applied_at } = await store.db
    .selectFrom('provider_events')
    .select('applied_at')
    .where('account_id', '=', accountId)
    .where('event_id', '=', notice.eventId)
    .executeTakeFirstOrThrow()
  return applied_at === null
}

async function apply(core: Core, accountId: string, { eventId, news }: ProviderNotice): Promise<void> {
  for (const one of news) await applyNews(core, accountId, one)
  await core.store.db
    .updateTable('provider_events')
    .set({ applied_at: instantNow(core.clock) })
    .where('account_id', '=', accountId)
    .where('event_id', '=', eventId)
    .execute()
}

async function applyNews(core: Core, accountId: string, news: ProviderNews): Promise<void> {
  switch (news.about) {
    case 'attempt': {
      const attempt = await findAttemptByReference(core.store.db, accountId, news.reference)
      // Not one of ours: the account is used elsewhere too.
      if (attempt) await applyOutcome(core, attempt.id, news.outcome)
      return
    }
    case 'refund':
      if (await applyReturnNews(core, accountId, news.outcome)) return
      return applyRefundOutcome(core, accountId, news.outcome)
    case 'dispute':
      return applyDispute(core, accountId, news.dispute)
  }
}

function nullForProblems(error: unknown): null {
  if (error instanceof Problem) return null
  throw error
}
