import { existsSync } from 'node:fs'
import { giveUp, run, say } from './progress.mjs'

/** Where Chromium and Chrome are found, the first that exists. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/**
 * The browser that the end-to-end tests drive: CHROME_PATH if it is set, else one of the usual places.
 * @returns {string | null} its path, null where there is none.
 */
export function findChromium() {
  const chosen = process.env.CHROME_PATH
  if (!chosen) return PLACES.find((path) => existsSync(path)) ?? null
  if (!existsSync(chosen)) giveUp(`CHROME_PATH is ${chosen}, and there is no such file.`)
  return chosen
}

/** As root on Debian and its like installs it; anyone else is told what to install. */
export async function installChromium() {
  if (findChromium()) return
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!canInstall) {
    giveUp(
      'The browser tests need Chromium or Chrome: install the package "chromium", or set CHROME_PATH to a browser.',
    )
  }
  say('The browser tests need Chromium, which is not installed yet.')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const install = ['-y', '-qq', '--no-install-recommends', 'install', 'chromium']
  const done =
    (await run('Reading the package lists (apt-get update)', 'apt-get', ['-qq', 'update'], { env })) &&
    (await run('Installing Chromium (apt-get install)', 'apt-get', ['-o=Dpkg::Use-Pty=0', ...install], { env }))
  if (!done || !findChromium()) giveUp('Chromium could not be installed: see the message above.')
}
