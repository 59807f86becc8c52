import type { DemoFile } from '../../demo/demo-file.ts'
import { checkoutIn, openByTag, untilPayable } from './checkout.ts'
import { expect, inEachEngine, test } from './test.ts'

/** The page in the frame and the page around it, in engines other than Chromium's. */

const heightOf = (element: HTMLElement) => Math.ceil(element.getBoundingClientRect().height)

inEachEngine(() => {
  test('stands in place as high as it is, without a gap', async ({ tab, sandbox }) => {
    await tab.open(`${sandbox.shop}/embed/inline`)
    const checkout = checkoutIn(tab)
    await untilPayable(checkout)
    const heights = async () => [
      await tab.evaluate('article[aria-label]', heightOf),
      await tab.evaluate('iframe[src*="/pay/"]', heightOf),
      await checkout.evaluate('html', heightOf),
    ]
    await expect.poll(async () => new Set(await heights()).size).toBe(1)
    expect(await checkout.evaluate('html', (html) => html.scrollHeight - html.clientHeight)).toBe(0)
  })

  test('changes its theme while it is open', async ({ tab, sandbox }) => {
    await openByTag(tab, sandbox, { theme: 'light' })
    const checkout = checkoutIn(tab)
    await untilPayable(checkout)
    const schemes = async () => [
      await tab.evaluate('dialog', (dialog) => getComputedStyle(dialog).backgroundColor),
      await checkout.evaluate('html', (html) => getComputedStyle(html).colorScheme),
    ]
    await expect.poll(schemes).toEqual(['rgb(255, 255, 255)', 'light'])
    await tab.evaluate('html', () => document.querySelector('#tag')!.setAttribute('data-theme', 'dark'))
    await expect.poll(schemes).toEqual(['rgb(22, 25, 31)', 'dark'])
  })

  test('reads from right to left in Arabic', async ({ tab, sandbox }) => {
    await openByTag(tab, sandbox, { locale: 'ar' })
    const checkout = checkoutIn(tab)
    await untilPayable(checkout)
    await expect.poll(() => tab.evaluate('dialog button', (close) => close.ariaLabel)).toBe('إغلاق')
    expect(await checkout.evaluate('html', ({ lang, dir }) => [lang, dir])).toEqual(['ar', 'rtl'])
    // What comes first in a line stands at its right.
    const [sign, name] = await checkout.evaluate('label:has(input[value=card])', (label) =>
      [...label.children].map((part) => part.getBoundingClientRect().x),
    )
    expect(sign).toBeGreaterThan(name!)
  })

  test.describe('on a site that is not allowed', () => {
    // Of what the host forbids, and of what is posted to its page all the same.
    test.use({ expected: /frame-ancestors|Failed to execute ‘postMessage’/ })
    const elsewhere = ({ shop }: DemoFile) => shop.replace('127.0.0.1', 'localhost')

    test('is not shown in a frame', async ({ tab, sandbox }) => {
      for (const [shop, sees] of [
        [sandbox.shop, true],
        [elsewhere(sandbox), false],
      ] as const) {
        await tab.open(`${shop}/embed/iframe`)
        // That waits for its frames.
        await expect.poll(() => tab.evaluate('html', () => document.readyState)).toBe('complete')
        expect((await checkoutIn(tab).text()).includes('Amount due')).toBe(sees)
      }
    })

    test('shows a link to the hosted page in place of itself', async ({ tab, sandbox }) => {
      await tab.open(`${elsewhere(sandbox)}/embed/overlay`)
      await expect.poll(() => tab.text('#news')).toBe('The checkout did not open (timeout).')
      await expect.poll(() => tab.text('dialog section')).toMatch(/^Checkout did not load/)
      await tab.click('dialog a', 'Open checkout')
      await expect.poll(() => tab.evaluate('html', () => location.origin)).toBe(sandbox.host)
      await untilPayable(tab)
    })
  })
})
