import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PageMessage, Theme } from '../../widget/messages.ts'
import { connectToParent, keepMessages, originAllowed } from './parent.ts'

const SHOP = 'https://shop.example'
const succeeded = { paymentId: 'p', status: 'succeeded' }
const succeededMessage = { type: 'paylinq:payment:succeeded', payload: succeeded }

/** A page of which only what the protocol touches is there. */
function fakePage({ ancestors, referrer = '' }: { ancestors?: string[]; referrer?: string } = {}) {
  const posted: { message: unknown; target: string }[] = []
  const parent = { postMessage: (message: unknown, target: string) => posted.push({ message, target }) }
  const events = new EventTarget()
  const observers = new Set<() => void>()
  let height = 300
  const page = {
    parent,
    document: { referrer, documentElement: { getBoundingClientRect: () => ({ height }) } },
    location: { ancestorOrigins: ancestors },
    ResizeObserver: class {
      #callback: () => void
      constructor(callback: () => void) {
        this.#callback = callback
      }
      observe() {
        observers.add(this.#callback)
      }
      disconnect() {
        observers.delete(this.#callback)
      }
    },
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
  } as unknown as Window & typeof globalThis
  return {
    page,
    posted,
    parent,
    observers,
    resizeTo(to: number) {
      height = to
      for (const callback of observers) callback()
    },
    receive(message: { source: unknown; origin: string; data: unknown; ports?: unknown[] }) {
      events.dispatchEvent(Object.assign(new Event('message'), { ports: [], ...message }))
    },
  }
}

/** A port that delivers at once, so that what did not arrive was not sent. */
function fakePort() {
  const received: PageMessage[] = []
  const port = {
    isClosed: false,
    onmessage: null as ((event: { data: unknown }) => void) | null,
    postMessage: (message: PageMessage) => received.push(structuredClone(message)),
    close() {
      port.isClosed = true
    },
  }
  return { port, received }
}

function connected(allowedOrigins = [SHOP], onTheme?: (theme: Theme) => void) {
  const fake = fakePage({ ancestors: [SHOP] })
  const link = connectToParent({ allowedOrigins, ...(onTheme && { onTheme }) }, fake.page)
  const connect = (change: { source?: unknown; origin?: string; data?: unknown; ports?: unknown[] } = {}) => {
    const { port, received } = fakePort()
    const data = { type: 'paylinq:connect', version: 1, theme: 'dark' }
    fake.receive({ source: fake.parent, origin: SHOP, data, ports: [port], ...change })
    return { port, received }
  }
  return { ...fake, link, connect }
}

beforeEach(() => vi.spyOn(console, 'warn').mockImplementation(() => {}))
afterEach(() => vi.restoreAllMocks())

describe('the handshake', () => {
  it('answers a connect of the allowed parent with all of its state', () => {
    const { link, connect, resizeTo } = connected()
    link.busy(true)
    link.succeeded(succeeded)
    resizeTo(412.2)
    expect(connect().received).toEqual([
      {
        type: 'paylinq:state',
        ready: true,
        error: '',
        height: 413,
        busy: 'Your payment is in progress.',
        payment: 'succeeded',
        detail: succeeded,
        title: 'Checkout',
        close: 'Close',
      },
    ])
  })

  it('answers why there is nothing to pay on the page', () => {
    const fake = fakePage({ ancestors: [SHOP] })
    connectToParent({ allowedOrigins: ['*'], error: 'not_found' }, fake.page)
    const { port, received } = fakePort()
    const data = { type: 'paylinq:connect', version: 1 }
    fake.receive({ source: fake.parent, origin: SHOP, data, ports: [port] })
    expect(received).toEqual([expect.objectContaining({ ready: true, error: 'not_found', payment: '' })])
  })

  it.each([
    ['another window', { source: {} }],
    ['an origin that is not allowed', { origin: 'https://evil.example' }],
    ['an origin that begins like an allowed one', { origin: `${SHOP}.evil.example` }],
    ['a message that is no connect', { data: { type: 'paylinq:hello', version: 1 } }],
    ['null', { data: null }],
    ['a connect without a port', { ports: [] }],
  ])('does not answer %s', (_what, change) => {
    const { link, connect } = connected()
    const { received } = connect(change)
    link.succeeded(succeeded)
    expect(received).toEqual([])
  })

  it('tells whom it refuses, so that the merchant sees what to allow', () => {
    connected().connect({ origin: 'https://other.example' })
    expect(console.warn).toHaveBeenCalledWith(expect.stringContaining('https://other.example'))
  })

  it('speaks to the port that came last', () => {
    const { link, connect } = connected()
    const first = connect()
    const second = connect()
    link.close()
    expect(first.port.isClosed).toBe(true)
    expect(first.received.map(({ type }) => type)).toEqual(['paylinq:state'])
    expect(second.received.map(({ type }) => type)).toEqual(['paylinq:state', 'paylinq:close'])
  })

  it('answers what was posted before the page could, with how the payment stands by then, and once', async () => {
    const { page, parent, receive } = fakePage({ ancestors: [SHOP] })
    const earlier = keepMessages(page)
    const { port, received } = fakePort()
    const connect = { origin: SHOP, data: { type: 'paylinq:connect', version: 1 } }
    receive({ ...connect, source: {}, ports: [fakePort().port] })
    receive({ ...connect, source: parent, ports: [port] })
    const link = connectToParent({ allowedOrigins: [SHOP], earlier }, page)
    link.succeeded(succeeded)
    await Promise.resolve()
    expect(received).toEqual([expect.objectContaining({ ready: true, payment: 'succeeded' })])
    receive({ ...connect, source: parent, ports: [fakePort().port] })
    expect(received).toHaveLength(1)
    expect(port.isClosed).toBe(true)
  })

  it('takes themes from the connect and from the port, and ignores garbage there', () => {
    const themes: Theme[] = []
    const { port } = connected([SHOP], (theme) => themes.push(theme)).connect()
    for (const data of [null, 7, { type: 'paylinq:theme', theme: 'pink' }, { type: 'paylinq:theme', theme: 'light' }]) {
      port.onmessage?.({ data })
    }
    expect(themes).toEqual(['dark', 'system', 'light'])
  })
})

describe('what goes over the port', () => {
  it('is a new height when there is one', () => {
    const { connect, resizeTo } = connected()
    const { received } = connect()
    resizeTo(300)
    resizeTo(640.4)
    resizeTo(641)
    resizeTo(200)
    expect(received.slice(1)).toEqual([
      { type: 'paylinq:state', height: 641 },
      { type: 'paylinq:state', height: 200 },
    ])
  })

  it('is each change of busy', () => {
    const { link, connect } = connected()
    const { received } = connect()
    link.busy(false)
    link.busy(true)
    link.busy(true)
    link.busy(false)
    expect(received.slice(1)).toEqual([
      { type: 'paylinq:state', busy: 'Your payment is in progress.' },
      { type: 'paylinq:state', busy: '' },
    ])
  })
})

describe('the documented messages', () => {
  it('are posted to the parent window at its exact origin, and the port is told what they change', () => {
    const { link, connect, posted } = connected()
    const { received } = connect()
    const acting = { paymentId: 'p' }
    const failed = { paymentId: 'p', status: 'failed' }
    link.requiresAction(acting)
    link.failed(failed)
    link.open()
    link.open()
    expect(received.slice(1)).toEqual([
      { type: 'paylinq:state', payment: 'requires_action', detail: acting },
      { type: 'paylinq:state', payment: 'failed', detail: failed },
      { type: 'paylinq:state', payment: '', detail: {} },
    ])
    expect(posted).toEqual([
      { message: { type: 'paylinq:payment:requires_action', payload: acting }, target: SHOP },
      { message: { type: 'paylinq:payment:failed', payload: failed }, target: SHOP },
    ])
  })

  it('are told once, whatever the status behind one becomes', () => {
    const { link, connect, posted } = connected()
    const { received } = connect()
    const paid = { paymentId: 'p', status: 'paid' }
    for (const status of ['paid', 'paid', 'overpaid']) link.succeeded({ paymentId: 'p', status })
    expect(posted).toEqual([{ message: { type: 'paylinq:payment:succeeded', payload: paid }, target: SHOP }])
    expect(received.slice(1)).toEqual([{ type: 'paylinq:state', payment: 'succeeded', detail: paid }])
  })

  it('are told again when the payment was open in between, or stood otherwise', () => {
    const { link, posted } = connected()
    const failed = { paymentId: 'p', status: 'failed' }
    link.failed(failed)
    link.open()
    link.failed(failed)
    link.requiresAction({ paymentId: 'p' })
    link.failed(failed)
    expect(posted.map(({ message }) => (message as { type: string }).type.split(':').at(-1))).toEqual([
      'failed',
      'failed',
      'requires_action',
      'failed',
    ])
  })

  it('need no handshake where the referrer tells the parent', () => {
    const { page, posted } = fakePage({ referrer: `${SHOP}/cart?id=7` })
    connectToParent({ allowedOrigins: [SHOP] }, page).succeeded(succeeded)
    expect(posted).toEqual([{ message: succeededMessage, target: SHOP }])
  })

  it.each([
    ['nothing tells the parent', {}],
    ['the parent is not allowed', { ancestors: ['https://evil.example'], referrer: SHOP }],
    ['the browser hides the parent', { ancestors: ['null'] }],
    ['the referrer is not allowed', { referrer: 'https://evil.example/' }],
  ])('are posted nowhere while %s', (_why, surroundings) => {
    const { page, posted } = fakePage(surroundings)
    connectToParent({ allowedOrigins: [SHOP] }, page).succeeded(succeeded)
    expect(posted).toEqual([])
  })

  it('are kept, in order, until a connect tells the parent', () => {
    const fake = fakePage()
    const link = connectToParent({ allowedOrigins: ['https://*.shop.example'] }, fake.page)
    link.requiresAction({ paymentId: 'p' })
    link.succeeded(succeeded)
    const origin = 'https://eu.shop.example'
    const data = { type: 'paylinq:connect', version: 1 }
    fake.receive({ source: fake.parent, origin, data, ports: [fakePort().port] })
    fake.receive({ source: fake.parent, origin, data, ports: [fakePort().port] })
    expect(fake.posted).toEqual([
      { message: { type: 'paylinq:payment:requires_action', payload: { paymentId: 'p' } }, target: origin },
      { message: succeededMessage, target: origin },
    ])
  })

  it('are posted anew when the referrer was not the parent, as after a bank’s page in the frame', () => {
    const fake = fakePage({ referrer: 'https://bank.example/' })
    const link = connectToParent({ allowedOrigins: ['*'] }, fake.page)
    link.succeeded(succeeded)
    const data = { type: 'paylinq:connect', version: 1 }
    fake.receive({ source: fake.parent, origin: SHOP, data, ports: [fakePort().port] })
    expect(fake.posted.map(({ target }) => target)).toEqual(['https://bank.example', SHOP])
  })
})

it('does nothing in a page that is not framed', () => {
  const { page, posted, observers } = fakePage({ ancestors: [SHOP] })
  Object.assign(page, { parent: page, postMessage: () => posted.push({ message: '', target: '' }) })
  const link = connectToParent({ allowedOrigins: ['*'] }, page)
  link.succeeded(succeeded)
  link.busy(true)
  link.close()
  link.stop()
  expect(posted).toEqual([])
  expect(observers.size).toBe(0)
})

it('tells and hears nothing once it is stopped', () => {
  const { link, connect, posted, observers } = connected()
  const before = connect()
  link.stop()
  link.succeeded(succeeded)
  expect(before.port.isClosed).toBe(true)
  expect(connect().received).toEqual([])
  expect(posted).toEqual([])
  expect(observers.size).toBe(0)
})

describe('originAllowed', () => {
  it.each([
    [SHOP, SHOP],
    ['https://shop.example:8443', 'https://shop.example:8443'],
    ['http://localhost:4242', 'http://localhost:4242'],
    ['http://[::1]:4242', 'http://[::1]:4242'],
    [SHOP, 'https://SHOP.example:443'],
    [SHOP, 'https://shop.example/'],
    ['https://xn--bcher-kva.example', 'https://bücher.example'],
    ['https://eu.shop.example', 'https://*.shop.example'],
    ['https://a.b.shop.example', 'https://*.shop.example'],
    ['https://eu.shop.example:8443', 'https://*.shop.example:8443'],
    ['https://eu.shop.example', 'https://*.Shop.Example:443'],
    ['https://anything.example', '*'],
  ])('lets %s pass for %s', (origin, entry) => {
    expect(originAllowed(origin, ['https://first.example', entry])).toBe(true)
  })

  it.each([
    // Look-alikes of an exact origin.
    ['http://localhost:4242.evil.example', 'http://localhost:4242'],
    ['https://shop.example.evil.example', SHOP],
    ['https://evilshop.example', SHOP],
    ['https://www.shop.example', SHOP],
    ['https://shop.example.', SHOP],
    ['https://shop.exampl', SHOP],
    ['http://shop.example', SHOP],
    ['https://shop.example:8443', SHOP],
    [SHOP, 'https://shop.example:8443'],
    ['https://bucher.example', 'https://bücher.example'],
    ['http://localhost:4242', 'http://127.0.0.1:4242'],
    // Around a wildcard.
    [SHOP, 'https://*.shop.example'],
    ['https://evilshop.example', 'https://*.shop.example'],
    ['https://shop.example.evil.example', 'https://*.shop.example'],
    ['http://eu.shop.example', 'https://*.shop.example'],
    ['https://eu.shop.example:8443', 'https://*.shop.example'],
    ['https://eu.shop.example', 'https://*.shop.example:8443'],
    // Not as a browser writes an origin.
    ['https://shop.example@evil.example', SHOP],
    ['https://user@shop.example', SHOP],
    ['https://shop.example/', SHOP],
    ['https://shop.example:443', SHOP],
    ['HTTPS://SHOP.EXAMPLE', SHOP],
    ['https://bücher.example', 'https://bücher.example'],
    ['shop.example', SHOP],
    ['', SHOP],
    ['null', 'null'],
    ['null', '*'],
    ['', '*'],
    ['file://', '*'],
    ['chrome-extension://abcdefgh', '*'],
    ['https://shop.example/', '*'],
    // Entries that nobody should have let into a list.
    [SHOP, ''],
    [SHOP, 'null'],
    [SHOP, 'shop.example'],
    [SHOP, 'https://*'],
    [SHOP, 'https://shop.example/cart'],
    [SHOP, 'https://user@shop.example'],
    [SHOP, 'https://shop.example?x'],
    ['https://eu.shop.example', 'https://e*.shop.example'],
  ])('does not let %j pass for %j', (origin, entry) => {
    expect(originAllowed(origin, [entry])).toBe(false)
  })

  it('lets nothing pass for an empty list', () => {
    expect(originAllowed(SHOP, [])).toBe(false)
  })
})

describe('news of a subscription', () => {
  const payload = { subscriptionId: 'cusub_1', packageId: 'subpkg_1', status: 'incomplete' }
  const created = { type: 'paylinkr:subscription:created', payload } as const
  const active = { type: 'paylinkr:subscription:active', payload: { ...payload, status: 'active' } } as const

  it('is posted to the parent and sent over the port, once', () => {
    const { link, connect, posted } = connected()
    const { received } = connect()
    for (const message of [created, created, active, active]) link.subscription(message)
    expect(posted).toEqual([
      { message: created, target: SHOP },
      { message: active, target: SHOP },
    ])
    expect(received.slice(1)).toEqual([created, active])
  })

  it('is sent again to a widget that connects again', () => {
    const { link, connect } = connected()
    connect()
    link.subscription(created)
    expect(connect().received.slice(1)).toEqual([created])
  })

  it('waits for a parent whose origin is not known yet, and is told to no other', () => {
    const { page, posted, parent, receive } = fakePage()
    const link = connectToParent({ allowedOrigins: [SHOP] }, page)
    link.subscription(created)
    const data = { type: 'paylinq:connect', version: 1 }
    receive({ source: parent, origin: 'https://evil.example', data, ports: [fakePort().port] })
    expect(posted).toEqual([])
    receive({ source: parent, origin: SHOP, data, ports: [fakePort().port] })
    expect(posted).toEqual([{ message: created, target: SHOP }])
  })
})
