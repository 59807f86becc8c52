import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Actions, Builder, Capabilities, Key, type WebDriver, type WebElement } from 'selenium-webdriver'
import { findWebKit } from '../../setup/browsers.mjs'
import { type Driver, type Engine, type FramePath, findInPage, nothingIs, type Wanted } from './driver.ts'
import { takeComplaints } from './webkit-complaints.ts'
import { startWebKitDriver } from './webkit-driver.ts'

/** WebKit as GNOME releases it, over WebDriver. It is not Safari, and it is as near as a Linux machine comes. */
export const webkit: Engine = {
  name: 'WebKit',
  isInstalled: () => findWebKit() !== null,
  launch,
}

const WAIT_MS = 15_000
const KEYS = { Escape: Key.ESCAPE, Tab: Key.TAB, Enter: Key.ENTER }

/** Its types are older than it. */
interface ActionsToday extends Actions {
  scroll(x: number, y: number, deltaX: number, deltaY: number): Actions
}

async function launch(): Promise<Driver> {
  const programs = findWebKit()
  if (!programs) throw new Error('WebKit, its driver or Xvfb is not installed.')
  await using started = new AsyncDisposableStack()
  const home = mkdtempSync(join(tmpdir(), 'paylink-webkit-'))
  started.defer(() => rmSync(home, { recursive: true, force: true }))
  const { url, end } = await startWebKitDriver(programs, home)
  started.defer(end)

  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    // Our pages keep a stream of events open, and it would wait for the end of that.
    pageLoadStrategy: 'none',
    'webkitgtk:browserOptions': {
      binary: programs.browser,
      args: ['--automation', '--javascript-can-open-windows-automatically=true'],
    },
  })
  const session = await new Builder().usingServer(url).withCapabilities(capabilities).build()
  started.defer(() => session.quit())
  await leaveBarsBehind(session)
  const running = started.move()
  const complaints: string[] = []
  const visited = new Map<string, FramePath>()
  let turned = 0

  return {
    async open(url) {
      await session.switchTo().defaultContent()
      await session.executeScript('window.isOld = true')
      await session.get(url)
      const isRead = "return !window.isOld && document.readyState !== 'loading'"
      await session.wait(
        () => session.executeScript<boolean>(isRead).catch(() => false),
        WAIT_MS,
        `${url} did not open`,
      )
    },
    async evaluate(path, wanted, run, ...values) {
      await enter(path)
      return runHere(wanted, run, ...values)
    },
    async click(path, wanted) {
      await enter(path)
      await (await find(wanted)).click()
    },
    write: (text) => session.actions().sendKeys(text).perform(),
    press: (key) => session.actions().sendKeys(KEYS[key]).perform(),
    async wheel(x, y, distance) {
      await enter([])
      // This driver turns it by what is new to it.
      turned += distance
      await (session.actions() as ActionsToday).scroll(x, y, 0, turned).perform()
    },
    async resize(width, height) {
      await session.manage().window().setRect({ width, height })
    },
    screenshot: async () => Buffer.from(await session.takeScreenshot(), 'base64'),
    async complaints() {
      // A frame that is gone has told what it had to tell whenever something was looked for in it.
      for (const path of visited.values()) await enter(path).then(takeNotes, () => {})
      visited.clear()
      return complaints.splice(0)
    },
    close: () => running.disposeAsync(),
  }

  async function enter(path: FramePath) {
    visited.set(JSON.stringify(path), path)
    await session.switchTo().defaultContent()
    for (const selector of path) await session.switchTo().frame(await find({ selector }))
  }

  function takeNotes() {
    return runHere({ selector: 'html' }, () => {})
  }

  /** An element of a page is one of the driver's outside. */
  function find(wanted: Wanted) {
    return runHere(wanted, (element) => element) as Promise<unknown> as Promise<WebElement>
  }

  async function runHere<Values extends unknown[], Result>(
    wanted: Wanted,
    run: (element: HTMLElement, ...values: Values) => Result,
    ...values: Values
  ): Promise<Result> {
    const script = `const [selector, text, ...values] = arguments
      const complaints = (${takeComplaints})()
      const element = (${findInPage})(selector, text)
      return [complaints, element && [(${run})(element, ...values)]]`
    const { selector, text = null } = wanted
    const [heard, done] = await session.executeScript<[string[], [Result] | null]>(script, selector, text, ...values)
    complaints.push(...heard)
    if (!done) throw nothingIs(wanted)
    return done[0]
  }
}

/** Its bars keep a window from being as narrow as a phone. One that a page opens for itself can be had without. */
async function leaveBarsBehind(session: WebDriver) {
  await session.executeScript("window.open('about:blank', '', 'popup,noopener,width=800,height=800')")
  const handles = () => session.getAllWindowHandles()
  await session.wait(async () => (await handles()).length === 2, WAIT_MS, 'No window was opened')
  await session.close()
  const [handle] = await handles()
  await session.switchTo().window(handle!)
}
