import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import { build, type Rolldown } from 'vite'

/**
 * Our form for Airwallex with its official package, unmodified. Airwallex's own scripts, which that package loads, are
 * a double: what it calls on them is what it was found to call.
 */

/** Reads what the page does with the form into `window.report`. */
const HARNESS = `
  import { openAirwallexForm } from '/form.js'
  const theme = { set() {}, isDark: () => matchMedia('(prefers-color-scheme: dark)').matches, onChange: () => () => {} }
  const config = { kind: 'airwallex', environment: 'demo', intentId: 'int_1', clientSecret: 'secret_1', currency: 'EUR' }
  const host = document.querySelector('#host')
  window.form = openAirwallexForm(config, { host, texts: { stripeLocale: 'en' }, theme, onEscape() {} })
  window.form.then(() => document.body.dataset.form = 'open', (error) => document.body.dataset.form = error.message)`

const PAGE = `<!doctype html><html lang="en"><head><title>Harness</title><link rel="icon" href="data:,">
  <style>:root { --accent: rgb(1, 2, 3); --text: rgb(4, 5, 6); --field: rgb(7, 8, 9) }</style></head>
  <body><div><div id="host"></div></div><script type="module" src="/harness.js"></script></body></html>`

/** `static-demo…/sdk-controller`: hands elements out. */
const CONTROLLER = `
  const elements = new Map()
  window.calls = []
  window._AirwallexSDKs.__controller__ = {
    init: async (options) => void window.calls.push(['init', options]),
    registerFunctions: async () => {},
    registerElement: async ({ elementName, instance }) => void elements.set(elementName, instance),
    createElement: async (name, options) => elements.get(name).createElement(name, options),
    internalSDKs: { payments: {} },
  }`

/** `checkout-demo…/elements.bundle.min.js`: a drop-in with a single field. */
const ELEMENTS = `
  window._AirwallexSDKs.payment = {
    createElement(name, options) {
      window.calls.push([name, options])
      const handlers = {}
      const tell = (event, detail) => handlers[event]?.({ detail })
      const input = Object.assign(document.createElement('input'), { ariaLabel: 'Card number' })
      input.addEventListener('input', () => tell('change', { complete: input.value.length === 16, empty: !input.value }))
      return {
        on: (event, handler) => { handlers[event] = handler },
        mount(host) {
          host.append(input)
          setTimeout(() => options.intent_id === 'int_1' ? tell('ready') : tell('error', { error: { code: 'x' } }))
        },
        update() {},
        destroy: () => input.remove(),
        async confirm(data) {
          window.calls.push(['confirm', data])
          if (input.value.endsWith('0002')) throw { code: 'issuer_declined', message: 'declined' }
          return { id: options.intent_id, status: 'SUCCEEDED' }
        },
      }
    },
  }`

const test = base.extend<object, { harness: string }>({
  harness: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures a fixture needs from here.
    async ({}, use) => {
      const files = new Map([['/', PAGE], ['/harness.js', HARNESS], ...(await bundle())])
      const server = createServer((request, response) => {
        const path = new URL(request.url!, 'http://harness').pathname
        const type = path === '/' ? 'text/html' : 'text/javascript'
        response.writeHead(files.has(path) ? 200 : 404, { 'content-type': `${type}; charset=utf-8` })
        response.end(files.get(path))
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
    { scope: 'worker' },
  ],
})

/** The form as browsers load it, by the path of each file. */
async function bundle(): Promise<[string, string][]> {
  const entry = join(import.meta.dirname, '../embed-host/pages/pay/payment/airwallex-form.ts')
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry, formats: ['es'], fileName: () => 'form.js' } },
  })
  const [output] = built as Rolldown.RolldownOutput[]
  return output!.output.flatMap((file) => (file.type === 'chunk' ? [[`/${file.fileName}`, file.code]] : []))
}

/** Answers for Airwallex's hosts. @returns what was asked for there, without the time that each address carries. */
async function standInForAirwallex(page: Page, { blocked = false } = {}): Promise<string[]> {
  const asked: string[] = []
  await page.route('https://*.airwallex.com/**', async (route) => {
    const { host, pathname } = new URL(route.request().url())
    asked.push(host + pathname)
    if (blocked) return route.abort()
    const body = pathname.includes('sdk-controller') ? CONTROLLER : pathname.includes('elements') ? ELEMENTS : ''
    await route.fulfill({ contentType: 'text/javascript', headers: { 'access-control-allow-origin': '*' }, body })
  })
  return asked
}

const calls = (page: Page) => page.evaluate(() => (window as unknown as { calls: [string, object][] }).calls)

const onForm = <T>(page: Page, act: 'validate' | 'confirm' | 'destroy') =>
  page.evaluate(async (name) => {
    const form = await (window as unknown as { form: Promise<Record<string, (...given: object[]) => unknown>> }).form
    return form[name]!({ handover: 'secret_1', returnUrl: 'http://localhost/back' }) as T
  }, act)

test('opens the drop-in of the demo environment for the intent', async ({ page, harness }) => {
  const asked = await standInForAirwallex(page)
  await page.goto(harness)
  await expect(page.locator('body')).toHaveAttribute('data-form', 'open')
  expect(asked).toContain('static-demo.airwallex.com/widgets/sdk-controller/sdk/v1/index.js')
  expect(asked).toContain('checkout-demo.airwallex.com/assets/elements.bundle.min.js')
  expect(await calls(page)).toMatchObject([
    ['init', { env: 'demo', enabledElements: ['payments'], locale: 'en' }],
    [
      'dropIn',
      {
        intent_id: 'int_1',
        client_secret: 'secret_1',
        currency: 'EUR',
        methods: ['card'],
        showConfirmButton: false,
        appearance: {
          mode: 'light',
          variables: { colorBrand: 'rgb(1, 2, 3)', colorText: 'rgb(4, 5, 6)', colorBackground: 'rgb(7, 8, 9)' },
        },
      },
    ],
  ])
})

test('confirms a complete card with the secret, and tells a decline', async ({ page, harness }) => {
  await standInForAirwallex(page)
  await page.goto(harness)
  const number = page.getByRole('textbox', { name: 'Card number' })
  await expect(number).toBeVisible()
  expect(await onForm(page, 'validate')).toBe(false)
  await number.fill('4242424242424242')
  expect(await onForm(page, 'validate')).toBe(true)
  expect(await onForm(page, 'confirm')).toBeNull()
  expect((await calls(page)).at(-1)).toEqual(['confirm', { client_secret: 'secret_1' }])
  await number.fill('4000000000000002')
  expect(await onForm(page, 'confirm')).toBe('declined')
  await onForm(page, 'destroy')
  await expect(number).toHaveCount(0)
})

test('says so when the scripts cannot be loaded', async ({ page, harness }) => {
  await standInForAirwallex(page, { blocked: true })
  await page.goto(harness)
  await expect(page.locator('body')).toHaveAttribute('data-form', /Failed to load Airwallex SDK scripts/)
})
