import { type Command, Option } from 'commander'
import { createMerchant, listMerchants, type Plan, updateMerchant } from '../../server/accounts/accounts.ts'
import { type AppearanceOptions, addAppearanceOptions, appearanceOf } from './appearance-options.ts'
import { examples } from './help.ts'
import { EMAIL_OPTION, NO_EMAIL_OPTION, ORIGIN_OPTION, requireChange } from './options.ts'
import { JSON_OPTION, type JsonOption, printList, printResult } from './print.ts'
import { withCore } from './with-core.ts'

const planOption = () =>
  new Option('--plan <plan>', 'a free merchant’s API requests are refused').choices(['pro', 'free'])

export function merchantCommands(program: Command): void {
  const merchant = program.command('merchant').description('who is paid')
  addCommand(merchant)
  listCommand(merchant)
  updateCommand(merchant)
}

function addCommand(merchant: Command): void {
  merchant
    .command('add')
    .description('add a merchant, and print its id')
    .argument('<name>', 'what payers read')
    .requiredOption(...ORIGIN_OPTION)
    .addOption(planOption().default('pro'))
    .option(...EMAIL_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'paylink merchant add "Fjord Coffee" --origin https://shop.example --email ops@shop.example',
        'paylink merchant add Kiosk --origin https://*.kiosk.example --origin http://localhost:3000',
        "paylink merchant add Anywhere --origin '*'",
      ),
    )
    .action((name: string, options: JsonOption & { origin: string[]; plan: Plan; email?: string }) =>
      withCore(async (core) => {
        const made = await createMerchant(core, {
          name,
          plan: options.plan,
          origins: options.origin,
          email: options.email,
        })
        printResult(made, options, made.id, `Merchant "${made.name}" added. Next: paylink app add, paylink address add`)
      }),
    )
}

function listCommand(merchant: Command): void {
  merchant
    .command('list')
    .description('show all merchants')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('paylink merchant list'))
    .action((options: JsonOption) =>
      withCore(async (core) => {
        printList(
          await listMerchants(core),
          options,
          'No merchants yet. Add one: paylink merchant add <name> --origin https://shop.example',
          ({ id, name, plan, allowedOrigins }) => ({ id, name, plan, origins: allowedOrigins.join(' ') }),
        )
      }),
    )
}

interface UpdateOptions extends AppearanceOptions {
  name?: string
  origin?: string[]
  plan?: Plan
  underpaymentTolerance?: string
  email?: string | false
}

function updateCommand(merchant: Command): void {
  addAppearanceOptions(merchant.command('update'))
    .description('change a merchant; what is not given stays')
    .argument('<merchant-id>')
    .option('--name <name>', 'what payers read')
    .option(...ORIGIN_OPTION)
    .addOption(planOption())
    .option('--underpayment-tolerance <percent>', 'an invoice that lacks no more than this is paid, like 0.5')
    .option(...EMAIL_OPTION)
    .option(...NO_EMAIL_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'paylink merchant update mer_… --origin https://a.example --origin https://b.example',
        'paylink merchant update mer_… --underpayment-tolerance 0.5',
        "paylink merchant update mer_… --accent '#0a7d5c' --logo https://shop.example/logo.svg",
      ),
    )
    .action((id: string, options: JsonOption & UpdateOptions, command: Command) => {
      const { name, plan, origin: origins, underpaymentTolerance } = options
      const email = options.email === false ? null : options.email
      const changes = { name, plan, origins, underpaymentTolerance, email, appearance: appearanceOf(options) }
      requireChange(command, changes)
      return withCore(async (core) => {
        const changed = await updateMerchant(core, id, changes)
        printResult(changed, options, changed.id, `Merchant "${changed.name}" changed.`)
      })
    })
}
