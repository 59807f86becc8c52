import type { Page } from '@playwright/test'
import type { Sandbox } from './sandbox.ts'

/** A page of a merchant's own around the sandbox's checkout, and what it hears there. */

const CHECKOUT = ['ready', 'close', 'error', 'payment:requires_action', 'payment:succeeded', 'payment:failed']
const SUBSCRIPTION = ['ready', 'error', 'subscription:created', 'subscription:active', 'subscription:cancelled']

/** What `seen` calls them: those of a checkout by the last part of their type. */
const NAMES = Object.fromEntries([
  ...CHECKOUT.map((name) => [`paylinq:${name}`, name]),
  ...SUBSCRIPTION.map((name) => [`paylinkr:${name}`, `paylinkr:${name}`]),
])

/**
 * A page of the shop's site with this in it, sent with these headers. It keeps each event of the widget and whatever its
 * policy refused, and apart from that what a frame posts to it.
 */
export async function openSite(page: Page, address: string, body: string, headers: Record<string, string> = {}) {
  await page.addInitScript((names) => {
    const seen: unknown[] = []
    const posted: unknown[] = []
    Object.assign(window, { seen, posted })
    addEventListener('message', ({ origin, data }) => posted.push([origin, data.type]))
    for (const [type, name] of Object.entries(names)) {
      document.addEventListener(type, (event) => seen.push([name, (event as CustomEvent).detail]))
    }
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      seen.push(['violation', `${violatedDirective} ${blockedURI}`]),
    )
    addEventListener('error', ({ message }) => seen.push(['uncaught', message]))
    addEventListener('unhandledrejection', ({ reason }) => seen.push(['uncaught', String(reason)]))
  }, NAMES)
  await page.route(address, (route) =>
    route.fulfill({
      contentType: 'text/html',
      headers,
      body: `<!doctype html><html lang="en"><head><title>Shop</title></head><body><h1>Shop</h1>${body}</body></html>`,
    }),
  )
  await page.goto(address)
}

export const siteOf = ({ shop }: Sandbox) => `${shop}/site`
export const tag = ({ host }: Sandbox, id: string, attributes = '') =>
  `<script src="${host}/widget.js" data-payment-id="${id}" ${attributes}></script>`
export const iframe = ({ host }: Sandbox, id: string) =>
  `<iframe src="${host}/pay/${id}?embed=1" width="100%" height="620" allow="payment *"></iframe>`

export const seen = (page: Page) => page.evaluate(() => (window as unknown as { seen: [string, unknown][] }).seen)
export const seenTypes = async (page: Page) => (await seen(page)).map(([type]) => type)
export const posted = (page: Page) => page.evaluate(() => (window as unknown as { posted: [string, string][] }).posted)

/** Adds a tag as a shop's own script would. */
export const addTag = (page: Page, { host }: Sandbox, paymentId: string, mode = 'overlay') =>
  page.evaluate(
    ([src, paymentId, mode]) => {
      const script = document.createElement('script')
      script.src = src
      Object.assign(script.dataset, { paymentId, mode })
      document.body.append(script)
    },
    [`${host}/widget.js`, paymentId, mode] as const,
  )

/** Where it closes the frame that has the focus, that is gone before the key is up: then the browser may not answer. */
export const pressEscape = (page: Page) => void page.keyboard.press('Escape').catch(() => {})
