import type { Command } from 'commander'
import { createApp, listApps, updateApp } from '../../server/accounts/accounts.ts'
import { type AppearanceOptions, addAppearanceOptions, appearanceOf } from './appearance-options.ts'
import { examples } from './help.ts'
import { EMAIL_OPTION, NO_EMAIL_OPTION, ORIGIN_OPTION, requireChange } from './options.ts'
import { JSON_OPTION, type JsonOption, printList, printResult } from './print.ts'
import { withCore } from './with-core.ts'

export function appCommands(program: Command): void {
  const app = program.command('app').description('a merchant’s integrations, each with keys and providers of its own')
  addCommand(app)
  listCommand(app)
  updateCommand(app)
}

function addCommand(app: Command): void {
  app
    .command('add')
    .description('add an app, and print its id')
    .argument('<name>', 'to tell a merchant’s apps apart')
    .requiredOption('--merchant <merchant-id>', 'whose it is')
    .requiredOption(...ORIGIN_OPTION)
    .option(...EMAIL_OPTION)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('paylink app add Webshop --merchant mer_… --origin https://shop.example'))
    .action((name: string, options: JsonOption & { merchant: string; origin: string[]; email?: string }) =>
      withCore(async (core) => {
        const { merchant: merchantId, origin: origins, email } = options
        const made = await createApp(core, { merchantId, name, origins, email })
        const next = `paylink provider set stripe --app ${made.id}, paylink key create <name> --app ${made.id}`
        printResult(made, options, made.id, `App "${made.name}" added. Next: ${next}`)
      }),
    )
}

function listCommand(app: Command): void {
  app
    .command('list')
    .description('show apps')
    .option('--merchant <merchant-id>', 'of this merchant alone (default: all)')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('paylink app list', 'paylink app list --merchant mer_…'))
    .action((options: JsonOption & { merchant?: string }) =>
      withCore(async (core) => {
        printList(
          await listApps(core, options.merchant),
          options,
          'No apps yet. Add one: paylink app add <name> --merchant mer_… --origin https://shop.example',
          ({ id, name, merchantId, allowedOrigins }) => ({
            id,
            name,
            merchant: merchantId,
            origins: allowedOrigins.join(' '),
          }),
        )
      }),
    )
}

interface UpdateOptions extends AppearanceOptions {
  name?: string
  origin?: string[]
  email?: string | false
}

function updateCommand(app: Command): void {
  addAppearanceOptions(app.command('update'))
    .description('change an app; what is not given stays')
    .argument('<app-id>')
    .option('--name <name>', 'to tell a merchant’s apps apart')
    .option(...ORIGIN_OPTION)
    .option(...EMAIL_OPTION)
    .option(...NO_EMAIL_OPTION)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'paylink app update app_… --origin https://shop.example --origin http://localhost:3000',
        "paylink app update app_… --accent '#0a7d5c' --radius 12 --logo https://shop.example/logo.svg",
        'paylink app update app_… --no-radius',
      ),
    )
    .action((id: string, options: JsonOption & UpdateOptions, command: Command) => {
      const email = options.email === false ? null : options.email
      const changes = { name: options.name, origins: options.origin, email, appearance: appearanceOf(options) }
      requireChange(command, changes)
      return withCore(async (core) => {
        const changed = await updateApp(core, id, changes)
        printResult(changed, options, changed.id, `App "${changed.name}" changed.`)
      })
    })
}
