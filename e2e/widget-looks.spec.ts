import { expect, type Page } from '@playwright/test'
import { dialogOf, inject, inlineOf, openShop, seenTypes } from './widget-shop.ts'
import { test } from './widget-sites.ts'

/** The lightest pixel of what `selector` covers, from 0 (black) to 255, without what is written there. */
async function lightest(page: Page, selector: string): Promise<number> {
  const place = (await page.locator(selector).boundingBox())!
  // Its lower edge: nothing stands there.
  const clip = { x: place.x + 24, y: place.y + place.height - 12, width: place.width - 48, height: 8 }
  const shot = (await page.screenshot({ clip })).toString('base64')
  return page.evaluate(async (shot) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${shot}`)).blob())
    const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!
    canvas.drawImage(picture, 0, 0)
    const { data } = canvas.getImageData(0, 0, picture.width, picture.height)
    return Math.max(...data.filter((_, index) => index % 4 < 3))
  }, shot)
}

for (const [where, data, boxOf] of [
  ['over the page', {}, dialogOf],
  ['in place', { target: '#here' }, inlineOf],
] as const) {
  test(`nothing flashes white in the dark: ${where}`, async ({ page, sites }) => {
    await page.emulateMedia({ colorScheme: 'dark' })
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route('**/pay/p1*', async (route) => {
      await held
      await route.continue()
    })
    await openShop(page, sites, { body: '<div id="here"></div>' })
    await inject(page, sites, 'p1', data)
    await expect(boxOf(page)).toBeVisible()
    const frame = 'paylinq-checkout iframe'
    expect(await lightest(page, frame)).toBeLessThan(64)
    answer()
    await expect.poll(() => seenTypes(page)).toEqual(['ready'])
    expect(await lightest(page, frame)).toBeLessThan(64)
  })
}
