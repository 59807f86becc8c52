import { type Command, InvalidArgumentError } from 'commander'
import { getApp } from '../../server/accounts/accounts.ts'
import type { Owner } from '../../server/accounts/owner.ts'
import type { Core } from '../../server/core.ts'
import { currencyExponent } from '../../server/money/currency.ts'
import { formatDecimal } from '../../server/money/decimal.ts'
import type { Settlement } from '../../server/settlements/settlements.ts'
import { examples } from './help.ts'
import { type ModeOption, modeOption } from './options.ts'
import { JSON_OPTION, type JsonOption, printList, printResult } from './print.ts'
import { withCore } from './with-core.ts'

/** Loaded when used, as it takes payments along. */
const operations = () => import('../../server/settlements/settlements.ts')

const SHOWN = 52

interface Options extends JsonOption, ModeOption {
  app: string
}

export function settlementCommands(program: Command): void {
  const settlement = program.command('settlement').description('what came in for an app, week by week')
  makeCommand(settlement)
  listCommand(settlement)
}

const addOptions = (command: Command): Command =>
  command
    .requiredOption('--app <app-id>', 'whose it is')
    .addOption(modeOption())
    .option(...JSON_OPTION)

function makeCommand(settlement: Command): void {
  addOptions(settlement.command('make'))
    .description('settle a closed week now, and print the id; it is done by itself each Monday')
    .option('--week-of <date>', 'any day or instant of it (default: the week before this one)', parseInstant)
    .addHelpText('after', examples('paylink settlement make --app app_… --mode live --week-of 2026-04-13'))
    .action((options: Options & { weekOf?: number }) =>
      withApp(options, async (core, owner) => {
        const { makeSettlement } = await operations()
        const made = await core.store.transaction((tx) => makeSettlement(core, tx, owner, options.weekOf ?? null))
        printResult(
          present(made),
          options,
          made.id,
          `The week from ${made.periodStart} is settled; net: ${netOf(made)}.`,
        )
      }),
    )
}

function parseInstant(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}(T|$)/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms)) throw new InvalidArgumentError('It must be a date or an instant, like 2026-04-13.')
  return ms
}

function listCommand(settlement: Command): void {
  addOptions(settlement.command('list'))
    .description(`show the last ${SHOWN} settlements, the last made first`)
    .addHelpText('after', examples('paylink settlement list --app app_… --mode live'))
    .action((options: Options) =>
      withApp(options, async (core, owner) => {
        const { listSettlements, settlementOf } = await operations()
        const rows = await listSettlements(core.store.db, owner, { limit: SHOWN, after: null })
        printList(
          rows.slice(0, SHOWN).map((row) => present(settlementOf(row))),
          options,
          'No settlements yet: a week is settled on the Monday after it, if anything moved in it.',
          ({ id, periodStart, periodEnd, net }) => ({ id, from: periodStart, to: periodEnd, net }),
        )
      }),
    )
}

/** `24.40 EUR at stripe, 868 JPY at mollie` */
const netOf = ({ lines }: Settlement): string =>
  lines.map(({ net, currency, provider }) => `${signed(net, currency)} ${currency} at ${provider}`).join(', ') ||
  'nothing moved'

function signed(amount: bigint, currency: string): string {
  const digits = currencyExponent(currency)
  return amount < 0n ? `-${formatDecimal(-amount, digits, digits)}` : formatDecimal(amount, digits, digits)
}

/** JSON has no whole numbers of any size: money is text in it, in the smallest unit. */
const present = ({ lines, ...settlement }: Settlement) => ({
  ...settlement,
  net: netOf({ lines, ...settlement }),
  lines: lines.map(({ gross, refunds, fees, net, disputedAmount, ...line }) => ({
    ...line,
    gross: String(gross),
    refunds: String(refunds),
    fees: String(fees),
    net: String(net),
    disputedAmount: String(disputedAmount),
  })),
})

/** A settlement's table is asked by the app's id alone, so a mistyped one is found out here. */
function withApp({ app, mode }: Options, work: (core: Core, owner: Owner) => Promise<void>): Promise<void> {
  return withCore(async (core) => {
    const { id: appId } = await getApp(core, app)
    await work(core, { appId, mode })
  })
}
