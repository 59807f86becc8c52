import { airwallexAccount, airwallexCredentials } from './airwallex/airwallex.ts'
import { mollieAccount, mollieCredentials } from './mollie/mollie.ts'
import { paypalAccount, paypalCredentials } from './paypal/paypal.ts'
import type { Providers } from './provider.ts'
import { stripeAccount, stripeCredentials } from './stripe/stripe.ts'

/** Every provider this program speaks with. A new one is a folder beside these and a line here. */
export const providers: Providers = {
  stripe: (credentials, config) => stripeAccount(stripeCredentials.parse(credentials), config),
  airwallex: (credentials, config, mode) => airwallexAccount(airwallexCredentials.parse(credentials), config, mode),
  mollie: (credentials, config, mode) => mollieAccount(mollieCredentials.parse(credentials), config, mode),
  paypal: (credentials, config, mode) => paypalAccount(paypalCredentials.parse(credentials), config, mode),
}
