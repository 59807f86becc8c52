import { expect, type Frame } from '@playwright/test'
import { frameOf, inlineOf, openCheckout, openShop, say, seen } from './widget-shop.ts'
import { test } from './widget-sites.ts'

/**
 * Ten thousand messages at the shop's window and at the hosted page's, from windows that have no business there: garbage,
 * real messages that were recorded, and these with something changed. Nothing of it may be heard.
 */
const COUNT = 10_000
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))

interface Recording {
  /** What was posted to the window. */
  window: unknown[]
  /** What this window sent over a port. */
  port: unknown[]
}

/** Posts `count` messages made from `seed` and `recorded` to the window at `path`: "parent", "parent.frames.0", "opener". */
const storm = (from: Pick<Frame, 'evaluate'>, path: string, count: number, seed: number, recorded: unknown[]) =>
  from.evaluate(
    ([path, count, seed, recorded]) => {
      const target = path
        .split('.')
        .reduce((at: unknown, name) => (at as Record<string, unknown>)[name], window) as Window
      let state = seed
      // Mulberry32: small, and the same everywhere.
      const below = (limit: number) => {
        state = (state + 0x6d2b79f5) | 0
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
        return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
      }
      const pick = <Value>(values: Value[]) => values[below(values.length)]!
      const cyclic: Record<string, unknown> = { type: 'paylinq:state', ready: true }
      Object.assign(cyclic, { payload: cyclic, detail: [cyclic] })
      const odd = () =>
        pick<() => unknown>([
          () => null,
          () => undefined,
          () => below(2 ** 31) - 2 ** 30,
          () => Number.NaN,
          () => 10n ** 30n,
          () => '',
          () => String.fromCharCode(below(0xffff)).repeat(below(50)),
          () => 'paylinq:close',
          () => JSON.stringify(pick(recorded)),
          () => [pick(recorded)],
          () => cyclic,
          () => new Map([['type', 'paylinq:close']]),
          () => new Date(Number.NaN),
          () => new Error('paylinq:error'),
          () => new ArrayBuffer(8),
          () => ({ toString: 'x', valueOf: null, type: { toString: 1 } }),
        ])()
      const changed = () => {
        const copy = structuredClone(pick(recorded)) as Record<string, unknown>
        const inner = below(2) ? copy : ((copy.payload ?? copy) as Record<string, unknown>)
        inner[pick([...Object.keys(inner), 'type', '__proto__x', 'origin'])] = odd()
        return copy
      }
      let sent = 0
      for (let index = 0; index < count; index++) {
        const data = pick([odd, () => pick(recorded), changed])()
        // What asks for a connection brings a port.
        target.postMessage(data, '*', below(2) ? [new MessageChannel().port2] : [])
        sent++
      }
      return sent
    },
    [path, count, seed, recorded] as const,
  )

