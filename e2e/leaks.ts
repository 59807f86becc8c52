import { expect, type Page } from '@playwright/test'

/** What a page has set up and not ended, counted from before its first script on. */

/** What the count is under, on the page's window. */
export interface Counting {
  left(): Record<string, number>
  /** Timers, observers and ports. */
  inUse(): number[]
}

/** Before the page is opened. */
export const countLeaks = (page: Page) =>
  page.addInitScript(() => {
    const listeners = new Map<EventTarget, number>()
    const counted = (change: number, real: (...values: never[]) => unknown) =>
      function (this: EventTarget | undefined, ...values: never[]) {
        const target = this ?? window
        listeners.set(target, (listeners.get(target) ?? 0) + change)
        return real.apply(this, values)
      }
    const { prototype } = EventTarget
    prototype.addEventListener = counted(1, prototype.addEventListener as never) as never
    prototype.removeEventListener = counted(-1, prototype.removeEventListener as never) as never

    const timers = new Set<number>()
    const { setTimeout: realSet, clearTimeout: realClear } = window
    const setCounted = (callback: (...values: unknown[]) => void, delay?: number, ...values: unknown[]) => {
      const run = () => {
        timers.delete(id)
        callback(...values)
      }
      const id = realSet(run, delay)
      timers.add(id)
      return id
    }
    const clearCounted = (id: number) => {
      timers.delete(id)
      realClear(id)
    }
    Object.assign(window, { setTimeout: setCounted, clearTimeout: clearCounted })

    const observers = new Set<object>()
    for (const name of ['MutationObserver', 'ResizeObserver', 'IntersectionObserver'] as const) {
      const { observe, disconnect } = window[name].prototype
      window[name].prototype.observe = function (this: object, ...values: unknown[]) {
        observers.add(this)
        return observe.apply(this as never, values as never)
      }
      window[name].prototype.disconnect = function (this: object) {
        observers.delete(this)
        return disconnect.apply(this as never)
      }
    }

    const ports = new Set<MessagePort>()
    const { close } = MessagePort.prototype
    MessagePort.prototype.close = function () {
      ports.delete(this)
      close.apply(this)
    }
    window.MessageChannel = class extends MessageChannel {
      constructor() {
        super()
        ports.add(this.port1)
      }
    }

    const isThere = (target: EventTarget) => !(target instanceof Node) || target.isConnected
    const left = () => ({
      nodes: document.querySelectorAll('*').length,
      listeners: [...listeners].filter(([target]) => isThere(target)).reduce((sum, [, count]) => sum + count, 0),
      timers: timers.size,
      observers: observers.size,
      ports: ports.size,
      sheets: document.adoptedStyleSheets.length,
      history: history.length,
    })
    Object.assign(window, { left, inUse: () => [timers, observers, ports].map((set) => set.size) })
  })

/** What is there now. */
export const left = (page: Page) => page.evaluate(() => (window as unknown as Counting).left())

/**
 * Adds and removes a hundred containers, each when it is ready: they leave nothing, and while one is open no timer runs.
 * @param attribute makes an element a container
 */
export async function expectContainersLeaveNothing(page: Page, attribute: string, readyEvent: string): Promise<void> {
  const mount = (count: number) =>
    page.evaluate(
      async ([attribute, readyEvent, count]) => {
        const { inUse } = window as unknown as Counting
        const used: number[][] = []
        for (let index = 0; index < count; index++) {
          const box = document.createElement('div')
          box.setAttribute(attribute, `m${index}`)
          const ready = new Promise((resolve) => box.addEventListener(readyEvent, resolve, { once: true }))
          const idle = inUse()
          document.querySelector('#buy')!.after(box)
          await ready
          used.push(inUse().map((count, index) => count - idle[index]!))
          box.remove()
          // What was taken out may have been moved only: that is seen once the script that did it is through.
          await Promise.resolve()
        }
        return used
      },
      [attribute, readyEvent, count] as const,
    )
  // The first leaves what is there once for all.
  await mount(1)
  const before = await left(page)
  expect(await mount(100)).toEqual(Array(100).fill([0, 1, 1]))
  expect(await left(page)).toEqual(before)
  expect(before).toMatchObject({ timers: 0, ports: 0, sheets: 0 })
  expect(page.frames()).toHaveLength(1)
}
