import { join } from 'node:path'
import { z } from 'zod'
import type { Mode } from './store/schema.ts'

/** What the program reads from its environment. Names, defaults and meanings stand in the README. */
export interface Config {
  port: number
  /** Address to listen on. */
  bind: string
  /** How payers and merchants reach this host, without a slash at the end. */
  publicUrl: string
  dataDir: string
  /** `postgres://…` or the path of an SQLite file. */
  databaseUrl: string
  /** Everything secret at rest is sealed under it, API keys are hashed with it. */
  secret: string
  /** How many proxies of ours a request passes; each appends to X-Forwarded-For. */
  trustedProxies: number
  /** Requests a minute for each API key. */
  rateLimit: number
  /** How long logs, events, deliveries, what providers told and sent mail are kept. */
  retentionDays: number
  stellar: Record<Mode, StellarNetwork>
  xrpl: Record<Mode, XrplNetwork>
  stripe: StripeAddress
  airwallex: AirwallexAddress
  mollie: ApiAddress
  paypal: ApiAddress
  rates: RatesConfig
  /** How long a provider may take to answer, in milliseconds; after that nobody knows what it did. */
  providerTimeout: number
  /** `smtp://user:password@host:587`; null: no mail is sent. */
  smtpUrl: string | null
  /** Our own address, from which all mail comes. */
  mailFrom: string
  /** Sandbox only: wallets, at `/stellar` and `/xrpl` below it, that pay for whoever asks. */
  sandboxWalletUrl: string | null
  /** Webhooks may go to loopback addresses: for the sandbox and for development. */
  webhooksToLoopback: boolean
}

export interface StellarNetwork {
  /** Tried in order. */
  horizonUrls: string[]
  passphrase: string
  usdcIssuer: string
}

export interface XrplNetwork {
  /** WebSocket addresses of servers, tried in order. */
  urls: string[]
  /** What its servers say which network they are of: 0 is the public one, 1 the test network. */
  networkId: number
}

export interface StripeAddress {
  /** Where the API is, `https://api.stripe.com` unless it is a stand-in. */
  apiUrl: string
  /** A script that defines `window.Stripe`; null lets stripe-js load Stripe's own. */
  scriptUrl: string | null
}

export interface ApiAddress {
  /** Where the API of a mode is: the provider's own unless it is a stand-in. */
  apiUrl: Record<Mode, string>
}

/** Where public prices are read: the sources' own addresses unless they are stand-ins. */
export interface RatesConfig {
  coinbaseUrl: string
  krakenUrl: string
}

export interface AirwallexAddress extends ApiAddress {
  /** Sandbox only: a payment page to send the payer to in place of the drop-in, which loads Airwallex's own script. */
  pageUrl: string | null
}

/** Circle's USDC: https://developers.circle.com/stablecoins/usdc-contract-addresses */
const STELLAR_DEFAULTS: Record<Mode, StellarNetwork> = {
  live: {
    horizonUrls: ['https://horizon.stellar.org'],
    passphrase: 'Public Global Stellar Network ; September 2015',
    usdcIssuer: 'GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN',
  },
  test: {
    horizonUrls: ['https://horizon-testnet.stellar.org'],
    passphrase: 'Test SDF Network ; September 2015',
    usdcIssuer: 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5',
  },
}

const XRPL_DEFAULTS: Record<Mode, XrplNetwork> = {
  live: { urls: ['wss://xrplcluster.com', 'wss://s1.ripple.com'], networkId: 0 },
  test: { urls: ['wss://s.altnet.rippletest.net:51233'], networkId: 1 },
}

const url = z.url({ protocol: /^https?$/, error: 'must be an http(s) address, like https://pay.example.com' })
const urls = z.string().transform((text, context) =>
  text.split(',').map((entry) => {
    const parsed = url.safeParse(entry.trim())
    if (parsed.success) return entry.trim().replace(/\/$/, '')
    context.addIssue({ code: 'custom', message: `holds "${entry.trim()}", which is no http(s) address` })
    return z.NEVER
  }),
)
/** Without TLS only to this machine: an answer that someone else may write is no proof of a payment. */
const isSocketUrl = (text: string): boolean =>
  z.url({ protocol: /^wss?$/ }).safeParse(text).success &&
  (text.startsWith('wss:') || /^(?:localhost|\[::1\]|127(?:\.\d+){3})$/.test(new URL(text).hostname))
const socketUrls = z.string().transform((text, context) =>
  text.split(',').map((entry) => {
    if (isSocketUrl(entry.trim())) return entry.trim()
    const message = `holds "${entry.trim()}", which is no wss address (ws is for this machine alone)`
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }),
)
const networkId = z.coerce.number({ error: 'must be a whole number' }).int().min(0)
const positive = z.coerce.number({ error: 'must be a whole number' }).int().positive()

const SHORTEST_RETENTION = 7

