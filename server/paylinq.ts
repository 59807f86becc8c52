import { appEndpoints } from './accounts/app-routes.ts'
import { keyEndpoints } from './accounts/key-routes.ts'
import { providerEndpoints } from './accounts/provider-routes.ts'
import type { Core } from './core.ts'
import { couponEndpoints } from './coupons/routes.ts'
import { customerEndpoints } from './customers/routes.ts'
import { disputeEndpoints } from './disputes/routes.ts'
import type { Endpoint } from './http/api.ts'
import { paymentLinkEndpoints } from './payment-links/routes.ts'
import { paymentEndpoints } from './payments/routes.ts'
import { productEndpoints } from './products/routes.ts'
import { refundEndpoints } from './refunds/routes.ts'
import { settlementEndpoints } from './settlements/routes.ts'
import { deliveryEndpoints } from './webhooks/delivery-routes.ts'

/** Everything under `/v1`, in the order of the reference. */
export const paylinqEndpoints = (core: Core): Endpoint[] => [
  ...paymentEndpoints(core),
  ...customerEndpoints(core),
  ...productEndpoints(core),
  ...couponEndpoints(core),
  ...paymentLinkEndpoints(core),
  ...refundEndpoints(core),
  ...disputeEndpoints(core),
  ...settlementEndpoints(core),
  ...appEndpoints(core),
  ...keyEndpoints(core),
  ...providerEndpoints(core),
  ...deliveryEndpoints(core),
]
