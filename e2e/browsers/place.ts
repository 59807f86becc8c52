import { expect } from '@playwright/test'
import type { Driver, FramePath, Wanted } from './driver.ts'

/** A page in a real browser, or the page in a frame of it, as a person uses it: what is not there yet is waited for. */
export interface Place {
  /** The page in a frame here. */
  frame(selector: string): Place
  /**
   * Runs a function with the first visible element that matches. It is run again where it could not be run, so what it
   * changes must be harmless to change twice.
   */
  evaluate<Values extends unknown[], Result>(
    selector: string,
    run: (element: HTMLElement, ...values: Values) => Result,
    ...values: Values
  ): Promise<Result>
  /** What can be read here, at the moment: nothing where nothing is. */
  text(selector?: string): Promise<string>
  /** @param text all that it says, or its label. */
  click(selector: string, text?: string): Promise<void>
  /** Clicks on a field and types into it. */
  type(selector: string, text: string): Promise<void>
}

const patience = { timeout: 15_000, intervals: [50, 50, 100, 250] }

export function placeIn(driver: Driver, path: FramePath = []): Place {
  const place: Place = {
    frame: (selector) => placeIn(driver, [...path, selector]),
    async evaluate(selector, run, ...values) {
      let result: unknown
      await expect(async () => {
        result = await driver.evaluate(path, { selector }, run, ...values)
      }).toPass(patience)
      return result as never
    },
    text: (selector = 'body') => driver.evaluate(path, { selector }, ({ innerText }) => innerText).catch(() => ''),
    async click(selector, text) {
      await untilItRests({ selector, text })
      await driver.click(path, { selector, text })
    },
    async type(selector, text) {
      await place.click(selector)
      const hasFocus = (field: HTMLElement) => (field.getRootNode() as Document).activeElement === field
      await expect.poll(() => place.evaluate(selector, hasFocus)).toBe(true)
      await driver.write(text)
    },
  }
  return place

  /** What still moves is missed: frames grow with what is in them. Twice the same place, of it and of each frame. */
  async function untilItRests(wanted: Wanted) {
    const frames = path.map((selector, depth) => [path.slice(0, depth), { selector }] as const)
    let last = ''
    await expect(async () => {
      let boxes = ''
      for (const [frame, element] of [...frames, [path, wanted] as const]) {
        boxes += await driver.evaluate(frame, element, (it) => JSON.stringify(it.getBoundingClientRect()))
      }
      const before = last
      last = boxes
      expect(boxes).toBe(before)
    }).toPass(patience)
  }
}
