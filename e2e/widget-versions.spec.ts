import { expect } from '@playwright/test'
import { dialogOf, frameOf, inject, leave, openShop, say, seen } from './widget-shop.ts'
import { type Sites, test } from './widget-sites.ts'

/** What is brought up to date apart from each other works together: this version and the last, both ways. */
const pairs: Record<string, { hostOf(sites: Sites): Sites; id: string }> = {
  'the last widget, a page of this version': {
    hostOf: (sites) => ({ ...sites, host: `${sites.host}/released` }),
    id: 'p1',
  },
  'this widget, a page of the last version': { hostOf: (sites) => sites, id: 'released' },
}

for (const [pair, { hostOf, id }] of Object.entries(pairs)) {
  test(`${pair}: connects, follows, tells and closes`, async ({ page, sites }) => {
    await openShop(page, sites)
    await inject(page, hostOf(sites), id, { theme: 'dark' })
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: id }]])
    const frame = await frameOf(page, id)
    const scheme = () => frame.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
    await expect.poll(scheme).toBe('dark')
    await page.evaluate(() => document.querySelector('script[data-payment-id]')!.setAttribute('data-theme', 'light'))
    await expect.poll(scheme).toBe('light')

    const heights = async () => [
      await page.locator('paylinq-checkout iframe').evaluate((iframe) => iframe.clientHeight),
      await frame.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height)),
    ]
    await expect.poll(async () => new Set(await heights()).size).toBe(1)

    const close = dialogOf(page).getByRole('button', { name: 'Close' })
    await say(frame, 'busy', true)
    await expect(close).toHaveAttribute('aria-disabled', 'true')
    await say(frame, 'busy', false)
    await say(frame, 'succeeded', { paymentId: id, status: 'succeeded' })
    await leave(frame)
    await expect(dialogOf(page)).toHaveCount(0)
    expect(await seen(page)).toEqual([
      ['ready', { paymentId: id }],
      ['payment:succeeded', { paymentId: id, status: 'succeeded' }],
      ['close', { paymentId: id }],
    ])
  })
}

test('this widget, a page of the last version that answers late: it is ready all the same', async ({ page, sites }) => {
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    answer = resolve
  })
  await page.route('**/pay/released*', async (route) => {
    await held
    await route.continue()
  })
  await page.clock.install()
  await openShop(page, sites)
  await inject(page, sites, 'released')
  await expect(dialogOf(page)).toBeVisible()
  await page.clock.fastForward(8_000)
  await expect(dialogOf(page).getByRole('link')).toBeVisible()
  answer()
  await expect.poll(async () => (await seen(page)).map(([type]) => type)).toEqual(['error', 'ready'])
})
