import { existsSync } from 'node:fs'
import { installPackages } from './packages.mjs'
import { giveUp, say } from './progress.mjs'

/** The browsers of the end-to-end tests. */

/** Where Chromium and Chrome are found, the first that exists. */
const CHROMIUM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** No /usr/bin/firefox: on some systems that is shut into a folder of its own, and no driver's profile is in that. */
const FIREFOX = ['/usr/bin/firefox-esr', '/Applications/Firefox.app/Contents/MacOS/firefox']

const LIBRARIES = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`

const firstOf = (paths) => paths.find((path) => existsSync(path)) ?? null

/**
 * The browser that most of them drive: CHROME_PATH if it is set, else one of the usual places.
 * @returns {string | null} its path, null where there is none.
 */
export function findChromium() {
  const chosen = process.env.CHROME_PATH
  if (!chosen) return firstOf(CHROMIUM)
  if (!existsSync(chosen)) giveUp(`CHROME_PATH is ${chosen}, and there is no such file.`)
  return chosen
}

/** @returns {string | null} its path. */
export const findFirefox = () => firstOf(FIREFOX)

/**
 * WebKit's own small browser, what drives it, and the display that it draws on: it cannot do without one.
 * @returns {{ browser: string, driver: string, display: string } | null} their paths.
 */
export function findWebKit() {
  const browser = firstOf([`${LIBRARIES}/webkit2gtk-4.1/MiniBrowser`, `${LIBRARIES}/webkitgtk-6.0/MiniBrowser`])
  const driver = firstOf(['/usr/bin/WebKitWebDriver'])
  const display = firstOf(['/usr/bin/Xvfb'])
  return browser && driver && display ? { browser, driver, display } : null
}

const BROWSERS = [
  { name: 'Chromium', find: findChromium, packages: ['chromium'] },
  { name: 'Firefox', find: findFirefox, packages: ['firefox-esr'] },
  { name: 'WebKit', find: findWebKit, packages: ['webkit2gtk-driver', 'xvfb'] },
]

/**
 * Installs those that are missing, as root on Debian and its like. Anyone else is told what to install: nothing goes
 * without Chromium, and without one of the others its tests are left out, or fail where CI runs them.
 */
export async function installBrowsers() {
  for (const { name, find, packages } of BROWSERS) {
    if (find()) continue
    await installPackages(name, packages)
    if (find()) continue
    const need = `The tests in ${name} need ${packages.join(' and ')}`
    if (name === 'Chromium') giveUp(`${need}: install that, or set CHROME_PATH to a browser of its kind.`)
    say(`${need}: they are left out, and in CI they fail.`)
  }
}
