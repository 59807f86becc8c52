import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { dialogOf, frameOf, inject, inlineOf, leave, openShop, say, seen, tag } from './widget-shop.ts'
import { RELEASED, type Sites, test } from './widget-sites.ts'

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

/** The last version's script as out of a cache, at this version's host. */
async function serveLast(page: Page, { host }: Sites): Promise<string> {
  await page.route('**/widget.js?last', (route) => route.fulfill(released('widget.js')))
  return `${host}/widget.js?last`
}

test('the last script, when its own parts are gone: a page is given eight seconds', async ({ page, sites }) => {
  const src = await serveLast(page, sites)
  const tagOf = (id: string) => `<script src="${src}" data-payment-id="${id}"></script>`
  await openShop(page, sites, { body: tagOf('p1') })
  await expect.poll(() => seen(page)).toEqual([['ready', { paymentId: 'p1' }]])

  await page.clock.install({ time: 0 })
  await openShop(page, sites)
  await page.clock.pauseAt(3_600_000)
  await page.evaluate((src) => {
    const script = Object.assign(document.createElement('script'), { src })
    script.dataset.paymentId = 'silent'
    document.body.append(script)
  }, src)
  await expect(page.locator('paylinq-checkout iframe')).toBeAttached()
  await page.clock.fastForward(7_900)
  expect(await seen(page)).toEqual([])
  await page.clock.fastForward(200)
  expect(await seen(page)).toEqual([['error', { paymentId: 'silent', code: 'timeout' }]])
})

/** Where the last version's script is: on a host of its own, or, as out of a cache, where this version's is too. */
const places: Record<string, (page: Page, sites: Sites) => Promise<{ src: string; base: string }>> = {
  'of two hosts': async (_, { host }) => ({ src: `${host}/released/widget.js`, base: `${host}/released` }),
  'of one host': async (page, sites) => {
    const shell = 'widget/shell-BDE1iD_l.js'
    await page.route(`${sites.host}/${shell}`, (route) => route.fulfill(released(shell)))
    return { src: await serveLast(page, sites), base: sites.host }
  },
}

const released = (file: string) => ({
  path: join(RELEASED, file),
  contentType: 'text/javascript',
  headers: { 'access-control-allow-origin': '*' },
})

test.describe('both versions in a page, each with a tag and a link: each opens one, once', () => {
  for (const [place, prepare] of Object.entries(places)) {
    for (const way of ['', 'async', 'type="module"']) {
      for (const order of ['the last first', 'this one first']) {
        test(`${place}, ${order}: ${way || 'sync'}`, async ({ page, sites }) => {
          const { src, base } = await prepare(page, sites)
          const last = `<script src="${src}" data-payment-id="last" data-mode="inline" ${way}></script>`
          const present = tag(sites, 'present', `data-mode="inline" ${way}`)
          const links = `<a id="pay" href="${sites.host}/pay/p1" data-paylinq-checkout>Pay</a>
            <a id="pay-last" href="${base}/pay/p2" data-paylinq-checkout>Pay</a>`
          const tags = order === 'the last first' ? last + present : present + last
          await openShop(page, sites, { body: links + tags })
          const ready = (paymentId: string) => ['ready', { paymentId }]
          const inOrder = async () => (await seen(page)).map((each) => JSON.stringify(each)).sort()
          const expected = (...all: unknown[]) => all.map((each) => JSON.stringify(each)).sort()
          await expect.poll(inOrder).toEqual(expected(ready('last'), ready('present')))
          await expect(inlineOf(page)).toHaveCount(2)

          let heard: unknown[] = [ready('last'), ready('present')]
          for (const [link, id] of [
            ['#pay', 'p1'],
            ['#pay-last', 'p2'],
          ] as const) {
            await page.locator(link).click()
            heard = [...heard, ready(id)]
            await expect.poll(inOrder).toEqual(expected(...heard))
            await expect(dialogOf(page)).toHaveCount(1)
            const frame = await frameOf(page, id)
            await say(frame, 'succeeded', { paymentId: id, status: 'succeeded' })
            await leave(frame)
            await expect(dialogOf(page)).toHaveCount(0)
            heard = [
              ...heard,
              ['payment:succeeded', { paymentId: id, status: 'succeeded' }],
              ['close', { paymentId: id }],
            ]
            await expect.poll(inOrder).toEqual(expected(...heard))
          }
          for (const id of ['last', 'present']) {
            await say(await frameOf(page, id), 'failed', { paymentId: id, status: 'failed' })
            heard = [...heard, ['payment:failed', { paymentId: id, status: 'failed' }]]
            await expect.poll(inOrder).toEqual(expected(...heard))
          }
          expect(page.frames()).toHaveLength(3)
        })
      }
    }
  }
})
