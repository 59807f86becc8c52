import type { Command } from 'commander'
import { loadWidget, pinnedTags } from '../widget-build.ts'
import { examples } from './help.ts'
import { JSON_OPTION, type JsonOption, printLines, say } from './print.ts'

export function widgetCommand(program: Command): void {
  program
    .command('widget')
    .description('show the tags for pages that pin which version of the scripts they run')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('paylink widget', 'paylink widget --json'))
    .action(async (options: JsonOption) => {
      const { readConfiguration } = await import('./configuration.ts')
      const { publicUrl } = readConfiguration(process.env)
      printLines(
        pinnedTags(loadWidget(), publicUrl),
        options,
        ({ src, integrity }) => `<script src="${src}" integrity="${integrity}" crossorigin="anonymous"></script>`,
      )
      if (options.json) return
      say('They work once a host of this build was started, and go on working when others are deployed.')
    })
}
