import type { Providers } from './provider.ts'
import { stripeAccount, stripeCredentials } from './stripe/stripe.ts'

/** Every provider this program speaks with. A new one is a folder beside `stripe/` and a line here. */
export const providers: Providers = {
  stripe: (credentials, config) => stripeAccount(stripeCredentials.parse(credentials), config),
}