test('hears nobody but each other, whatever is posted', async ({ page, context, sites }) => {
  test.slow()
  console.log(`    SEED=${SEED}`)
  const errors: string[] = []
  context.on('console', (message) => ['error', 'warning'].includes(message.type()) && errors.push(message.text()))
  context.on('weberror', (error) => errors.push(String(error.error())))
  await context.addInitScript(() => {
    const recording: Recording = { window: [], port: [] }
    Object.assign(window, { recording })
    addEventListener('message', ({ data }) => recording.window.push(data))
    const { postMessage } = MessagePort.prototype
    MessagePort.prototype.postMessage = function (data: unknown) {
      recording.port.push(data)
      postMessage.call(this, data)
    }
  })
  // Origins that read like the host's: browsers look up every name below localhost here, and the rest is answered for.
  const lookalikes = [
    sites.host.replace('localhost', 'www.localhost'),
    sites.host.replace('localhost', 'localhost.localhost'),
    'https://localhost.evil.example',
    'http://localhos',
  ]
  await context.route(/\/stranger$/, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>Stranger</title>' }),
  )

  const strangers = [...lookalikes, sites.shop].map((origin) => `<iframe src="${origin}/stranger"></iframe>`)
  // The widget's own frame is in a shadow tree, where no other window finds it, so there is one that any can reach.
  const reachable = `<iframe src="${sites.host}/pay/reachable"></iframe>`
  await openShop(page, sites, { body: `<div id="target"></div>${reachable}${strangers.join('')}` })
  const bare = await frameOf(page, 'reachable')
  await bare.waitForLoadState()
  const frame = await openCheckout(page, sites, 'p1', { target: '#target', theme: 'dark' })
  // Another page of the host's, and so of the very same origin, that is not this checkout's.
  const sibling = await page.evaluateHandle((src) => {
    const iframe = document.createElement('iframe')
    iframe.src = src
    document.body.append(iframe)
    return iframe
  }, `${sites.host}/pay/silent`)
  const twin = (await sibling.contentFrame())!
  await twin.waitForLoadState()

  // What is real, to be replayed: each kind of message that there is.
  await page.evaluate(() => document.querySelector('script[data-payment-id]')!.setAttribute('data-theme', 'light'))
  await say(frame, 'busy', true)
  await say(frame, 'busy', false)
  await say(frame, 'failed', { paymentId: 'p1', status: 'failed' })
  await say(frame, 'open')
  await expect.poll(() => seen(page)).toHaveLength(2)
  const recordingOf = (from: Pick<Frame, 'evaluate'>) =>
    from.evaluate(() => (window as unknown as { recording: Recording }).recording)
  const [ofShop, ofPage] = [await recordingOf(page), await recordingOf(frame)]
  const succeeded = { type: 'paylinq:payment:succeeded', payload: { paymentId: 'p1', status: 'succeeded' } }
  const recorded = [
    ...ofShop.window,
    ...ofShop.port,
    ...ofPage.window,
    ...ofPage.port,
    succeeded,
    { type: 'paylinq:close' },
  ]
  const types = new Set(recorded.map((message) => (message as { type: string }).type))
  expect([...types].sort()).toEqual([
    'paylinq:close',
    'paylinq:connect',
    'paylinq:payment:failed',
    'paylinq:payment:succeeded',
    'paylinq:state',
    'paylinq:theme',
  ])

  const popups = await Promise.all(
    [lookalikes[0]!, sites.host].map(async (origin) => {
      const opened = context.waitForEvent('page')
      await page.evaluate((url) => void open(url), `${origin}/stranger`)
      const popup = await opened
      await popup.waitForLoadState()
      return popup
    }),
  )

  const before = { events: await seen(page), themes: await themesOf(frame), height: await inlineOf(page).boundingBox() }
  const countOf = (from: Pick<Frame, 'evaluate'>) =>
    from.evaluate(() => (window as unknown as { recording: Recording }).recording.window.length)
  const received = async () => [(await countOf(page)) - ofShop.window.length, await countOf(bare)]
  const strange = page.frames().filter((candidate) => candidate.url().endsWith('/stranger'))
  expect(strange.map((candidate) => new URL(candidate.url()).origin)).toEqual([...lookalikes, sites.shop])
  expect(await page.evaluate(() => frames.length)).toBe(page.frames().length - 2)

  const senders = [...strange, twin, ...popups]
  const share = Math.ceil(COUNT / (senders.length + 1))
  let atShop = 0
  let atPage = 0
  for (const [turn, sender] of senders.entries()) {
    const at = popups.includes(sender as never) ? 'opener' : 'parent'
    atShop += await storm(sender, at, share, SEED + turn, recorded)
    atPage += await storm(sender, `${at}.frames.0`, share, SEED - turn, recorded)
  }
  // The shop's own scripts, and the page's past its port.
  atShop += await storm(page, 'window', share, SEED, recorded)
  atShop += await storm(frame, 'parent', share, SEED, recorded)
  atPage += await storm(bare, 'window', share, SEED, recorded)
  expect(atShop).toBeGreaterThanOrEqual(COUNT)
  expect(atPage).toBeGreaterThanOrEqual(COUNT)
  await expect.poll(received, { timeout: 60_000 }).toEqual([atShop, atPage])

  expect(await seen(page)).toEqual(before.events)
  expect(await themesOf(frame)).toEqual(before.themes)
  expect(await themesOf(bare)).toEqual([])
  expect((await recordingOf(bare)).port).toEqual([])
  expect(await inlineOf(page).boundingBox()).toEqual(before.height)
  expect(errors).toEqual([])
  // And they still hear each other.
  await say(frame, 'failed', { paymentId: 'p1', status: 'failed' })
  await expect.poll(async () => (await seen(page)).length).toBe(before.events.length + 1)
  await page.evaluate(() => document.querySelector('script[data-payment-id]')!.setAttribute('data-theme', 'dark'))
  await expect.poll(async () => (await themesOf(frame)).length).toBe(before.themes.length + 1)
})

/** Each theme that the hosted page was told, in order. */
const themesOf = (frame: Frame) => frame.evaluate(() => (window as unknown as { themes: string[] }).themes)
