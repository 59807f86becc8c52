import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CheckoutView } from '../../../server/checkout/views.ts'
import { fail, succeed } from './answer.ts'
import type { CheckoutApi } from './checkout-api.ts'
import { invoiceView, paymentView } from './example-views.ts'
import { createLiveView, isFinal } from './live-view.ts'

/** The browser's EventSource, as far as the page uses it, with the test at the other end. */
class FakeEventSource extends EventTarget {
  static readonly OPEN = 1
  static readonly CLOSED = 2
  static opened: FakeEventSource[] = []
  readyState = 0
  readonly url: string
  constructor(url: string) {
    super()
    this.url = url
    FakeEventSource.opened.push(this)
  }
  close() {
    this.readyState = FakeEventSource.CLOSED
  }
  accept() {
    this.readyState = FakeEventSource.OPEN
    this.dispatchEvent(new Event('open'))
  }
  refuse() {
    this.close()
    this.dispatchEvent(new Event('error'))
  }
  send(view: CheckoutView) {
    this.dispatchEvent(new MessageEvent('view', { data: JSON.stringify(view) }))
  }
}

beforeEach(() => {
  FakeEventSource.opened = []
  const target = new EventTarget()
  vi.stubGlobal('EventSource', FakeEventSource)
  vi.stubGlobal('addEventListener', target.addEventListener.bind(target))
  vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target))
  vi.stubGlobal('dispatchEvent', target.dispatchEvent.bind(target))
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }))
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function following(first = paymentView()) {
  const read = vi.fn<CheckoutApi['view']>(async () => succeed(first))
  const api = { view: read, eventsUrl: (id: string) => `/events/${id}` } as Partial<CheckoutApi> as CheckoutApi
  const live = createLiveView(first, api)
  live.follow()
  return { live, read, streams: FakeEventSource.opened }
}

describe('a view', () => {
  it('follows the stream, and looks once for what changed before it was open', async () => {
    const { live, read, streams } = following()
    expect(streams.map(({ url }) => url)).toEqual([`/events/${paymentView().id}`])
    read.mockResolvedValue(succeed(paymentView({ status: 'processing' })))
    streams[0]!.accept()
    await vi.waitFor(() => expect(live.view.value.status).toBe('processing'))
    streams[0]!.send(paymentView({ status: 'requires_action' }))
    expect(live.view.value.status).toBe('requires_action')
    expect(read).toHaveBeenCalledOnce()
  })

  it('does not go back to an older answer that arrives late', async () => {
    const { live, read, streams } = following()
    const slow = Promise.withResolvers<Awaited<ReturnType<CheckoutApi['view']>>>()
    read.mockReturnValue(slow.promise)
    const refreshed = live.refresh()
    streams[0]!.send(paymentView({ status: 'processing' }))
    slow.resolve(succeed(paymentView({ status: 'pending' })))
    expect(await refreshed).toBe(true)
    expect(live.view.value.status).toBe('processing')
  })

  it('keeps the newer of two answers, in whatever order they arrive', async () => {
    const { live, read } = following()
    const slow = Promise.withResolvers<Awaited<ReturnType<CheckoutApi['view']>>>()
    read.mockReturnValueOnce(slow.promise)
    const first = live.refresh()
    read.mockResolvedValueOnce(succeed(paymentView({ status: 'succeeded' })))
    await live.refresh()
    slow.resolve(succeed(paymentView({ status: 'processing' })))
    await first
    expect(live.view.value.status).toBe('succeeded')
  })

  it('is polled while the stream is refused, which is tried again as the server answers', async () => {
    const { live, read, streams } = following()
    read.mockResolvedValueOnce(fail('unreachable'))
    streams[0]!.refuse()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(live.offline.value).toBe(true)
    expect(streams).toHaveLength(1)
    read.mockResolvedValue(succeed(paymentView({ status: 'processing' })))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(live.view.value.status).toBe('processing')
    expect(live.offline.value).toBe(false)
    expect(streams).toHaveLength(2)
    streams[1]!.accept()
    await vi.advanceTimersByTimeAsync(0)
    const reads = read.mock.calls.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(read).toHaveBeenCalledTimes(reads)
  })

  it('is looked at when the network comes back', async () => {
    const { live, read } = following()
    dispatchEvent(new Event('offline'))
    expect(live.offline.value).toBe(true)
    dispatchEvent(new Event('online'))
    await vi.waitFor(() => expect(live.offline.value).toBe(false))
    expect(read).toHaveBeenCalledOnce()
  })

  it('is followed to its end and no further', async () => {
    const { live, read, streams } = following()
    streams[0]!.send(paymentView({ status: 'succeeded' }))
    expect(streams[0]!.readyState).toBe(FakeEventSource.CLOSED)
    dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(read).not.toHaveBeenCalled()
    expect(live.view.value.status).toBe('succeeded')
  })

  it('that is final already is not followed at all', () => {
    expect(following(paymentView({ status: 'cancelled' })).streams).toEqual([])
  })
})

it('an invoice may receive money after it was paid or expired', () => {
  expect(isFinal(invoiceView({ status: 'paid' }))).toBe(false)
  expect(isFinal(invoiceView({ status: 'expired' }))).toBe(false)
  expect(isFinal(invoiceView({ status: 'cancelled' }))).toBe(true)
})
