import { checkoutIn, heard, listen, openByTag, untilPayable } from './checkout.ts'
import type { Place } from './place.ts'
import { expect, inEachEngine, type Tab, test } from './test.ts'

/** The checkout over the page, as engines other than Chromium's lay it out and let it go. */

const boxOf = (page: Place, selector: string) =>
  page.evaluate(selector, (element) => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return { x, y, width, height }
  })
/** Beside the scroll bar of the page, where it has one. */
const widthOf = (page: Place) => page.evaluate('html', (html) => html.clientWidth)
const focused = (page: Place) => page.evaluate('html', () => document.activeElement!.localName)
const scrolled = (page: Place) => page.evaluate('html', () => scrollY)
/** What has changed is on the screen, and what turns the wheel turns what is there. */
async function untilDrawn(page: Place) {
  await page.evaluate('html', () => {
    const draw = (times: number) =>
      times > 0 ? requestAnimationFrame(() => draw(times - 1)) : Object.assign(window, { isDrawn: true })
    draw(2)
  })
  await expect.poll(() => page.evaluate('html', () => 'isDrawn' in window)).toBe(true)
}
/** Over what is beside the dialog, until that shows: one turn may be lost. */
async function turnWheel(tab: Tab, shows: () => Promise<unknown>) {
  await expect
    .poll(async () => {
      await tab.wheel(20, 300, 100)
      return shows()
    })
    .toBeTruthy()
}
const dialog = (page: Place) =>
  page.evaluate('html', () =>
    document.querySelector('paylinq-checkout')?.shadowRoot?.querySelector('dialog') ? 'open' : 'gone',
  )

inEachEngine(() => {
  test('is as high as what is in it, in the middle of a large window', async ({ tab, sandbox }) => {
    await tab.resize(1000, 1200)
    await openByTag(tab, sandbox)
    const checkout = checkoutIn(tab)
    await untilPayable(checkout)
    const heights = async () => {
      const frame = (await boxOf(tab, 'iframe')).height
      return {
        besideContent: frame - Math.ceil((await boxOf(checkout, 'html')).height),
        besideFrame: (await boxOf(tab, 'dialog')).height - frame,
      }
    }
    // It has a bar of 48 pixels and a border of one.
    await expect.poll(heights).toEqual({ besideContent: 0, besideFrame: 50 })
    const { x, y, width, height } = await boxOf(tab, 'dialog')
    expect([x, y, width]).toEqual([((await widthOf(tab)) - 450) / 2, (1200 - height) / 2, 450])
  })

  test('fills a phone’s screen', async ({ tab, sandbox }) => {
    await tab.resize(360, 640)
    await openByTag(tab, sandbox)
    await untilPayable(checkoutIn(tab))
    const width = await widthOf(tab)
    expect(width).toBeGreaterThan(340)
    expect(await boxOf(tab, 'dialog')).toEqual({ x: 0, y: 0, width, height: 640 })
    expect(await boxOf(tab, 'iframe')).toEqual({ x: 0, y: 48, width, height: 592 })
  })

  test('opens by a link, holds the page behind it, is left by Escape, and opens again', async ({ tab, sandbox }) => {
    await tab.resize(1000, 600)
    await tab.open(`${sandbox.shop}/embed/link`)
    await listen(tab)
    await tab.evaluate('html', () => addEventListener('wheel', () => Object.assign(window, { hasTurned: true })))
    await tab.click('a', 'Pay for your coffee')
    const checkout = checkoutIn(tab)
    await untilPayable(checkout)
    await untilDrawn(tab)
    await turnWheel(tab, () => tab.evaluate('html', () => 'hasTurned' in window))
    await checkout.click('input[value=card]')
    expect(await focused(tab)).toBe('paylinq-checkout')
    expect(await scrolled(tab)).toBe(0)

    await tab.press('Escape')
    await expect.poll(() => dialog(tab)).toBe('gone')
    expect(await focused(tab)).toBe('a')
    expect(await heard(tab)).toMatchObject([
      ['paylinq:ready', {}],
      ['paylinq:close', {}],
    ])
    await turnWheel(tab, () => scrolled(tab))

    await tab.press('Enter')
    await expect.poll(() => dialog(tab)).toBe('open')
  })
})
