import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  listProviderAccounts,
  type ProviderAccountSettings,
  setProviderAccount,
} from '../../server/accounts/provider-accounts.ts'
import { registerWebhook } from '../../server/providers/registration.ts'
import type { Mode } from '../../server/store/schema.ts'
import { examples } from './help.ts'
import { type ModeOption, modeOption } from './options.ts'
import { JSON_OPTION, type JsonOption, printList, printResult } from './print.ts'
import { readSecrets, SECRET_SOURCES } from './secret-input.ts'
import { withCore } from './with-core.ts'

export function providerCommands(program: Command): void {
  const provider = program.command('provider').description('an app’s accounts at payment providers')
  const set = provider.command('set').description('set up an account, or change it; what is not given stays')
  stripeCommand(set)
  listCommand(provider)
}

interface AccountOptions extends JsonOption, ModeOption {
  app: string
  priority?: number
  enable?: true
  disable?: true
}

/** What an account of any provider has; each provider's command adds its credentials. */
const addAccountOptions = (command: Command): Command =>
  command
    .requiredOption('--app <app-id>', 'whose account it is')
    .addOption(modeOption())
    .option('--priority <number>', 'the lowest is tried first (default for a new one: 1)', parseNumber)
    .option('--enable', 'use it for new payments (default for a new one)')
    .addOption(new Option('--disable', 'use it for no new payment').conflicts('enable'))
    .option(...JSON_OPTION)

function parseNumber(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 0 to 1000.')
  return Number(text)
}

interface StripeOptions extends AccountOptions {
  secretKey?: string
  publishableKey?: string
  webhookSecret?: string
}

function stripeCommand(set: Command): void {
  addAccountOptions(set.command('stripe'))
    .description('cards through Stripe')
    .option('--secret-key <key>', `sk_… or rk_… (${SECRET_SOURCES})`)
    .option('--publishable-key <key>', 'pk_…')
    .option(
      '--webhook-secret <secret>',
      `whsec_… of an endpoint that you made yourself (${SECRET_SOURCES}; default: we register ours with the secret key)`,
    )
    .addHelpText(
      'after',
      examples(
        'paylink provider set stripe --app app_… --secret-key env:STRIPE_KEY --publishable-key pk_test_…',
        'paylink provider set stripe --app app_… --mode live --secret-key - --publishable-key pk_live_… < key.txt',
        'paylink provider set stripe --app app_… --mode live --priority 2',
        'paylink provider set stripe --app app_… --disable',
      ),
    )
    .action(async (options: StripeOptions, command: Command) => {
      requireKeysTogether(command, options)
      const { secretKey, publishableKey, webhookSecret } = options
      const given = await readSecrets({ secretKey, publishableKey, webhookSecret }, process.env, process.stdin)
      requireMode(command, options.mode, given)
      await setAccount(options, 'stripe', given.secretKey === undefined ? undefined : given)
    })
}

/** They replace what there was, so half of them would mix two accounts. */
function requireKeysTogether(command: Command, { secretKey, publishableKey, webhookSecret }: StripeOptions): void {
  if (secretKey !== undefined && publishableKey !== undefined) return
  if (secretKey === undefined && publishableKey === undefined && webhookSecret === undefined) return
  command.error('error: the keys go together: give --secret-key and --publishable-key')
}

/** A live key under `--mode test` would move real money for test payments. */
function requireMode(command: Command, mode: Mode, keys: { secretKey?: string; publishableKey?: string }): void {
  const other: Mode = mode === 'test' ? 'live' : 'test'
  if (Object.values(keys).some((key) => key?.includes(`k_${other}_`))) {
    command.error(`error: these are ${other} keys: add --mode ${other}, or give keys that say ${mode}`)
  }
}

async function setAccount(
  options: AccountOptions,
  provider: string,
  credentials: ({ webhookSecret?: string } & object) | undefined,
): Promise<void> {
  const { app: appId, mode, priority, enable, disable } = options
  const settings: ProviderAccountSettings = {
    appId,
    mode,
    provider,
    credentials,
    priority,
    enabled: enable ?? (disable ? false : undefined),
  }
  await withCore(async (core) => {
    const account = await setProviderAccount(core, settings)
    if (credentials && credentials.webhookSecret === undefined) {
      await registerWebhook(core, account.id).catch((error: Error) => {
        throw new Error(
          `The account ${account.id} is kept, but ${provider} does not send its webhooks yet: ${error.message}\n` +
            'Set PUBLIC_URL to an address it can reach and run this again, or give --webhook-secret.',
        )
      })
    }
    const state = account.enabled
      ? `takes ${mode} payments, with priority ${account.priority}`
      : 'takes no new payments'
    printResult(account, options, account.id, `The account at ${provider} ${state}.`)
  })
}

function listCommand(provider: Command): void {
  provider
    .command('list')
    .description('show accounts; credentials are never shown')
    .option('--app <app-id>', 'of this app alone (default: all)')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('paylink provider list', 'paylink provider list --app app_…'))
    .action((options: JsonOption & { app?: string }) =>
      withCore(async (core) => {
        printList(
          await listProviderAccounts(core, options.app),
          options,
          'No accounts yet. Set one up: paylink provider set stripe --app app_…',
          ({ id, appId, mode, provider, priority, enabled }) => ({
            id,
            app: appId,
            mode,
            provider,
            priority: String(priority),
            enabled: enabled ? 'yes' : 'no',
          }),
        )
      }),
    )
}
