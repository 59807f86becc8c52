import AxeBuilder from '@axe-core/playwright'
import { expect, type Frame, type Page } from '@playwright/test'
import { type Sites, test } from './widget-sites.ts'

const dialogOf = (page: Page) => page.locator('paylinq-checkout dialog')
const tag = ({ host }: Sites, id: string, attributes = '') =>
  `<script src="${host}/widget.js" data-payment-id="${id}" ${attributes}></script>`

/** Opens the shop, with a record of every event that the widget dispatches there and every error of the page. */
async function openShop(page: Page, { shop }: Sites, query: { body?: string; head?: string; csp?: string } = {}) {
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
const inject = (page: Page, { host }: Sites, id: string, data: Record<string, string> = {}) =>
  page.evaluate(
    ([src, id, data]) => {
      const script = document.createElement('script')
      Object.assign(script, { src, id: `tag-${id}` })
      Object.assign(script.dataset, { paymentId: id, ...data })
      document.body.append(script)
    },
    [`${host}/widget.js`, id, data] as const,
  )

const seen = (page: Page) => page.evaluate(() => (window as unknown as { seen: [string, unknown][] }).seen)
const seenTypes = async (page: Page) => (await seen(page)).map(([type]) => type)

async function frameOf(page: Page, id: string): Promise<Frame> {
  const found = () => page.frames().find((frame) => frame.url().includes(`/pay/${id}`))
  await expect.poll(found).toBeTruthy()
  return found()!
}

/** Calls the hosted page's side, as the page's own script would. */
const say = (frame: Frame, name: string, ...values: unknown[]) =>
  frame.evaluate(
    ([name, values]) => {
      const link = (window as unknown as { parentLink: Record<string, (...values: unknown[]) => void> }).parentLink
      link[name]!(...values)
    },
    [name, values] as const,
  )

/** What the page's way out does. It is not done at once, because the frame may be gone before it could answer. */
const leave = (frame: Frame) =>
  frame.evaluate(() => {
    setTimeout(() => (window as unknown as { parentLink: { close(): void } }).parentLink.close())
  })

async function openCheckout(page: Page, sites: Sites, id = 'p1', data: Record<string, string> = {}) {
  await inject(page, sites, id, data)
  await expect.poll(() => seenTypes(page)).toContain('ready')
  return frameOf(page, id)
}

test.describe('the script', () => {
  const ways: Record<string, (sites: Sites) => { body?: string; head?: string }> = {
    sync: (sites) => ({ body: tag(sites, 'p1') }),
    'sync in the head': (sites) => ({ head: tag(sites, 'p1') }),
    defer: (sites) => ({ head: tag(sites, 'p1', 'defer') }),
    async: (sites) => ({ head: tag(sites, 'p1', 'async') }),
    'type=module': (sites) => ({ head: tag(sites, 'p1', 'type="module"') }),
    'from a host under a path': (sites) => ({ body: tag({ ...sites, host: `${sites.host}/sub` }, 'p1') }),
  }
  for (const [way, query] of Object.entries(ways)) {
    test(`opens: ${way}`, async ({ page, sites }) => {
      await openShop(page, sites, query(sites))
      await expect(dialogOf(page)).toBeVisible()
      await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
    })
  }

  test('opens when it is added late, in the page’s language', async ({ page, sites }) => {
    await openShop(page, sites)
    const frame = await openCheckout(page, sites, 'p1', { theme: 'dark' })
    expect(frame.url()).toBe(`${sites.host}/pay/p1?embed=1&theme=dark&locale=de`)
  })

  test('opens for a module tag that is added after another', async ({ page, sites }) => {
    await openShop(page, sites, { head: tag(sites, 'p1', 'type="module"') })
    await expect(dialogOf(page)).toHaveCount(1)
    await page.evaluate((src) => {
      const script = document.createElement('script')
      Object.assign(script, { type: 'module', src })
      script.dataset.paymentId = 'p2'
      document.head.append(script)
    }, `${sites.host}/widget.js`)
    await expect(dialogOf(page)).toHaveCount(2)
  })

  test('opens once a tag, however often it is loaded, and tags do not hear each other', async ({ page, sites }) => {
    const body = tag(sites, 'p1') + tag(sites, 'p2') + tag(sites, 'p3', 'type="module"') + tag(sites, 'p3', 'async')
    await openShop(page, sites, { body: body.replace(/p3(?!.*p3)/, 'p4') })
    await expect.poll(async () => (await seenTypes(page)).filter((type) => type === 'ready')).toHaveLength(4)
    await expect(dialogOf(page)).toHaveCount(4)
    await say(await frameOf(page, 'p2'), 'succeeded', { paymentId: 'p2', status: 'succeeded' })
    await leave(await frameOf(page, 'p1'))
    await expect(dialogOf(page)).toHaveCount(3)
    expect((await seen(page)).slice(4)).toEqual([
      ['payment:succeeded', { paymentId: 'p2', status: 'succeeded' }],
      ['close', { paymentId: 'p1' }],
    ])
  })

  test('shows a link where it stands when the rest of it does not load', async ({ page, sites }) => {
    await page.route(`${sites.host}/widget/**`, (route) => route.abort())
    await openShop(page, sites, { body: `<div id="here">${tag(sites, 'p1')}</div>` })
    await expect(page.locator('#here a')).toHaveText('Open checkout')
    await expect(page.locator('#here a')).toHaveAttribute('href', `${sites.host}/pay/p1`)
    expect(await seen(page)).toEqual([['error', { paymentId: 'p1', code: 'widget_failed' }]])
  })

  test('works under a strict content security policy without a violation', async ({ page, sites }) => {
    const csp = `default-src 'none'; script-src ${sites.host}; frame-src ${sites.host}; require-trusted-types-for 'script'`
    await openShop(page, sites, { body: tag(sites, 'p1', 'data-theme="dark"'), csp })
    await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])
    const style = await dialogOf(page).evaluate((dialog) => {
      const { backgroundColor, width, borderRadius } = getComputedStyle(dialog)
      return { backgroundColor, width, borderRadius }
    })
    expect(style).toEqual({ backgroundColor: 'rgb(22, 25, 31)', width: '480px', borderRadius: '16px' })
  })
})

