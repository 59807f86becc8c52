import { airwallexService } from '../../demo/networks/airwallex/airwallex.ts'
import { KEYS } from '../../demo/networks/airwallex/testing.ts'
import { mollieService } from '../../demo/networks/mollie/mollie.ts'
import { API_KEY } from '../../demo/networks/mollie/testing.ts'
import { paypalService } from '../../demo/networks/paypal/paypal.ts'
import { CREDENTIALS } from '../../demo/networks/paypal/testing.ts'
import {
  type Service,
  type ServiceContext,
  type StandIn,
  type StandInCharge,
  startStandIn,
} from '../../demo/networks/stand-in.ts'
import { stripeService } from '../../demo/networks/stripe/stripe.ts'
import { PUBLISHABLE_KEY, SECRET_KEY } from '../../demo/networks/stripe/testing.ts'
import type { Clock } from '../../server/clock.ts'

export const PROVIDERS = ['stripe', 'airwallex', 'mollie', 'paypal'] as const
export type ProviderName = (typeof PROVIDERS)[number]

interface Kept extends Service {
  /** What its books say was taken and given back. */
  charges(): StandInCharge[]
}

/** A stand-in, with what its own books can be asked and made to hold. */
type Network<S extends Kept> = StandIn & Omit<S, keyof Service>

export type Networks = Awaited<ReturnType<typeof startNetworks>>

/** What the merchant's accounts there are opened with. */
export const ACCOUNTS: Record<ProviderName, Record<string, string>> = {
  stripe: { secretKey: SECRET_KEY, publishableKey: PUBLISHABLE_KEY },
  airwallex: KEYS,
  mollie: { apiKey: API_KEY },
  paypal: CREDENTIALS,
}

/** Webhooks come again soon, for as long as a test runs. */
const RETRIES = Array<number>(1_000).fill(50)

/** The four providers' stand-ins. Whoever starts them stops them. */
export async function startNetworks(clock: Clock) {
  const options = { clock, booksFile: ':memory:', webhookRetryDelays: RETRIES }
  const [stripe, airwallex, mollie, paypal] = await Promise.all([
    start('stripe', clock, stripeService({ ...options, secretKey: SECRET_KEY, publishableKey: PUBLISHABLE_KEY })),
    start('airwallex', clock, airwallexService({ ...options, ...KEYS })),
    start('mollie', clock, mollieService({ ...options, apiKey: API_KEY })),
    start('paypal', clock, paypalService({ ...options, ...CREDENTIALS })),
  ])
  return { stripe, airwallex, mollie, paypal }
}

async function start<S extends Kept>(
  name: ProviderName,
  clock: Clock,
  open: (context: ServiceContext) => S,
): Promise<Network<S>> {
  let service!: S
  const standIn = await startStandIn({
    name,
    port: 0,
    clock,
    service: (context) => {
      service = open(context)
      return service
    },
  })
  const { fetch: _fetch, exempt: _exempt, errorBody: _errorBody, stop: _stop, ...own } = service
  return { ...standIn, ...own }
}