const environment = z.object({
  PORT: z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535).default(4242),
  BIND: z.string().default('127.0.0.1'),
  PUBLIC_URL: url.optional(),
  DATA_DIR: z.string().min(1).default('var'),
  DATABASE_URL: z.string().min(1).optional(),
  PAYLINK_SECRET: z
    .string({ error: 'is missing: set it to at least 32 random characters (openssl rand -base64 48) and keep it' })
    .min(32, 'is too short: it takes at least 32 random characters (openssl rand -base64 48)'),
  TRUSTED_PROXIES: z.coerce.number({ error: 'must be a whole number' }).int().min(0).default(0),
  RATE_LIMIT: positive.default(100),
  RETENTION_DAYS: z.coerce
    .number({ error: 'must be a whole number of days' })
    .int()
    .min(SHORTEST_RETENTION, `must be at least ${SHORTEST_RETENTION}: webhooks are tried again for days`)
    .default(30),
  STELLAR_LIVE_HORIZON_URLS: urls.optional(),
  STELLAR_LIVE_PASSPHRASE: z.string().min(1).optional(),
  STELLAR_LIVE_USDC_ISSUER: z.string().min(1).optional(),
  STELLAR_TEST_HORIZON_URLS: urls.optional(),
  STELLAR_TEST_PASSPHRASE: z.string().min(1).optional(),
  STELLAR_TEST_USDC_ISSUER: z.string().min(1).optional(),
  XRPL_LIVE_URLS: socketUrls.default(XRPL_DEFAULTS.live.urls),
  XRPL_LIVE_NETWORK_ID: networkId.default(XRPL_DEFAULTS.live.networkId),
  XRPL_TEST_URLS: socketUrls.default(XRPL_DEFAULTS.test.urls),
  XRPL_TEST_NETWORK_ID: networkId.default(XRPL_DEFAULTS.test.networkId),
  STRIPE_API_URL: url.default('https://api.stripe.com'),
  STRIPE_SCRIPT_URL: url.optional(),
  AIRWALLEX_API_URL: url.optional(),
  AIRWALLEX_PAGE_URL: url.optional(),
  MOLLIE_API_URL: url.optional(),
  PAYPAL_API_URL: url.optional(),
  RATES_COINBASE_URL: url.default('https://api.coinbase.com'),
  RATES_KRAKEN_URL: url.default('https://api.kraken.com'),
  PROVIDER_TIMEOUT: positive.default(6_000),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an address like smtp://user:password@host:587' }).optional(),
  MAIL_FROM: z.email('must be an e-mail address, like billing@pay.example.com').optional(),
  SANDBOX_WALLET_URL: url.optional(),
  WEBHOOKS_TO_LOOPBACK: z
    .enum(['0', '1'], { error: 'must be 0 or 1' })
    .default('0')
    .transform((text) => text === '1'),
})

/**
 * @throws with one line for each variable that is missing or wrong, by name.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('\n'))
  }
  const e = parsed.data
  return {
    port: e.PORT,
    bind: e.BIND,
    publicUrl: (e.PUBLIC_URL ?? `http://localhost:${e.PORT}`).replace(/\/$/, ''),
    dataDir: e.DATA_DIR,
    databaseUrl: e.DATABASE_URL ?? join(e.DATA_DIR, 'paylink.db'),
    secret: e.PAYLINK_SECRET,
    trustedProxies: e.TRUSTED_PROXIES,
    rateLimit: e.RATE_LIMIT,
    retentionDays: e.RETENTION_DAYS,
    stellar: {
      live: {
        horizonUrls: e.STELLAR_LIVE_HORIZON_URLS ?? STELLAR_DEFAULTS.live.horizonUrls,
        passphrase: e.STELLAR_LIVE_PASSPHRASE ?? STELLAR_DEFAULTS.live.passphrase,
        usdcIssuer: e.STELLAR_LIVE_USDC_ISSUER ?? STELLAR_DEFAULTS.live.usdcIssuer,
      },
      test: {
        horizonUrls: e.STELLAR_TEST_HORIZON_URLS ?? STELLAR_DEFAULTS.test.horizonUrls,
        passphrase: e.STELLAR_TEST_PASSPHRASE ?? STELLAR_DEFAULTS.test.passphrase,
        usdcIssuer: e.STELLAR_TEST_USDC_ISSUER ?? STELLAR_DEFAULTS.test.usdcIssuer,
      },
    },
    xrpl: {
      live: { urls: e.XRPL_LIVE_URLS, networkId: e.XRPL_LIVE_NETWORK_ID },
      test: { urls: e.XRPL_TEST_URLS, networkId: e.XRPL_TEST_NETWORK_ID },
    },
    stripe: { apiUrl: e.STRIPE_API_URL.replace(/\/$/, ''), scriptUrl: e.STRIPE_SCRIPT_URL ?? null },
    airwallex: {
      apiUrl: apiUrl(e.AIRWALLEX_API_URL, 'https://api.airwallex.com', 'https://api-demo.airwallex.com'),
      pageUrl: e.AIRWALLEX_PAGE_URL ?? null,
    },
    mollie: { apiUrl: apiUrl(e.MOLLIE_API_URL, 'https://api.mollie.com') },
    paypal: { apiUrl: apiUrl(e.PAYPAL_API_URL, 'https://api-m.paypal.com', 'https://api-m.sandbox.paypal.com') },
    rates: {
      coinbaseUrl: e.RATES_COINBASE_URL.replace(/\/$/, ''),
      krakenUrl: e.RATES_KRAKEN_URL.replace(/\/$/, ''),
    },
    providerTimeout: e.PROVIDER_TIMEOUT,
    smtpUrl: e.SMTP_URL ?? null,
    mailFrom: e.MAIL_FROM ?? `no-reply@${new URL(e.PUBLIC_URL ?? 'http://localhost').hostname}`,
    sandboxWalletUrl: e.SANDBOX_WALLET_URL ?? null,
    webhooksToLoopback: e.WEBHOOKS_TO_LOOPBACK,
  }
}

function apiUrl(given: string | undefined, live: string, test = live): Record<Mode, string> {
  const standIn = given?.replace(/\/$/, '')
  return { live: standIn ?? live, test: standIn ?? test }
}
