import type { Command } from 'commander'
import { otherModeOf } from '../../server/accounts/provider-credentials.ts'
import type { Mode } from '../../server/store/schema.ts'
import { readSecrets, SECRET_SOURCES } from './secret-input.ts'

/** How an account at a provider is typed: one command each, made from these. */
export interface ProviderWords {
  name: string
  /** What is paid through it. */
  description: string
  credentials: CredentialOption[]
}

interface CredentialOption {
  /** Its name in the provider's credentials; commander makes the same of the flag. */
  name: string
  flag: string
  text: string
  /** It can be left out: we register our webhook then. */
  optional?: true
}

const secret = (what: string) => `${what} (${SECRET_SOURCES})`
const byHand = (what: string) => secret(`${what} of a webhook that you made yourself; default: we register ours`)

export const PROVIDERS: ProviderWords[] = [
  {
    name: 'stripe',
    description: 'cards through Stripe',
    credentials: [
      { name: 'secretKey', flag: '--secret-key <key>', text: secret('sk_… or rk_…') },
      { name: 'publishableKey', flag: '--publishable-key <key>', text: 'pk_…' },
      { name: 'webhookSecret', flag: '--webhook-secret <secret>', text: byHand('whsec_…'), optional: true },
    ],
  },
  {
    name: 'airwallex',
    description: 'cards through Airwallex',
    credentials: [
      { name: 'clientId', flag: '--client-id <id>', text: 'of the API key' },
      { name: 'apiKey', flag: '--api-key <key>', text: secret('the API key') },
      { name: 'webhookSecret', flag: '--webhook-secret <secret>', text: byHand('the secret'), optional: true },
    ],
  },
  {
    name: 'mollie',
    description: 'cards, iDEAL and Bancontact through Mollie',
    credentials: [{ name: 'apiKey', flag: '--api-key <key>', text: secret('test_… or live_…') }],
  },
  {
    name: 'paypal',
    description: 'PayPal',
    credentials: [
      { name: 'clientId', flag: '--client-id <id>', text: 'of the app at PayPal' },
      { name: 'clientSecret', flag: '--client-secret <secret>', text: secret('of the app at PayPal') },
      { name: 'webhookId', flag: '--webhook-id <id>', text: byHand('the id'), optional: true },
    ],
  },
]

export function addCredentialOptions(command: Command, { credentials }: ProviderWords): Command {
  for (const { flag, text } of credentials) command.option(flag, text)
  return command
}

/**
 * @returns the credentials that were typed, read from where they say; undefined when there are none.
 * Ends the command as wrongly typed when they are only half of them, or for the other mode.
 */
export async function readCredentials(
  command: Command,
  { credentials }: ProviderWords,
  mode: Mode,
): Promise<Record<string, string> | undefined> {
  const typed = command.opts<Record<string, string | undefined>>()
  const given = credentials.filter(({ name }) => typed[name] !== undefined)
  if (given.length === 0) return undefined
  // They replace what there was, so half of them would mix two accounts.
  const needed = credentials.filter(({ optional }) => !optional)
  if (!needed.every((option) => given.includes(option))) {
    const flags = needed.map(({ flag }) => flag.split(' ')[0]).join(' and ')
    command.error(`error: the keys go together: give ${flags}`)
  }
  const sources = Object.fromEntries(given.map(({ name }) => [name, typed[name]]))
  const read = (await readSecrets(sources, process.env, process.stdin)) as Record<string, string>
  const other = otherModeOf(read, mode)
  if (other) {
    command.error(`error: these are ${other.mode} keys: add --mode ${other.mode}, or give keys that say ${mode}`)
  }
  return read
}