test.describe('the overlay', () => {
  test('hands the focus to the page in it and gives it back', async ({ page, sites }) => {
    await openShop(page, sites)
    await page.locator('#buy').focus()
    const frame = await openCheckout(page, sites)
    await expect.poll(() => frame.evaluate(() => document.hasFocus())).toBe(true)
    await page.keyboard.press('Tab')
    await expect(frame.locator('input').first()).toBeFocused()
    await leave(frame)
    await expect(dialogOf(page)).toHaveCount(0)
    await expect(page.locator('#buy')).toBeFocused()
  })

  test('closes by Escape, by its button and by a press on the backdrop', async ({ page, sites }) => {
    await openShop(page, sites)
    const dialog = dialogOf(page)
    const ways = [
      async () => {
        await dialog.getByRole('button').focus()
        await page.keyboard.press('Escape')
      },
      () => dialog.getByRole('button', { name: 'Close' }).click(),
      () => page.mouse.click(20, 20),
    ]
    for (const [index, close] of ways.entries()) {
      await inject(page, sites, `p${index}`)
      await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: `p${index}` }])
      await close()
      await expect(dialog).toHaveCount(0)
      expect((await seen(page)).at(-1)).toEqual(['close', { paymentId: `p${index}` }])
    }
  })

  test('stays open for a listener that prevents closing', async ({ page, sites }) => {
    await openShop(page, sites)
    const frame = await openCheckout(page, sites)
    await page.evaluate(() => document.addEventListener('paylinq:close', (event) => event.preventDefault()))
    await leave(frame)
    await expect.poll(() => seenTypes(page)).toEqual(['ready', 'close'])
    await expect(dialogOf(page)).toBeVisible()
  })

  test('cannot be left while money moves, and says why', async ({ page, sites }) => {
    await openShop(page, sites)
    const frame = await openCheckout(page, sites)
    const dialog = dialogOf(page)
    const close = dialog.getByRole('button', { name: 'Close' })
    await say(frame, 'busy', true)
    await expect(close).toHaveAttribute('aria-disabled', 'true')
    await expect(dialog.getByRole('status')).toBeEmpty()
    await close.focus()
    for (let press = 0; press < 3; press++) await page.keyboard.press('Escape')
    await page.mouse.click(20, 20)
    await close.click({ force: true })
    await leave(frame)
    await expect(dialog.getByRole('status')).toHaveText('Your payment is being processed.')
    expect(await dialog.evaluate((element) => element.matches(':modal'))).toBe(true)
    expect(await seenTypes(page)).toEqual(['ready'])
    await say(frame, 'busy', false)
    await expect(dialog.getByRole('status')).toBeEmpty()
    await leave(frame)
    await expect(dialog).toHaveCount(0)
  })

  test('grows and shrinks with its page', async ({ page, sites }) => {
    await openShop(page, sites)
    const frame = await openCheckout(page, sites)
    const height = () => page.locator('iframe').evaluate((iframe) => iframe.clientHeight)
    const content = () => frame.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height))
    for (const room of [20, 300]) {
      await frame.locator('#room').evaluate((element, room) => {
        element.style.height = `${room}px`
      }, room)
      await expect.poll(async () => (await height()) - (await content())).toBe(0)
    }
  })

  test('fills a phone’s screen', async ({ page, sites }) => {
    await page.setViewportSize({ width: 360, height: 640 })
    await openShop(page, sites)
    await openCheckout(page, sites)
    expect(await dialogOf(page).boundingBox()).toEqual({ x: 0, y: 0, width: 360, height: 640 })
    expect(await page.locator('iframe').boundingBox()).toEqual({ x: 0, y: 48, width: 360, height: 592 })
  })

  test('locks the page behind it and leaves its styles and its place alone', async ({ page, sites }) => {
    const pages = [
      { head: '', style: 'overflow: auto;' },
      { head: '<style>html { overflow-y: scroll }</style>', style: 'scroll-padding: 8px;' },
      // Here it is the body's overflow that the viewport scrolls by.
      { head: '<style>html, body { height: 100% } body { overflow-x: hidden }</style>', style: 'overflow: visible;' },
    ]
    for (const { head, style } of pages) {
      await openShop(page, sites, { head })
      await page.evaluate((style) => {
        document.documentElement.style.cssText = style
        scrollTo(0, 400)
      }, style)
      const first = await openCheckout(page, sites)
      await inject(page, sites, 'p2')
      await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: 'p2' }])
      await page.mouse.move(20, 300)
      await page.mouse.wheel(0, 300)
      await leave(await frameOf(page, 'p2'))
      await expect(dialogOf(page)).toHaveCount(1)
      await page.mouse.wheel(0, 300)
      expect(await page.evaluate(() => scrollY)).toBe(400)
      await leave(first)
      await expect(dialogOf(page)).toHaveCount(0)
      expect(await page.evaluate(() => document.documentElement.style.cssText)).toBe(style)
      expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0)
      expect(await page.evaluate(() => scrollY)).toBe(400)
      await page.mouse.wheel(0, 300)
      await expect.poll(() => page.evaluate(() => scrollY)).toBe(700)
    }
  })

  test('leaves nothing behind, however often it is opened', async ({ page, sites }) => {
    await openShop(page, sites)
    const count = () => page.evaluate(() => [document.querySelectorAll('*').length, history.length])
    const [nodes, entries] = await count()
    for (let cycle = 0; cycle < 20; cycle++) {
      await inject(page, sites, `c${cycle}`)
      await expect.poll(() => seen(page)).toContainEqual(['ready', { paymentId: `c${cycle}` }])
      await leave(await frameOf(page, `c${cycle}`))
      await expect(dialogOf(page)).toHaveCount(0)
      await page.evaluate(() => document.querySelector('script[data-payment-id]')!.remove())
    }
    expect(await count()).toEqual([nodes, entries])
    expect(page.frames()).toHaveLength(1)
  })

  test('follows the tag’s theme, also while it is open', async ({ page, sites }) => {
    await openShop(page, sites)
    const frame = await openCheckout(page, sites, 'p1', { theme: 'light' })
    const schemes = async () => [
      await page.locator('iframe').evaluate((iframe) => getComputedStyle(iframe).colorScheme),
      await frame.evaluate(() => getComputedStyle(document.documentElement).colorScheme),
    ]
    await expect.poll(schemes).toEqual(['light', 'light'])
    await page.evaluate(() => document.querySelector('script')!.setAttribute('data-theme', 'dark'))
    await expect.poll(schemes).toEqual(['dark', 'dark'])
  })

  test('is accessible in light and dark, and moves nothing for those who ask for that', async ({ page, sites }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await openShop(page, sites)
    await inject(page, sites, 'silent')
    await expect(page.locator('paylinq-checkout i').first()).toBeVisible()
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
    for (const theme of ['light', 'dark']) {
      await openShop(page, sites)
      await openCheckout(page, sites, 'p1', { theme })
      const { violations } = await new AxeBuilder({ page }).include('paylinq-checkout').analyze()
      expect(violations).toEqual([])
    }
  })
})

