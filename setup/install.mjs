import { installBrowsers } from './browsers.mjs'
import { buildIfStale } from './build.mjs'
import { installDependencies } from './dependencies.mjs'
import { installPython } from './python.mjs'

/**
 * Runs before `npm start` and, with `--test`, before `npm test`: whatever is missing is installed and built, and where
 * nothing is, nothing happens.
 */
await installDependencies()
await buildIfStale()
if (process.argv.includes('--test')) {
  await installBrowsers()
  await installPython()
}
