import type { Command } from 'commander'
import { examples } from './help.ts'

export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('start the host: the pages, both APIs, the webhooks and everything that falls due by itself')
    .addHelpText('after', examples('paylink serve', 'PORT=8080 PUBLIC_URL=https://pay.example.com paylink serve'))
    .action(async () => {
      // The pages and what renders them are for this command alone.
      const [{ readConfiguration }, { serve }] = await Promise.all([import('./configuration.ts'), import('../main.ts')])
      const config = readConfiguration(process.env)
      const asked = new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
      })
      const host = await serve(config)
      await asked
      await host.stop()
    })
}