test.describe('a page that does not answer', () => {
  for (const id of ['silent', 'blocked', 'lookalike']) {
    test(`is given 8 seconds, then there is a link to it: ${id}`, async ({ page, sites }) => {
      await page.clock.install({ time: 0 })
      await openShop(page, sites)
      await page.clock.pauseAt(3_600_000)
      await inject(page, sites, id)
      await expect(page.locator('paylinq-checkout i').first()).toBeVisible()
      await page.clock.fastForward(7_999)
      expect(await seen(page)).toEqual([])
      await page.clock.fastForward(1)
      await expect(dialogOf(page).getByRole('alert')).toHaveText(/did not load/)
      await expect(dialogOf(page).getByRole('link')).toHaveAttribute('href', `${sites.host}/pay/${id}`)
      expect(await seen(page)).toEqual([['error', { paymentId: id, code: 'timeout' }]])
      await dialogOf(page).getByRole('button', { name: 'Close' }).click()
      await expect(dialogOf(page)).toHaveCount(0)
    })
  }

  test('is shown all the same if it answers late', async ({ page, sites }) => {
    let answer = () => {}
    const held = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route('**/pay/late*', async (route) => {
      await held
      await route.continue()
    })
    await page.clock.install()
    await openShop(page, sites)
    await inject(page, sites, 'late')
    await expect(dialogOf(page)).toBeVisible()
    await page.clock.fastForward(8_000)
    await expect(dialogOf(page).getByRole('link')).toBeVisible()
    answer()
    await expect(dialogOf(page).getByRole('link')).toHaveCount(0)
    expect(await seenTypes(page)).toEqual(['error', 'ready'])
  })
})

