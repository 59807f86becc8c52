import { Hono } from 'hono'
import { checkoutRoutes } from './checkout/routes.ts'
import type { Core } from './core.ts'
import { type ApiServices, createApi } from './http/api.ts'
import { paylinkr, paylinq } from './http/dialects.ts'
import { forgetExpiredKeys } from './http/idempotency.ts'
import { openKeyring } from './http/principal.ts'
import { openRateLimit } from './http/rate-limit.ts'
import { openRequestLog } from './http/request-log.ts'
import { foldInvoiceCounts } from './invoices/counting.ts'
import { expireDueInvoices } from './invoices/moving.ts'
import { startStellarWatcher } from './ledgers/stellar/watcher.ts'
import { startXrplWatcher } from './ledgers/xrpl/watcher.ts'
import { reminderJob } from './notifications/reminders.ts'
import { mailJob } from './notifications/sending.ts'
import { trialEndingJob } from './notifications/trial-endings.ts'
import { paylinkrEndpoints } from './paylinkr.ts'
import { paylinqEndpoints } from './paylinq.ts'
import { expireDuePayments } from './payments/payments.ts'
import { reconcileDue } from './payments/reconciler.ts'
import { providerWebhooks } from './providers/webhooks.ts'
import { billDuePlans } from './recurring-plans/billing.ts'
import { referenceRoutes } from './reference.ts'
import { reconcileRefunds } from './refunds/sending.ts'
import { settlementJob } from './settlements/weekly.ts'
import { billDueSubscriptions } from './subscriptions/billing.ts'
import { cancelOverdue } from './subscriptions/cancelling.ts'
import { startDeliveryWorker } from './webhooks/worker.ts'
import { retentionJob } from './worker/retention.ts'
import { startWorker } from './worker/worker.ts'

export interface Server {
  /** `/v1`, `/api/v1`, `/checkout` and `/webhooks`. */
  app: Hono
  /** Resolves when everything that is due by the core's clock is done: ledgers read, jobs run, webhooks sent. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** Behind one address there may be as many, each within its own limit: a company's servers, an office's browsers. */
const ADDRESS_SHARED_BY = 10

/** The backend: both APIs over one core, what the hosted pages call, and the worker. This is where all is wired. */
export function createServer(core: Core): Server {
  const requestLog = openRequestLog(core.store, core.logger)
  const services: ApiServices = {
    store: core.store,
    clock: core.clock,
    secrets: core.secrets,
    logger: core.logger,
    keyring: openKeyring(core),
    rateLimit: openRateLimit(core.store, 'api-key', core.config.rateLimit),
    addressLimit: openRateLimit(core.store, 'api-address', core.config.rateLimit * ADDRESS_SHARED_BY),
    trustedProxies: core.config.trustedProxies,
    requestLog,
  }
  const app = new Hono()
  app.route('/', referenceRoutes(core))
  app.route('/v1', createApi(paylinq, paylinqEndpoints(core), services))
  app.route('/api/v1', createApi(paylinkr, paylinkrEndpoints(core), services))
  app.route('/checkout', checkoutRoutes(core))
  app.route('/webhooks', providerWebhooks(core))

  const worker = startWorker(core, [
    { name: 'expire payments', run: expireDuePayments },
    { name: 'expire invoices', run: expireDueInvoices },
    { name: 'fold invoice counts', run: foldInvoiceCounts },
    { name: 'bill subscriptions', run: billDueSubscriptions },
    { name: 'bill recurring plans', run: billDuePlans },
    { name: 'cancel overdue subscriptions', run: cancelOverdue },
    settlementJob(),
    reminderJob(),
    trialEndingJob(),
    { name: 'forget idempotency keys', run: forgetExpiredKeys },
    retentionJob(),
  ])
  const watchers = [startStellarWatcher(core), startXrplWatcher(core)]
  const deliveries = startDeliveryWorker(core)
  // These wait for others, each for its own, and nothing waits for them.
  const outside = [
    startWorker(core, [{ name: 'reconcile attempts', run: reconcileDue }]),
    startWorker(core, [{ name: 'reconcile refunds', run: reconcileRefunds }]),
    startWorker(core, [mailJob(core)]),
  ]
  return {
    app,
    async settle() {
      await Promise.all(watchers.map((watcher) => watcher.settle()))
      await worker.settle()
      for (const { settle } of outside) await settle()
      await deliveries.drain()
      await requestLog.flush()
    },
    async stop() {
      await Promise.all([
        ...watchers.map((watcher) => watcher.stop()),
        worker.stop(),
        deliveries.stop(),
        ...outside.map(({ stop }) => stop()),
      ])
      await requestLog.stop()
    },
  }
}
