import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { checkoutFrame } from './card-form.ts'
import { payHere } from './provider-pages.ts'
import { expect, type Sandbox, test } from './sandbox.ts'

/** The demo shop's own pages, for those who read them otherwise than most. Its ways to embed are in `embedding.spec.ts`. */

async function order(page: Page, { shop }: Sandbox) {
  await page.goto(shop)
  await page.getByRole('button', { name: 'Buy Ridgeline by card' }).click()
  await expect(checkoutFrame(page).getByRole('heading', { level: 1 })).toBeVisible()
}

const close = async (page: Page) => {
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(page.locator('paylinq-checkout')).toHaveCount(0)
}

const PAGES: Record<string, (page: Page, sandbox: Sandbox) => Promise<void>> = {
  async 'the shop'(page, { shop }) {
    await page.goto(shop)
  },
  async 'an order'(page, sandbox) {
    await order(page, sandbox)
    await close(page)
  },
  async 'an order that is paid'(page, sandbox) {
    await order(page, sandbox)
    await payHere(checkoutFrame(page))
    await close(page)
    await expect(page.locator('[data-state=paid]')).toBeAttached()
  },
  async 'an order by invoice'(page, { shop }) {
    await page.goto(shop)
    await page
      .getByRole('button', { name: /^Buy Ridgeline (?!by card)/ })
      .first()
      .click()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  },
  async 'the ways to embed'(page, { shop }) {
    await page.goto(`${shop}/embed`)
  },
}

for (const [name, open] of Object.entries(PAGES)) {
  test(`${name}: accessible in light and dark, and whole on a narrow screen`, async ({ page, sandbox }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await open(page, sandbox)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect((await new AxeBuilder({ page }).exclude('iframe').analyze()).violations, colorScheme).toEqual([])
    }
    await page.setViewportSize({ width: 320, height: 640 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  })
}
