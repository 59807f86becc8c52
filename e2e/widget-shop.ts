import { expect, type Frame, type Page } from '@playwright/test'
import type { Sites } from './widget-sites.ts'

/** What a test does in the shop, and what it sees there. */

export const dialogOf = (page: Page) => page.locator('paylinq-checkout dialog')
/** What stands in place. */
export const inlineOf = (page: Page) => page.locator('paylinq-checkout > article')
export const tag = ({ host }: Sites, id: string, attributes = '') =>
  `<script src="${host}/widget.js" data-payment-id="${id}" ${attributes}></script>`

/** Opens the shop, with a record of every event that the widget dispatches there and every error of the page. */
export async function openShop(
  page: Page,
  { shop }: Sites,
  query: { body?: string; head?: string; csp?: string } = {},
) {
  await page.addInitScript(() => {
    const types = ['ready', 'close', 'error', 'payment:succeeded', 'payment:failed', 'payment:requires_action']
    const seen: unknown[] = []
    Object.assign(window, { seen })
    for (const type of types) {
      document.addEventListener(`paylinq:${type}`, (event) => seen.push([type, (event as CustomEvent).detail]))
    }
    addEventListener('error', ({ message }) => seen.push(['uncaught', message]))
    addEventListener('unhandledrejection', ({ reason }) => seen.push(['uncaught', String(reason)]))
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) =>
      seen.push(['violation', violatedDirective]),
    )
  })
  await page.goto(`${shop}/?${new URLSearchParams(query)}`)
}

/** Adds a tag as a shop's own script would. */
export const inject = (page: Page, { host }: Sites, id: string, data: Record<string, string> = {}) =>
  page.evaluate(
    ([src, id, data]) => {
      const script = document.createElement('script')
      Object.assign(script, { src, id: `tag-${id}` })
      Object.assign(script.dataset, { paymentId: id, ...data })
      document.body.append(script)
    },
    [`${host}/widget.js`, id, data] as const,
  )

export const seen = (page: Page) => page.evaluate(() => (window as unknown as { seen: [string, unknown][] }).seen)
export const seenTypes = async (page: Page) => (await seen(page)).map(([type]) => type)

export async function frameOf(page: Page, id: string): Promise<Frame> {
  const found = () => page.frames().find((frame) => frame.url().includes(`/pay/${id}`))
  await expect.poll(found).toBeTruthy()
  return found()!
}

/** Calls the hosted page's side, as the page's own script would. */
export const say = (frame: Frame, name: string, ...values: unknown[]) =>
  frame.evaluate(
    ([name, values]) => {
      const link = (window as unknown as { parentLink: Record<string, (...values: unknown[]) => void> }).parentLink
      link[name]!(...values)
    },
    [name, values] as const,
  )

/** What the page's way out does. The frame may be gone before it could answer. */
export const leave = (frame: Frame) =>
  frame
    .evaluate(() => (window as unknown as { parentLink: { close(): void } }).parentLink.close())
    .catch((error: Error) => {
      if (!error.message.includes('Frame was detached')) throw error
    })

export async function openCheckout(page: Page, sites: Sites, id = 'p1', data: Record<string, string> = {}) {
  await inject(page, sites, id, data)
  await expect.poll(() => seenTypes(page)).toContain('ready')
  return frameOf(page, id)
}
