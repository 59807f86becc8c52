import { type Command, Option } from 'commander'
import type { Dialect, Mode } from '../../server/store/schema.ts'

export interface ModeOption {
  mode: Mode
}

export const modeOption = () =>
  new Option('--mode <mode>', 'live moves real money, test does not').choices(['test', 'live']).default('test')

/** For an option that may be given more than once. */
export const collect = (value: string, earlier: string[] = []): string[] => [...earlier, value]

/** Flags, text and parser of `--origin`. */
export const ORIGIN_OPTION = [
  '--origin <origin>',
  'a site that may embed the checkout: https://shop.example, https://*.shop.example for all below it, ' +
    "or '*' for any site (give it again for more)",
  collect,
] as const

/** Flags and text of `--email`. */
export const EMAIL_OPTION = [
  '--email <address>',
  'who is told when a webhook is switched off (an app without one: its merchant)',
] as const

export const NO_EMAIL_OPTION = ['--no-email', 'tell nobody there'] as const

export interface OwnerOptions {
  app?: string
  merchant?: string
}

export interface Owner {
  dialect: Dialect
  ownerId: string
}

/** An app speaks Paylinq, a merchant PayLinkr: which of the two is named decides the dialect. */
export const addOwnerOptions = (command: Command): Command =>
  command
    .addOption(new Option('--app <app-id>', 'the app it is for (Paylinq)').conflicts('merchant'))
    .addOption(new Option('--merchant <merchant-id>', 'the merchant it is for (PayLinkr)'))

/** Ends the command as wrongly typed when neither was named. */
export function ownerOf(command: Command): Owner {
  const { app, merchant } = command.opts<OwnerOptions>()
  if (app !== undefined) return { dialect: 'paylinq', ownerId: app }
  if (merchant !== undefined) return { dialect: 'paylinkr', ownerId: merchant }
  return command.error('error: say whose it is, with --app app_… (Paylinq) or --merchant mer_… (PayLinkr)')
}

/** Ends the command as wrongly typed when it would change nothing. */
export function requireChange(command: Command, changes: object): void {
  if (Object.values(changes).every((value) => value === undefined)) {
    command.error('error: nothing to change: give at least one option')
  }
}
