import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { PAYER_PAGES } from './payer-pages.ts'
import { expect, test } from './sandbox.ts'

/** Every page that a payer can come to see, for those who read it otherwise than most. */

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']
/** In CSS pixels, of WCAG 2.2's reflow and target size. */
const NARROW = { width: 320, height: 700 }
const TARGET = 24

for (const [name, { open, after }] of Object.entries(PAYER_PAGES)) {
  test(`${name}: accessible in light and dark, and whole on a narrow screen`, async ({ page, sandbox }) => {
    // Colours are judged as they stay, not on their way.
    await page.emulateMedia({ reducedMotion: 'reduce' })
    try {
      await open(page, sandbox)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect(await problems(page, colorScheme), colorScheme).toEqual([])
      }
      expect(await page.evaluate(() => document.getAnimations().map((one) => one.effect))).toEqual([])
      await page.setViewportSize(NARROW)
      expect(await cutOff(page)).toEqual([])
      expect(await smallTargets(page)).toEqual([])
    } finally {
      await after?.(sandbox)
    }
  })
}

// axe reads it in `subscription.spec.ts`; it is long, and once is enough.
test('the reference is whole on a narrow screen', async ({ page, sandbox }) => {
  await page.setViewportSize(NARROW)
  await page.goto(`${sandbox.host}/docs`)
  expect(await cutOff(page)).toEqual([])
  expect(await smallTargets(page)).toEqual([])
})

/** Each as one line that names the rule and what breaks it. */
async function problems(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  // The legacy mode leaves out frames of other sites, and costs half the time where there is none.
  const axe = new AxeBuilder({ page }).withTags(RULES).setLegacyMode(page.frames().length === 1)
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes
      // A provider's fields stand in a frame that our panel shows through. axe sees nothing behind a frame, and takes
      // what is there for white: in the light theme it is.
      .filter(({ target }) => !(id === 'color-contrast' && colorScheme === 'dark' && target.length > 1))
      .map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}

/** What reaches over the edge of the page, or over that of a box that hides it. Code in the reference scrolls by itself. */
const cutOff = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const root = document.documentElement
    const wide = root.scrollWidth > root.clientWidth ? [`the page is ${root.scrollWidth} wide`] : []
    const scrolls = (element: Element) => element.closest('pre, .docs-nav') !== null
    const hidden = (element: Element) => element.closest('.visually-hidden, thead, .skip, [hidden]') !== null
    const shown = [...document.body.querySelectorAll('*')].filter(
      (element) => element.checkVisibility() && !hidden(element) && !scrolls(element),
    )
    const over = shown.filter((element) => {
      const { left, right, width } = element.getBoundingClientRect()
      return width > 0 && (left < -0.5 || right > root.clientWidth + 0.5)
    })
    const clipped = shown.filter(
      (element) =>
        element.scrollWidth > element.clientWidth + 1 &&
        element.clientWidth > 0 &&
        ['hidden', 'clip'].includes(getComputedStyle(element).overflowX) &&
        // A line that says with an ellipsis that there is more: all of it stands on the page that it leads to.
        getComputedStyle(element).textOverflow !== 'ellipsis',
    )
    return [...wide, ...[...over, ...clipped].map((element) => element.outerHTML.slice(0, 120))]
  })

/** A link in a line of text may be as small as the text. What takes a press for another, as a label, counts with it. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate((least) => {
    const targets = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary, [role=button]')]
    return targets
      .filter((target) => target.checkVisibility() && !target.closest('.visually-hidden, .skip'))
      .filter((target) => !(target.matches('a, .link-button') && target.closest('p, dt, dd, td, th, li code, .notice')))
      .map((target) => (target.closest('label') ?? target) as HTMLElement)
      .filter((target) => {
        const { width, height } = target.getBoundingClientRect()
        return width < least || height < least
      })
      .map((target) => target.outerHTML.slice(0, 120))
  }, TARGET)
