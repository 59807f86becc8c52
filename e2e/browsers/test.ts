import { expect } from '@playwright/test'
import { test as base } from '../sandbox.ts'
import type { Driver, Engine } from './driver.ts'
import { engines } from './engines.ts'
import { type Place, placeIn } from './place.ts'

/** A window of a real browser, and the page in it. */
export type Tab = Place &
  Pick<Driver, 'press' | 'wheel'> & {
    open(url: string): Promise<void>
    resize(width: number, height: number): Promise<void>
  }

interface Options {
  engine: Engine
  /** What a test brings about that a browser is right to complain of. */
  expected: RegExp | null
  tab: Tab
}

/**
 * The sandbox's `test`, with a tab in a real browser. Each browser is started once for a worker and shared by its tests;
 * one that leaves a complaint of the browser behind fails. Nothing can be added to what these browsers send, so that all
 * payers here have one address, from which a host takes 60 changes a minute: a file that makes many has a `host` of its own.
 */
export const test = base.extend<Options, { host: string; launched: (engine: Engine) => Promise<Driver> }>({
  host: ['', { option: true, scope: 'worker' }],
  engine: [engines[0]!, { option: true }],
  expected: [null, { option: true }],
  launched: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures a fixture needs from here.
    async ({}, use) => {
      const drivers = new Map<Engine, Promise<Driver>>()
      await use((engine) => drivers.getOrInsertComputed(engine, engine.launch))
      for (const launch of await Promise.allSettled(drivers.values())) {
        if (launch.status === 'fulfilled') await launch.value.close()
      }
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  tab: async ({ launched, engine, expected }, use, info) => {
    const driver = await launched(engine)
    await driver.complaints()
    const tab: Tab = {
      ...placeIn(driver),
      open: driver.open,
      press: driver.press,
      wheel: driver.wheel,
      async resize(width, height) {
        await driver.resize(width, height)
        await expect.poll(() => tab.evaluate('html', () => [innerWidth, innerHeight])).toEqual([width, height])
      },
    }
    await tab.resize(1000, 1200)
    await use(tab)
    if (info.status !== info.expectedStatus) {
      await info.attach('screenshot', { body: await driver.screenshot(), contentType: 'image/png' })
    }
    const complaints = await driver.complaints()
    expect(complaints.filter((complaint) => !expected?.test(complaint))).toEqual([])
  },
})

export { expect }

/** Defines the same tests once for each engine. */
export function inEachEngine(define: () => void) {
  for (const engine of engines) {
    test.describe(engine.name, () => {
      test.use({ engine })
      define()
    })
  }
}