test.describe('what the page tells', () => {
  test('is dispatched on the tag, once, and posted to the window as documented', async ({ page, sites }) => {
    await openShop(page, sites)
    await page.evaluate(() => {
      const posted: unknown[] = []
      Object.assign(window, { posted })
      addEventListener('message', ({ origin, data }) => posted.push([origin, data]))
    })
    const frame = await openCheckout(page, sites)
    const payload = { paymentId: 'p1', status: 'succeeded' }
    await say(frame, 'requiresAction', { paymentId: 'p1' })
    await say(frame, 'succeeded', payload)
    await say(frame, 'succeeded', payload)
    const events = [
      ['ready', { paymentId: 'p1' }],
      ['payment:requires_action', { paymentId: 'p1' }],
      ['payment:succeeded', payload],
    ]
    await expect.poll(() => seen(page)).toEqual(events)
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { posted: unknown }).posted))
      .toEqual([
        [sites.host, { type: 'paylinq:payment:requires_action', payload: { paymentId: 'p1' } }],
        [sites.host, { type: 'paylinq:payment:succeeded', payload }],
      ])
  })

  test('is not repeated when the frame loads again, and goes on from there', async ({ page, sites }) => {
    await openShop(page, sites)
    const frame = await openCheckout(page, sites)
    await say(frame, 'busy', true)
    await say(frame, 'requiresAction', { paymentId: 'p1' })
    await expect.poll(() => seenTypes(page)).toEqual(['ready', 'payment:requires_action'])
    await frame.evaluate(() => location.reload())
    await expect(dialogOf(page).getByRole('button')).toHaveAttribute('aria-disabled', 'false')
    await say(frame, 'requiresAction', { paymentId: 'p1' })
    await say(frame, 'succeeded', { paymentId: 'p1', status: 'succeeded' })
    await expect.poll(() => seenTypes(page)).toContain('payment:succeeded')
  })

  test('reaches a hand-written iframe that knows nothing of a handshake', async ({ page, sites }) => {
    const head = `<script>
      window.heard = []
      addEventListener('message', ({ origin, data }) => heard.push([origin, data]))
    </script>`
    await openShop(page, sites, { head, body: `<iframe src="${sites.host}/pay/p1?embed=1"></iframe>` })
    const frame = await frameOf(page, 'p1')
    await frame.waitForLoadState()
    await say(frame, 'failed', { paymentId: 'p1', status: 'failed' })
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { heard: unknown }).heard))
      .toEqual([[sites.host, { type: 'paylinq:payment:failed', payload: { paymentId: 'p1', status: 'failed' } }]])
  })

  test('is heard from the page alone: not from other windows, and not when it is garbage', async ({ page, sites }) => {
    await openShop(page, sites, { body: `<iframe src="${sites.host}/pay/other"></iframe>` })
    const frame = await openCheckout(page, sites, 'p1')
    const forged = { type: 'paylinq:payment:succeeded', payload: { paymentId: 'p1', status: 'succeeded' } }
    // From the shop's own window, from another frame of the host's origin, and from the page itself past the port.
    await page.evaluate((forged) => postMessage(forged, '*'), forged)
    for (const sender of [await frameOf(page, 'other'), frame]) {
      await sender.evaluate((forged) => parent.postMessage(forged, '*'), forged)
      await sender.evaluate(() => parent.postMessage({ type: 'paylinq:close' }, '*'))
    }
    await leave(frame)
    await expect(dialogOf(page)).toHaveCount(0)
    expect(await seenTypes(page)).toEqual(['ready', 'close'])

    await inject(page, sites, 'garbage')
    const page2 = await frameOf(page, 'garbage')
    await expect.poll(() => page2.evaluate(() => 'port' in window)).toBe(true)
    await page2.evaluate(() => {
      const { port } = window as unknown as { port: MessagePort }
      const cyclic: Record<string, unknown> = { type: 'paylinq:resize' }
      cyclic.payload = cyclic
      const kinds = [
        null,
        'paylinq:close',
        cyclic,
        { type: 'toString', payload: {} },
        { type: ['paylinq:close'], payload: {} },
        { type: 'paylinq:busy', payload: { busy: 'yes' } },
        { type: 'paylinq:ready', payload: { height: '1' } },
        { type: 'paylinq:payment:succeeded', payload: { paymentId: 1 } },
        new Map([['type', 'paylinq:close']]),
        new ArrayBuffer(8),
      ]
      for (let index = 0; index < 1_000; index++) port.postMessage(kinds[index % kinds.length])
      // Delivered in order: once this has arrived, the rest has.
      port.postMessage({ type: 'paylinq:close' })
    })
    await expect(dialogOf(page)).toHaveCount(0)
    expect(await seenTypes(page)).toEqual(['ready', 'close', 'close'])
  })
})
