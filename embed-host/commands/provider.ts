import { type Command, InvalidArgumentError, Option } from 'commander'
import { listProviderAccounts } from '../../server/accounts/provider-accounts.ts'
import { type ProviderSetup, setUpProvider } from '../../server/accounts/provider-setup.ts'
import { examples } from './help.ts'
import { type ModeOption, modeOption } from './options.ts'
import { JSON_OPTION, type JsonOption, printList, printResult } from './print.ts'
import { addCredentialOptions, PROVIDERS, type ProviderWords, readCredentials } from './provider-credentials.ts'
import { addFeeOptions, describeFees, type FeeOptions, feeScheduleOf } from './provider-fees.ts'
import { withCore } from './with-core.ts'

export function providerCommands(program: Command): void {
  const provider = program.command('provider').description('an app’s accounts at payment providers')
  const set = provider.command('set').description('set up an account, or change it; what is not given stays')
  for (const words of PROVIDERS) setCommand(set, words)
  listCommand(provider)
}

interface AccountOptions extends JsonOption, ModeOption, FeeOptions {
  app: string
  priority?: number
  enable?: true
  disable?: true
}

function setCommand(set: Command, words: ProviderWords): void {
  const command = set.command(words.name).description(words.description)
  addFeeOptions(addAccountOptions(addCredentialOptions(command, words)))
    .option(...JSON_OPTION)
    .addHelpText('after', examplesOf(words))
    .action(async (options: AccountOptions) => {
      const { app: appId, mode, priority, enable, disable } = options
      const credentials = await readCredentials(command, words, mode)
      await withCore(async (core) => {
        const setup = await setUpProvider(core, {
          appId,
          mode,
          provider: words.name,
          credentials,
          priority,
          enabled: enable ?? (disable ? false : undefined),
          feeSchedule: feeScheduleOf(options),
        })
        printSetup(setup, options, words)
      })
    })
}

/** What an account of any provider has, besides its credentials. */
const addAccountOptions = (command: Command): Command =>
  command
    .requiredOption('--app <app-id>', 'whose account it is')
    .addOption(modeOption())
    .option('--priority <number>', 'the lowest is tried first (default for a new one: 1)', parseNumber)
    .option('--enable', 'use it for new payments (default for a new one)')
    .addOption(new Option('--disable', 'use it for no new payment').conflicts('enable'))

function parseNumber(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 0 to 1000.')
  return Number(text)
}

function examplesOf({ name, credentials }: ProviderWords): string {
  const set = `paylink provider set ${name} --app app_…`
  const needed = credentials.filter(({ optional }) => !optional).map(({ flag }) => flag.replace(/<.*>/, '…'))
  return examples(
    `${set} ${needed.join(' ')}`,
    `${set} --mode live --priority 2 --fee-percent 1.4 --fee-fixed EUR=0.25`,
    `${set} --disable`,
  )
}

/** @throws when the provider does not send its webhooks: the account is kept, and takes payments without them. */
function printSetup({ account, webhookProblem }: ProviderSetup, options: JsonOption, words: ProviderWords): void {
  const { id, provider, mode, enabled, priority } = account
  if (webhookProblem !== null) {
    const byHand = words.credentials.find(({ optional }) => optional)?.flag.split(' ')[0]
    throw new Error(
      `The account ${id} is kept, but ${provider} does not send its webhooks yet: ${webhookProblem}\n` +
        `Set PUBLIC_URL to an address it can reach and run this again${byHand ? `, or give ${byHand}` : ''}.`,
    )
  }
  const state = enabled ? `takes ${mode} payments, with priority ${priority}` : 'takes no new payments'
  printResult(account, options, id, `The account at ${provider} ${state}.`)
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
          ({ id, appId, mode, provider, priority, enabled, webhooksRegistered, feeSchedule }) => ({
            id,
            app: appId,
            mode,
            provider,
            priority: String(priority),
            enabled: enabled ? 'yes' : 'no',
            webhooks: webhooksRegistered ? 'yes' : 'no',
            fees: describeFees(feeSchedule),
          }),
        )
      }),
    )
}
