import { type Command, Option } from 'commander'
import { SCOPES } from '../../server/accounts/key.ts'
import { createKey, listKeys, revokeKey, updateKey } from '../../server/accounts/keys.ts'
import { examples } from './help.ts'
import {
  addOwnerOptions,
  collect,
  type ModeOption,
  modeOption,
  type OwnerOptions,
  ownerOf,
  requireChange,
} from './options.ts'
import { JSON_OPTION, type JsonOption, printList, printResult } from './print.ts'
import { withCore } from './with-core.ts'

export function keyCommands(program: Command): void {
  const key = program.command('key').description('API keys: of an app for Paylinq, of a merchant for PayLinkr')
  createCommand(key)
  listCommand(key)
  updateCommand(key)
  revokeCommand(key)
}

/** Flags, text and parser of a key's `--origin`. */
const KEY_ORIGIN_OPTION = [
  '--origin <origin>',
  'a site that alone may embed what is made with it, and for PayLinkr send requests with it ' +
    '(give it again for more; default: the sites of its app or merchant may embed, any may send)',
  collect,
] as const

function createCommand(key: Command): void {
  addOwnerOptions(key.command('create'))
    .description('make an API key, and print it: the only time it is shown')
    .argument('<name>', 'where it will be used, to tell keys apart')
    .addOption(modeOption())
    .option('--scope <scope>', 'PayLinkr: limit it to this (give it again for more; default: all scopes)', collect)
    .option(...KEY_ORIGIN_OPTION)
    .option(...JSON_OPTION)
    .addHelpText('after', `\nScopes:\n  ${SCOPES.join('\n  ')}`)
    .addHelpText(
      'after',
      examples(
        'paylink key create Server --app app_… --mode live',
        'paylink key create Kiosk --app app_… --mode live --origin https://kiosk.example',
        'paylink key create Invoices --merchant mer_… --scope invoices:read --scope invoices:write',
      ),
    )
    .action(
      (name: string, options: JsonOption & ModeOption & { scope?: string[]; origin?: string[] }, command: Command) => {
        const owner = ownerOf(command)
        return withCore(async (core) => {
          const { mode, scope, origin } = options
          const made = await createKey(core, { ...owner, mode, name, scopes: scope, origins: origin })
          printResult(
            made,
            options,
            made.key,
            `Keep it now: it is not shown again. To revoke it: paylink key revoke ${made.id}`,
          )
        })
      },
    )
}

function listCommand(key: Command): void {
  addOwnerOptions(key.command('list'))
    .description('show keys by their beginning and end (default: all)')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('paylink key list', 'paylink key list --merchant mer_…'))
    .action((options: JsonOption & OwnerOptions) =>
      withCore(async (core) => {
        printList(
          await listKeys(core, options.app ?? options.merchant),
          options,
          'No keys yet. Make one: paylink key create <name> --app app_…',
          ({ id, preview, name, ownerId, scopes, origins, lastUsedAt, revokedAt }) => ({
            id,
            key: preview,
            name,
            owner: ownerId,
            scopes: scopes.join(' ') || 'all',
            origins: origins.join(' ') || 'its owner’s',
            'last used': lastUsedAt ?? 'never',
            revoked: revokedAt ?? '',
          }),
        )
      }),
    )
}

interface UpdateOptions {
  name?: string
  origin?: string[]
  inheritOrigins?: true
}

function updateCommand(key: Command): void {
  key
    .command('update')
    .description('change a key; what is not given stays')
    .argument('<key-id>', 'as paylink key list shows it')
    .option('--name <name>', 'where it is used, to tell keys apart')
    .option(...KEY_ORIGIN_OPTION)
    .addOption(
      new Option('--inherit-origins', 'no sites of its own any more: those of its app or merchant').conflicts('origin'),
    )
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'paylink key update key_… --origin https://kiosk.example --origin https://*.shop.example',
        'paylink key update key_… --inherit-origins',
      ),
    )
    .action((id: string, options: JsonOption & UpdateOptions, command: Command) => {
      const changes = { name: options.name, origins: options.inheritOrigins ? [] : options.origin }
      requireChange(command, changes)
      return withCore(async (core) => {
        const changed = await updateKey(core, id, changes)
        printResult(changed, options, changed.id, `"${changed.name}" (${changed.preview}) changed.`)
      })
    })
}

function revokeCommand(key: Command): void {
  key
    .command('revoke')
    .description('refuse a key from now on')
    .argument('<key-id>', 'as paylink key list shows it')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('paylink key revoke key_…'))
    .action((id: string, options: JsonOption) =>
      withCore(async (core) => {
        const revoked = await revokeKey(core, id)
        printResult(revoked, options, revoked.id, `"${revoked.name}" (${revoked.preview}) is refused from now on.`)
      }),
    )
}
