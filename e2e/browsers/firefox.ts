import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type ElementHandle, type Frame } from 'puppeteer-core'
import { findFirefox } from '../../setup/browsers.mjs'
import { type Driver, type Engine, type FramePath, findInPage, nothingIs, type Wanted } from './driver.ts'

/** Firefox as it is released, over WebDriver BiDi. */
export const firefox: Engine = {
  name: 'Firefox',
  isInstalled: () => findFirefox() !== null,
  launch,
}

async function launch(): Promise<Driver> {
  const executablePath = findFirefox()
  if (!executablePath) throw new Error('Firefox is not installed.')
  // Its profile is puppeteer's to make and to remove. Whatever else it writes, it writes here.
  const home = mkdtempSync(join(tmpdir(), 'paylink-firefox-'))
  const browser = await puppeteer.launch({
    browser: 'firefox',
    protocol: 'webDriverBiDi',
    executablePath,
    headless: true,
    defaultViewport: null,
    env: { ...process.env, HOME: home },
  })
  const page = await browser.newPage()
  let complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`)
  })

  return {
    async open(url) {
      await page.goto(url, { waitUntil: 'domcontentloaded' })
    },
    // What its types cannot follow: that what goes in is JSON, and comes in as it is.
    evaluate: async (path, wanted, run, ...values) =>
      (await find(await frameAt(path), wanted)).evaluate(run as never, ...(values as unknown[] as never[])) as never,
    async click(path, wanted) {
      await (await find(await frameAt(path), wanted)).click()
    },
    write: (text) => page.keyboard.type(text),
    press: (key) => page.keyboard.press(key),
    async wheel(x, y, distance) {
      await page.mouse.move(x, y)
      await page.mouse.wheel({ deltaY: distance })
    },
    resize: (width, height) => page.setViewport({ width, height }),
    screenshot: async () => Buffer.from(await page.screenshot()),
    async complaints() {
      const heard = complaints
      complaints = []
      return heard
    },
    async close() {
      await browser.close()
      rmSync(home, { recursive: true, force: true })
    },
  }

  async function frameAt(path: FramePath): Promise<Frame> {
    let frame = page.mainFrame()
    for (const selector of path) {
      const inside = await (await find(frame, { selector })).contentFrame()
      if (!inside) throw new Error(`${selector} is no frame.`)
      frame = inside
    }
    return frame
  }

  async function find(frame: Frame, wanted: Wanted): Promise<ElementHandle<HTMLElement>> {
    const found = (await frame.evaluateHandle(findInPage, wanted.selector, wanted.text ?? null)).asElement()
    if (!found) throw nothingIs(wanted)
    return found as ElementHandle<HTMLElement>
  }
}
