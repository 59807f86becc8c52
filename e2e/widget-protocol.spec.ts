import { expect } from '@playwright/test'
import { dialogOf, frameOf, inject, leave, openCheckout, openShop, say, seen, seenTypes } from './widget-shop.ts'
import { test } from './widget-sites.ts'

test.describe('a page that does not answer', () => {
  for (const id of ['silent', 'blocked', 'lookalike']) {
    test(`is given 8 seconds, then there is a link to it: ${id}`, async ({ page, sites }) => {
      await page.clock.install({ time: 0 })
      await openShop(page, sites)
      await page.clock.pauseAt(3_600_000)
      await inject(page, sites, id)
      await expect(page.locator('paylinq-checkout section')).toBeVisible()
      await page.clock.fastForward(7_999)
      expect(await seen(page)).toEqual([])
      await page.clock.fastForward(1)
      await expect(dialogOf(page).getByRole('alert')).toHaveText(/^Checkout did not load/)
      await expect(dialogOf(page).getByRole('link')).toHaveAttribute('href', `${sites.host}/pay/${id}`)
      expect(await seen(page)).toEqual([['error', { paymentId: id, code: 'timeout' }]])
      await dialogOf(page).getByRole('button', { name: 'Close' }).click()
      await expect(dialogOf(page)).toHaveCount(0)
    })
  }

  test('has 8 seconds with the rest of the widget together', async ({ page, sites }) => {
    let load = () => {}
    const held = new Promise<void>((resolve) => {
      load = resolve
    })
    await page.clock.install({ time: 0 })
    await page.route('**/widget/shell*', async (route) => {
      await held
      await route.continue()
    })
    await openShop(page, sites)
    await page.clock.pauseAt(3_600_000)
    const asked = page.waitForRequest('**/widget/shell*')
    await inject(page, sites, 'silent')
    await asked
    await page.clock.fastForward(7_000)
    load()
    await expect(page.locator('paylinq-checkout section')).toBeVisible()
    await page.clock.fastForward(999)
    expect(await seen(page)).toEqual([])
    await page.clock.fastForward(1)
    await expect.poll(() => seen(page)).toEqual([['error', { paymentId: 'silent', code: 'timeout' }]])
  })

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

test('a page that says what is wrong is shown at once, and the shop is told', async ({ page, sites }) => {
  await openShop(page, sites)
  await inject(page, sites, 'garbage')
  const frame = await frameOf(page, 'garbage')
  await expect.poll(() => frame.evaluate(() => 'port' in window)).toBe(true)
  await frame.evaluate(() => {
    const { port } = window as unknown as { port: MessagePort }
    port.postMessage({ type: 'paylinq:state', ready: true, error: 'not_found', height: 300 })
  })
  await expect.poll(() => seen(page)).toEqual([['error', { paymentId: 'garbage', code: 'not_found' }]])
  await expect(dialogOf(page).locator('section')).toHaveCount(0)
  await expect(dialogOf(page).locator('iframe')).toBeVisible()
})

test('nobody but the host’s page is sent the port', async ({ page, sites }) => {
  await page.route(`${sites.shop}/stranger`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: '<script>heard = []; addEventListener("message", ({ data }) => heard.push(data))</script>',
    }),
  )
  await openShop(page, sites)
  const frame = await openCheckout(page, sites, 'p1', { theme: 'dark' })
  const arrived = page.waitForEvent('framenavigated')
  await frame.evaluate((url) => location.assign(url), `${sites.shop}/stranger`)
  await arrived
  await page.evaluate(() => document.querySelector('script[data-payment-id]')!.setAttribute('data-theme', 'light'))
  // Posted after whatever the widget posts as the frame has loaded, and so heard after it.
  await page.evaluate(() => {
    const { contentWindow } = document.querySelector('paylinq-checkout')!.shadowRoot!.querySelector('iframe')!
    contentWindow!.postMessage('the last', '*')
  })
  await expect.poll(() => frame.evaluate(() => (window as unknown as { heard: unknown[] }).heard)).toEqual(['the last'])
})

test('a frame that loads again follows the theme that was chosen in between', async ({ page, sites }) => {
  await openShop(page, sites)
  const frame = await openCheckout(page, sites, 'p1', { theme: 'light' })
  await page.evaluate(() => document.querySelector('script[data-payment-id]')!.setAttribute('data-theme', 'dark'))
  // While it loads there is none to ask.
  const themes = () => frame.evaluate(() => (window as unknown as { themes: string[] }).themes).catch(() => null)
  await expect.poll(themes).toEqual(['light', 'dark'])
  await frame.evaluate(() => location.reload())
  await expect.poll(themes).toEqual(['dark'])
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
    for (const status of ['succeeded', 'succeeded', 'refunded']) {
      await say(frame, 'succeeded', { paymentId: 'p1', status })
    }
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
    const frame = await openCheckout(page, sites, 'acting')
    const close = dialogOf(page).getByRole('button', { name: 'Close' })
    await say(frame, 'busy', true)
    await expect(close).toHaveAttribute('aria-disabled', 'true')
    await frame.evaluate(() => location.reload())
    // The page that was busy is gone, and the one in its place is connected.
    await expect(close).not.toHaveAttribute('aria-disabled', 'true')
    const failed = { paymentId: 'acting', status: 'failed' }
    await say(frame, 'failed', failed)
    await say(frame, 'open')
    await say(frame, 'failed', failed)
    await expect
      .poll(() => seen(page))
      .toEqual([
        ['ready', { paymentId: 'acting' }],
        ['payment:requires_action', { paymentId: 'acting' }],
        ['payment:failed', failed],
        ['payment:failed', failed],
      ])
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
      const cyclic: Record<string, unknown> = { type: 'paylinq:state' }
      cyclic.ready = cyclic
      const kinds = [
        null,
        'paylinq:close',
        cyclic,
        { type: 'toString', payload: {} },
        { type: ['paylinq:close'], payload: {} },
        { type: 'paylinq:state', busy: true },
        { type: 'paylinq:state', ready: 'yes', height: '1', title: {} },
        { type: 'paylinq:state', payment: ['succeeded'] },
        { type: 'paylinq:payment:succeeded', payload: { paymentId: 'garbage', status: 'succeeded' } },
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
