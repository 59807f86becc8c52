import type { Locator, Page } from '@playwright/test'
import { createPackage, createPayment } from './merchant.ts'
import { openSite, seenTypes, siteOf, tag } from './merchant-site.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** The widgets where the payer's system chooses the colours. What is in their frames is proven in `pages-states.spec.ts`. */

const container = ({ host }: Sandbox, id: string) =>
  `<div data-paylinkr-package="${id}"></div><script src="${host}/widget/subscription.js" async></script>`

const WIDGETS = {
  'over the page': {
    body: async (sandbox: Sandbox) => tag(sandbox, (await createPayment(sandbox)).id),
    box: 'paylinq-checkout dialog',
    ready: 'ready',
    link: 'Open checkout',
  },
  'in place': {
    body: async (sandbox: Sandbox) => tag(sandbox, (await createPayment(sandbox)).id, 'data-mode="inline"'),
    box: 'paylinq-checkout article',
    ready: 'ready',
    link: 'Open checkout',
  },
  'a subscription': {
    body: async (sandbox: Sandbox) => container(sandbox, (await createPackage(sandbox)).id),
    box: 'paylinkr-subscription div',
    ready: 'paylinkr:ready',
    link: 'Open the subscription page',
  },
} as const

const style = <Name extends keyof CSSStyleDeclaration>(element: Locator, name: Name) =>
  element.evaluate((element, name) => getComputedStyle(element)[name as 'color'], name)

/** Holds back what the frame asks for. @returns lets it come. */
async function holdBack(page: Page, { host }: Sandbox): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.route(new RegExp(`^${host}/(pay|embed)/`), async (route) => {
    await promise
    await route.continue()
  })
  return resolve
}

for (const [where, { body, box: boxed, ready, link }] of Object.entries(WIDGETS)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`${where}, ${colorScheme}: what stands around the frame is seen, in the colours of the page in it`, async ({
      page,
      sandbox,
    }) => {
      await page.emulateMedia({ forcedColors: 'active', colorScheme })
      const box = page.locator(boxed)
      const letCome = await holdBack(page, sandbox)
      await page.clock.install()
      await openSite(page, siteOf(sandbox), await body(sandbox))
      await expect(box.locator('section')).toBeVisible()
      const canvas = await style(box, 'backgroundColor')
      expect(canvas).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(0, 0, 0)')

      // Where it does not come, there is a link.
      await page.clock.runFor(8_500)
      const wayOut = box.getByRole('link', { name: link })
      await expect(wayOut).toBeVisible()
      const behind = await behindTextOf(wayOut, canvas)
      expect(await style(wayOut, 'color')).not.toBe(behind)
      expect((await style(wayOut, 'textDecorationLine')) === 'underline' || behind !== canvas).toBe(true)

      letCome()
      await expect.poll(() => seenTypes(page)).toContain(ready)
      const inFrame = box.locator('iframe').contentFrame().locator('html')
      expect(await style(inFrame, 'backgroundColor')).toBe(canvas)
    })
  }
}

/** An element's own background, where it has one. */
async function behindTextOf(element: Locator, surroundings: string): Promise<string> {
  const own = await style(element, 'backgroundColor')
  return /^rgba.*, 0\)$/.test(own) ? surroundings : own
}

test('the overlay has an edge, and the focus on its button is seen', async ({ page, sandbox }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await openSite(page, siteOf(sandbox), await WIDGETS['over the page'].body(sandbox))
  await expect.poll(() => seenTypes(page)).toEqual(['ready'])
  const dialog = page.locator('paylinq-checkout dialog')
  const canvas = await style(dialog, 'backgroundColor')
  expect(await style(dialog, 'borderTopStyle')).toBe('solid')
  expect(Number.parseFloat(await style(dialog, 'borderTopWidth'))).toBeGreaterThanOrEqual(1)
  expect(await style(dialog, 'borderTopColor')).not.toBe(canvas)

  const close = dialog.getByRole('button', { name: 'Close' })
  expect(await style(close, 'color')).not.toBe(canvas)
  await close.focus()
  await page.keyboard.press('Shift')
  expect(await style(close, 'outlineStyle')).not.toBe('none')
  expect(Number.parseFloat(await style(close, 'outlineWidth'))).toBeGreaterThanOrEqual(1)
  expect(await style(close, 'outlineColor')).not.toBe(canvas)
})
