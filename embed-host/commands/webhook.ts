import { type Command, InvalidArgumentError, Option } from 'commander'
import { getApp, getMerchant } from '../../server/accounts/accounts.ts'
import type { Core } from '../../server/core.ts'
import { instant } from '../../server/http/instant.ts'
import type { EndpointChange, EndpointOwner } from '../../server/webhooks/endpoints.ts'
import type { Replayed } from '../../server/webhooks/replay.ts'
import { examples } from './help.ts'
import { addOwnerOptions, type ModeOption, modeOption, type Owner, ownerOf, requireChange } from './options.ts'
import { JSON_OPTION, type JsonOption, printOne, printResult } from './print.ts'
import { withCore } from './with-core.ts'

/** Loaded when used, as it takes the checking of addresses along. */
const operations = () => import('../../server/webhooks/endpoints.ts')

type Options = JsonOption & ModeOption

export function webhookCommands(program: Command): void {
  const webhook = program.command('webhook').description('where an app or a merchant is told what happens')
  setCommand(webhook)
  showCommand(webhook)
  rotateCommand(webhook)
  replayCommand(webhook)
}

const addEndpointOptions = (command: Command): Command =>
  addOwnerOptions(command)
    .addOption(modeOption())
    .option(...JSON_OPTION)

function setCommand(webhook: Command): void {
  addEndpointOptions(webhook.command('set'))
    .description('send events to an address; the first time, make its secret and print it: the only time it is shown')
    .argument('[url]', 'https://…')
    .option('--enable', 'send again, after it was switched off')
    .addOption(new Option('--disable', 'send nothing, and give up what is still to be sent').conflicts('enable'))
    .addHelpText(
      'after',
      examples(
        'paylink webhook set https://shop.example/hooks --app app_…',
        'paylink webhook set --merchant mer_… --mode live --enable',
      ),
    )
    .action((url: string | undefined, options: Options & { enable?: true; disable?: true }, command: Command) => {
      const enabled = options.enable ?? (options.disable ? false : undefined)
      requireChange(command, { url, enabled })
      const settings = { ...(url !== undefined && { url }), ...(enabled !== undefined && { enabled }) }
      return withEndpoint(ownerOf(command), options, async (core, owner) => {
        const { setEndpoint } = await operations()
        const change = await setEndpoint(core, { ...owner, ...settings })
        const { endpoint } = change
        const state = endpoint.enabled ? `${owner.mode} events go to ${endpoint.url}.` : 'No events are sent.'
        printChange(change, options, state)
      })
    })
}

function showCommand(webhook: Command): void {
  addEndpointOptions(webhook.command('show'))
    .description('show where events go')
    .addHelpText(
      'after',
      examples('paylink webhook show --app app_…', 'paylink webhook show --merchant mer_… --mode live'),
    )
    .action((options: Options, command: Command) =>
      withEndpoint(ownerOf(command), options, async (core, owner) => {
        const { getEndpoint } = await operations()
        const endpoint = await getEndpoint(core, owner)
        if (!endpoint) throw new Error(`No ${owner.mode} webhook yet: paylink webhook set https://shop.example/hooks`)
        printOne(endpoint, options, ({ url, enabled, secretPreview, disabledReason, failingSince }) => ({
          url,
          enabled: enabled ? 'yes' : `no${disabledReason === null ? '' : `: ${disabledReason}`}`,
          secret: secretPreview,
          'failing since': failingSince ?? '',
        }))
      }),
    )
}

function rotateCommand(webhook: Command): void {
  addEndpointOptions(webhook.command('rotate'))
    .description('make a new secret, and print it: the only time it is shown')
    .addHelpText('after', examples('paylink webhook rotate --app app_… --mode live'))
    .action((options: Options, command: Command) =>
      withEndpoint(ownerOf(command), options, async (core, owner) => {
        const { rotateSecret } = await operations()
        const change = await rotateSecret(core, owner)
        printChange(change, options, 'The old secret goes on signing the webhook-signature header for 24 hours.')
      }),
    )
}

function replayCommand(webhook: Command): void {
  addEndpointOptions(webhook.command('replay'))
    .description('send what was missed in a range of time; print how many deliveries that makes')
    .addOption(instantOption('--from <instant>', 'what happened at this instant or later').makeOptionMandatory())
    .addOption(instantOption('--to <instant>', 'what happened before this instant (default: until now)'))
    .addHelpText('after', examples('paylink webhook replay --app app_… --mode live --from 2026-04-15T10:35:00Z'))
    .action((options: Options & { from: string; to?: string }, command: Command) =>
      withEndpoint(ownerOf(command), options, async (core, owner) => {
        const { replay } = await import('../../server/webhooks/replay.ts')
        let made = 0
        for (let from: string | null = options.from; from !== null; ) {
          const range: { from: string; to?: string } = { ...options, from }
          const part: Replayed = await core.store.transaction((tx) => replay(core, tx, owner, range))
          made += part.replayed
          from = part.nextFrom
        }
        printResult({ replayed: made }, options, String(made), 'The running server sends them now.')
      }),
    )
}

const instantOption = (flags: string, description: string) =>
  new Option(flags, description).argParser((text) => {
    const { data } = instant.safeParse(text)
    if (data === undefined) throw new InvalidArgumentError('Write an instant, like 2026-04-15T10:35:00Z.')
    return data
  })

function printChange(change: EndpointChange, options: JsonOption, note: string): void {
  const { endpoint, secret } = change
  if (secret === null) printResult(change, options, endpoint.id, note)
  else printResult(change, options, secret, `Keep this secret now: it is not shown again. ${note}`)
}

/** An endpoint's table knows apps and merchants by id alone, so a mistyped one is found out here. */
function withEndpoint(
  { dialect, ownerId }: Owner,
  { mode }: ModeOption,
  work: (core: Core, owner: EndpointOwner) => Promise<void>,
): Promise<void> {
  return withCore(async (core) => {
    await (dialect === 'paylinq' ? getApp(core, ownerId) : getMerchant(core, ownerId))
    await work(core, { dialect, ownerId, mode })
  })
}
