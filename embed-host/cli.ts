#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { Problem } from '../server/problem.ts'
import { addressCommands } from './commands/address.ts'
import { appCommands } from './commands/app.ts'
import { examples } from './commands/help.ts'
import { keyCommands } from './commands/key.ts'
import { merchantCommands } from './commands/merchant.ts'
import { migrateCommand } from './commands/migrate.ts'
import { providerCommands } from './commands/provider.ts'
import { serveCommand } from './commands/serve.ts'
import { settlementCommands } from './commands/settlement.ts'
import { webhookCommands } from './commands/webhook.ts'
import { widgetCommand } from './commands/widget.ts'

/**
 * The program `paylink`: starts the host, and manages what the dashboard will.
 * Exit codes: 0 done, 1 it could not be done, 2 it was typed wrong. What was made or asked for goes to standard
 * output, everything said about it to standard error.
 */
function createProgram(): Command {
  const program = new Command('paylink')
    .description(manifest.description)
    .version(manifest.version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show what can be typed')
    .exitOverride()
    .addHelpText('after', SETTINGS)
    .addHelpText(
      'after',
      examples(
        'paylink serve',
        'paylink merchant add "Fjord Coffee" --origin https://shop.example',
        'paylink app add Webshop --merchant mer_… --origin https://shop.example',
        'paylink key create Server --app app_…',
      ),
    )
  serveCommand(program)
  migrateCommand(program)
  merchantCommands(program)
  appCommands(program)
  keyCommands(program)
  providerCommands(program)
  addressCommands(program)
  webhookCommands(program)
  settlementCommands(program)
  widgetCommand(program)
  pointToHelp(program, program.name())
  return program
}

const SETTINGS = `
Settings come from the environment:
  DATA_DIR        folder of the database (default: var)
  DATABASE_URL    postgres://… or the path of an SQLite file (default: paylink.db in DATA_DIR)
  PAYLINK_SECRET  at least 32 random characters that seal what is secret (default: the file "secret" in DATA_DIR)
  PUBLIC_URL      how payers reach this host (default: http://localhost:PORT)
  PORT, BIND      where to listen (default: 4242 on 127.0.0.1)`

/** After a wrong word: what was meant, if that can be told, else where it is written. */
function pointToHelp(command: Command, path: string): void {
  command.configureOutput({
    outputError: (text, write) => write(text.includes('Did you mean') ? text : `${text}Try: ${path} --help\n`),
  })
  for (const child of command.commands) pointToHelp(child, `${path} ${child.name()}`)
}

/** Says what went wrong, unless commander has, and answers the exit code. */
function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`)
  if (error instanceof Problem && error.kind === 'not_found') {
    process.stderr.write('Ids are shown by: paylink merchant list, app list, key list, address list\n')
  }
  return 1
}

try {
  await createProgram().parseAsync()
} catch (error) {
  process.exitCode = exitCodeFor(error)
}
