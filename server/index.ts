import { Hono } from 'hono'
import { checkoutRoutes } from './checkout/routes.ts'
import type { Core } from './core.ts'
import { type ApiServices, createApi } from './http/api.ts'
import { paylinkr, paylinq } from './http/dialects.ts'
import { forgetExpiredKeys } from './http/idempotency.ts'
import { openKeyring } from './http/principal.ts'
import { openRateLimit } from './http/rate-limit.ts'
import { openRequestLog } from './http/request-log.ts'
import { expireDueInvoices } from './invoices/invoices.ts'
import { invoiceEndpoints } from './invoices/routes.ts'
import { startStellarWatcher } from './ledgers/stellar/watcher.ts'
import { paylinqEndpoints } from './paylinq.ts'
import { expireDuePayments } from './payments/payments.ts'
import { reconcileDue } from './payments/reconciler.ts'
import { providerWebhooks } from './providers/webhooks.ts'
import { referenceRoutes } from './reference.ts'
import { reconcileRefunds } from './refunds/sending.ts'
import { settlementJob } from './settlements/weekly.ts'
import { startDeliveryWorker } from './webhooks/worker.ts'
import { startWorker } from './worker/worker.ts'

export interface Server {
  /** `/v1`, `/api/v1`, `/checkout` and `/webhooks`. */
  app: Hono
  /** Resolves when everything that is due by the core's clock is done: ledgers read, jobs run, webhooks sent. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** The backend: both APIs over one core, what the hosted pages call, and the worker. This is where all is wired. */
export function createServer(core: Core): Server {
  const requestLog = openRequestLog(core.store, core.logger)
  const services: ApiServices = {
    store: core.store,
    clock: core.clock,
    logger: core.logger,
    keyring: openKeyring(core),
    rateLimit: openRateLimit(core.store, 'api-key', core.config.rateLimit),
    requestLog,
  }
  const app = new Hono()
  app.route('/', referenceRoutes(core))
  app.route('/v1', createApi(paylinq, paylinqEndpoints(core), services))
  app.route('/api/v1', createApi(paylinkr, invoiceEndpoints(core), services))
  app.route('/checkout', checkoutRoutes(core))
  app.route('/webhooks', providerWebhooks(core))

  const worker = startWorker(core, [
    { name: 'reconcile attempts', run: reconcileDue },
    { name: 'reconcile refunds', run: reconcileRefunds },
    { name: 'expire payments', run: expireDuePayments },
    { name: 'expire invoices', run: expireDueInvoices },
    settlementJob(),
    { name: 'forget idempotency keys', run: forgetExpiredKeys },
  ])
  const watcher = startStellarWatcher(core)
  const deliveries = startDeliveryWorker(core)
  return {
    app,
    async settle() {
      await watcher.settle()
      await worker.settle()
      await deliveries.drain()
      await requestLog.flush()
    },
    async stop() {
      await Promise.all([watcher.stop(), worker.stop(), deliveries.stop()])
      await requestLog.stop()
    },
  }
}
