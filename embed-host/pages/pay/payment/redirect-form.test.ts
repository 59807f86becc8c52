import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openRedirectForm } from './redirect-form.ts'

const STARTED = { handover: 'https://pay.example/order/1', returnUrl: 'https://host.example/pay/1?returned=att_1' }

/** A browser's page and the windows that it opens, with the payer at both. */
function browser({ framed = true, blocksWindows = false, refusesTop = false } = {}) {
  const events = new EventTarget()
  const went: string[] = []
  const focus = { here: true }
  const makeWindow = () => ({
    closed: false,
    at: '',
    focus: vi.fn(),
    close() {
      this.closed = true
    },
    location: {
      replace(address: string) {
        windows.find(({ location }) => location === this)!.at = address
      },
    },
    document: { title: '', documentElement: { style: {} }, body: { textContent: '', style: {} } },
  })
  const windows: ReturnType<typeof makeWindow>[] = []
  const names: string[] = []
  /** Under one name there is one window, as in a browser. */
  const open = vi.fn((_address: string, name: string) => {
    if (blocksWindows) return null
    if (!names.includes(name)) windows.push(names.push(name) === 1 ? opened : makeWindow())
    return windows[names.indexOf(name)]!
  })
  const opened = makeWindow()
  const top = {
    location: {
      set href(address: string) {
        if (refusesTop) throw new DOMException('not allowed', 'SecurityError')
        went.push(address)
      },
    },
  }
  const page = Object.assign(events, {
    open,
    top,
    screenX: 0,
    screenY: 0,
    outerWidth: 1_280,
    outerHeight: 800,
    document: { hasFocus: () => focus.here },
  })
  Object.assign(page, { parent: framed ? top : page })
  const form = openRedirectForm(
    { kind: 'redirect', provider: 'paypal' },
    { page: page as unknown as Window, connecting: 'Connecting to PayPal' },
  )
  const showAgain = (persisted: boolean) => page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }))
  return { form, page, open, opened, windows, went, focus, showAgain, away: form.elsewhere!.away }
}

/** Resolves to whether the try at the provider has ended. */
async function ended(confirm: Promise<unknown>): Promise<boolean> {
  const pending = Symbol()
  await vi.advanceTimersByTimeAsync(0)
  return (await Promise.race([confirm, Promise.resolve(pending)])) !== pending
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('from a frame', () => {
  it('a window opens at the press, empty, and goes on when the address is known', async () => {
    const { form, open, opened, away } = browser()
    form.press?.()
    expect(open).toHaveBeenCalledOnce()
    expect(opened.document.body.textContent).toContain('Connecting to PayPal')
    expect(opened.at).toBe('')
    expect(away.value).toEqual({ at: 'window', lost: false })
    void form.confirm(STARTED)
    expect(opened.at).toBe(STARTED.handover)
  })

  it('the try ends when the payer closes the window', async () => {
    const { form, opened, away } = browser()
    form.press?.()
    const confirm = form.confirm(STARTED)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await ended(confirm)).toBe(false)
    opened.closed = true
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await ended(confirm)).toBe(true)
    expect(away.value).toBeNull()
  })

  it('the try ends when the window was closed before the address was known', async () => {
    const { form, opened } = browser()
    form.press?.()
    opened.closed = true
    const confirm = form.confirm(STARTED)
    expect(opened.at).toBe('')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await ended(confirm)).toBe(true)
  })

  it('a window that cut itself off is not taken for closed while the payer is in it', async () => {
    const { form, opened, focus, away } = browser()
    form.press?.()
    const confirm = form.confirm(STARTED)
    focus.here = false
    opened.closed = true
    await vi.advanceTimersByTimeAsync(10_000)
    expect(away.value).toEqual({ at: 'window', lost: true })
    focus.here = true
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await ended(confirm)).toBe(false)
  })

  it('the payer can bring the window back, or give it up', async () => {
    const { form, opened, away } = browser()
    form.press?.()
    const confirm = form.confirm(STARTED)
    form.elsewhere!.show()
    expect(opened.focus).toHaveBeenCalled()
    form.elsewhere!.giveUp()
    expect(opened.closed).toBe(true)
    expect(away.value).toBeNull()
    expect(await ended(confirm)).toBe(true)
  })

  it('a window that is coming back is left to close itself, and closed where it stays', async () => {
    const { form, opened, away } = browser()
    form.press?.()
    const confirm = form.confirm(STARTED)
    form.release?.()
    expect(await ended(confirm)).toBe(true)
    expect(away.value).toBeNull()
    expect(opened.closed).toBe(false)
    await vi.runAllTimersAsync()
    expect(opened.closed).toBe(true)
  })

  it('the next try has a window of its own, which is not closed for the earlier one', async () => {
    const { form, windows } = browser()
    form.press?.()
    void form.confirm(STARTED)
    form.release?.()
    form.press?.()
    void form.confirm(STARTED)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(windows.map(({ closed, at }) => ({ closed, at }))).toEqual([
      { closed: true, at: STARTED.handover },
      { closed: false, at: STARTED.handover },
    ])
  })

  it('a window that nothing more is expected of goes with the page that opened it', () => {
    const { form, opened, page } = browser()
    form.press?.()
    void form.confirm(STARTED)
    form.release?.()
    expect(opened.closed).toBe(false)
    page.dispatchEvent(new Event('pagehide'))
    expect(opened.closed).toBe(true)
  })

  it('a window that went nowhere is closed at once', () => {
    const { form, opened } = browser()
    form.press?.()
    form.release?.()
    expect(opened.closed).toBe(true)
  })

  it('the page around it goes to the provider where windows are blocked', async () => {
    const { form, went, away } = browser({ blocksWindows: true })
    form.press?.()
    expect(away.value).toBeNull()
    void form.confirm(STARTED)
    expect(went).toEqual([STARTED.handover])
    expect(away.value).toEqual({ at: 'leaving', address: STARTED.handover })
  })

  it('a link is left to press where the browser does not let a script go there', async () => {
    const { form, went, away } = browser({ blocksWindows: true, refusesTop: true })
    form.press?.()
    const confirm = form.confirm(STARTED)
    expect(went).toEqual([])
    expect(away.value).toEqual({ at: 'leaving', address: STARTED.handover })
    expect(await ended(confirm)).toBe(false)
  })
})

describe('from a hosted page', () => {
  it('the same tab goes to the provider, without a window', () => {
    const { form, open, went } = browser({ framed: false })
    form.press?.()
    void form.confirm(STARTED)
    expect(open).not.toHaveBeenCalled()
    expect(went).toEqual([STARTED.handover])
  })

  it('the try ends when the Back button brings the page out of the cache', async () => {
    const { form, showAgain, away } = browser({ framed: false })
    const confirm = form.confirm(STARTED)
    showAgain(false)
    expect(await ended(confirm)).toBe(false)
    showAgain(true)
    expect(await ended(confirm)).toBe(true)
    expect(away.value).toBeNull()
  })
})

it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'no address'])(
  'goes nowhere at all for %s',
  async (handover) => {
    const { form, opened, went } = browser()
    form.press?.()
    await expect(form.confirm({ ...STARTED, handover })).rejects.toThrow()
    expect([opened.at, ...went]).toEqual([''])
  },
)
