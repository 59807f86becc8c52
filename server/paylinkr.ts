import type { Core } from './core.ts'
import type { Endpoint } from './http/api.ts'
import { requestLogEndpoints } from './http/request-log-routes.ts'
import { invoiceEndpoints } from './invoices/routes.ts'
import { unmatchedEndpoints } from './invoices/unmatched-routes.ts'
import { recurringPlanEndpoints } from './recurring-plans/routes.ts'
import { packageEndpoints } from './subscriptions/package-routes.ts'
import { subscriptionEndpoints } from './subscriptions/routes.ts'
import { webhookEndpoints } from './webhooks/paylinkr-routes.ts'

/** Everything under `/api/v1`, in the order of the reference. */
export const paylinkrEndpoints = (core: Core): Endpoint[] => [
  ...invoiceEndpoints(core),
  ...unmatchedEndpoints(core),
  ...recurringPlanEndpoints(core),
  ...packageEndpoints(core),
  ...subscriptionEndpoints(core),
  ...webhookEndpoints(core),
  ...requestLogEndpoints(core),
]
