import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { build, type Plugin, type Rolldown } from 'vite'

/** Shops that have installed the npm package as it is built, by `npm run build`, into `dist/npm`. */

const root = join(import.meta.dirname, '..')
const npm = join(root, 'dist', 'npm')

/** Serves the package's files at `/npm/`, without a bundler. */
export const serveNpm = (page: Page, shop: string) =>
  page.route(`${shop}/npm/*`, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: readFileSync(join(npm, new URL(route.request().url()).pathname.replace('/npm/', '')), 'utf8'),
    }),
  )

/** What a page of the shop's does with `openCheckout` and the others, under names of its own. */
export interface ShopWindow {
  npm: typeof import('../widget/package/index.ts')
  checkout: import('../widget/package/index.ts').Checkout
  outcome?: string
}

/** Loads the package in the page, as `npm` on its window. */
export const loadNpm = (page: Page) =>
  page.evaluate(async (path) => {
    Object.assign(window, { npm: await import(path) })
  }, '/npm/index.js')

/** Opens a checkout, over the page or in `#till`, as `checkout` on the page's window; how `ready` ends is its `outcome`. */
export const start = (page: Page, where: 'over' | 'in place', options: { host: string; paymentId: string }) =>
  page.evaluate(
    ([where, options]) => {
      const shop = window as unknown as ShopWindow
      const till = document.querySelector('#till')!
      shop.checkout = where === 'over' ? shop.npm.openCheckout(options) : shop.npm.mountCheckout(till, options)
      shop.outcome = 'pending'
      shop.checkout.ready.then(
        () => {
          shop.outcome = 'ready'
        },
        ({ code }) => {
          shop.outcome = code
        },
      )
    },
    [where, options] as const,
  )

export const outcome = (page: Page) => page.evaluate(() => (window as unknown as ShopWindow).outcome)

/** In the order of what is the newest. */
export const REACTS = ['react', 'react-18'] as const

/** Bundles `react-shop.tsx` with a version of React, as its shop would. @returns the scripts, by their paths. */
export async function bundleReactShop(react: (typeof REACTS)[number]): Promise<Map<string, string>> {
  const published: Plugin = {
    name: 'published',
    enforce: 'pre',
    resolveId: (id) => (id.endsWith('/widget/package/react.tsx') ? join(npm, 'react.js') : null),
  }
  const built = await build({
    configFile: false,
    root,
    base: '/react/',
    logLevel: 'error',
    // StrictMode mounts twice only in development.
    define: { 'process.env.NODE_ENV': '"development"' },
    plugins: [published],
    resolve: {
      alias: [
        { find: /^react(?=\/|$)/, replacement: react },
        { find: /^react-dom(?=\/|$)/, replacement: react.replace('react', 'react-dom') },
      ],
    },
    build: {
      write: false,
      minify: false,
      rolldownOptions: {
        input: join(import.meta.dirname, 'react-shop.tsx'),
        output: { entryFileNames: 'shop.js', chunkFileNames: '[name].js' },
      },
    },
  })
  const { output } = built as Rolldown.RolldownOutput
  return new Map(output.flatMap((file) => (file.type === 'chunk' ? [[`/react/${file.fileName}`, file.code]] : [])))
}

/** Serves such a bundle. */
export const serveReactShop = (page: Page, shop: string, scripts: Map<string, string>) =>
  page.route(`${shop}/react/*`, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: scripts.get(new URL(route.request().url()).pathname)! }),
  )

/** Before the page is opened: counts what is set up in it and not ended, as `alive` on its window. */
export const countAlive = (page: Page) =>
  page.addInitScript(() => {
    const timers = new Set<number>()
    const observers = new Set<object>()
    const listeners = new Set<string>()
    Object.assign(window, {
      alive: () => ({ timers: timers.size, observers: observers.size, listeners: [...listeners] }),
    })

    interface Observer {
      observe(...values: unknown[]): void
      disconnect(): void
    }

    const { setTimeout: set, clearTimeout: clear } = window
    window.setTimeout = ((run: (...values: unknown[]) => void, ms?: number, ...values: unknown[]) => {
      const timer = set(() => {
        timers.delete(timer)
        run(...values)
      }, ms) as unknown as number
      timers.add(timer)
      return timer
    }) as typeof setTimeout
    window.clearTimeout = ((timer: number) => {
      timers.delete(timer)
      clear(timer)
    }) as typeof clearTimeout

    for (const { prototype } of [MutationObserver, ResizeObserver] as unknown as { prototype: Observer }[]) {
      const { observe, disconnect } = prototype
      prototype.observe = function (...values: unknown[]) {
        observers.add(this)
        return observe.apply(this, values)
      }
      prototype.disconnect = function () {
        observers.delete(this)
        return disconnect.call(this)
      }
    }

    // What listens to an element of its own goes with it; what listens to the page stays.
    const ids = new WeakMap<object, number>()
    let count = 0
    const nameOf = (target: EventTarget, type: string, listener: object) => {
      if (!ids.has(listener)) ids.set(listener, ++count)
      return `${target === window ? 'window' : 'document'} ${type} ${ids.get(listener)}`
    }
    const isPage = (target: EventTarget) => target === window || target === document
    const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      if (listener && isPage(this)) listeners.add(nameOf(this, type, listener))
      add.call(this, type, listener, options)
    }
    EventTarget.prototype.removeEventListener = function (type, listener, options) {
      if (listener && isPage(this)) listeners.delete(nameOf(this, type, listener))
      remove.call(this, type, listener, options)
    }
  })

/** What is set up and not ended, by the page's own count, and what the browser still holds after a collection. */
async function alive(page: Page) {
  const counted = await page.evaluate(() => (window as unknown as { alive(): object }).alive())
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('HeapProfiler.collectGarbage')
  await devtools.send('Performance.enable')
  const { metrics } = await devtools.send('Performance.getMetrics')
  await devtools.detach()
  const metric = (name: string) => metrics.find((metric) => metric.name === name)!.value
  return { counted, nodes: metric('Nodes'), listeners: metric('JSEventListeners'), frames: metric('Frames') }
}

/** @param cycle opens and ends so many. A hundred leave nothing to what the first ten did, which load and warm up. */
export async function expectNothingKept(page: Page, cycle: (times: number) => Promise<void>): Promise<void> {
  await cycle(10)
  const before = await alive(page)
  expect(before.counted).toMatchObject({ timers: 0 })
  await cycle(100)
  await expect.poll(async () => (await alive(page)).counted).toEqual(before.counted)
  await expect.poll(async () => (await alive(page)).frames).toBe(before.frames)
  // Chromium itself keeps a dozen of the frames that were taken out while they loaded, whoever made them, each with up to
  // 17 nodes around it. Of the fifty at least that were open here, each has 13 nodes at the least: 650, were they kept.
  const kept = async () => {
    const { nodes, listeners } = await alive(page)
    return Math.max(nodes - before.nodes, listeners - before.listeners)
  }
  await expect.poll(kept).toBeLessThan(400)
}
