import type { Command } from 'commander'
import { migrations } from '../../server/store/migrations/index.ts'
import { examples } from './help.ts'
import { say } from './print.ts'
import { withCore } from './with-core.ts'

export function migrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('make the database, or bring it to this version; every other command does so as well')
    .addHelpText('after', examples('paylink migrate', 'DATABASE_URL=postgres://localhost/paylink paylink migrate'))
    .action(() => withCore(async () => void say(`The database is at ${migrations.at(-1)?.name}.`)))
}
