#!/usr/bin/env node
// Plain JavaScript that an old Node can read, so that it can say what is needed instead of failing on a word it does
// not know. The program is in cli.ts.
const NEEDED = 26

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  process.stderr.write(
    `error: paylink needs Node ${NEEDED}, this is ${process.versions.node}. ` +
      'Start it with `npx paylink` in its folder, which uses the Node installed there.\n',
  )
  process.exitCode = 1
} else {
  await import('./cli.ts')
}
