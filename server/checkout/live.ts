import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { Core } from '../core.ts'
import { Problem } from '../problem.ts'
import type { CheckoutView } from './views.ts'

/** Another node's changes are not heard: the store is looked at this often in any case. */
const LOOK_EVERY = { sqlite: 5_000, postgres: 1_000 }
const HEARTBEAT_EVERY = 15_000

/** Each is a connection that reads the store again and again: room for an office's payers, and no more. */
const STREAMS_PER_NETWORK = 200

/** Counts the streams that are open on this node. A page that is refused one polls instead. */
export function openStreams(most = STREAMS_PER_NETWORK) {
  const open = new Map<string, number>()
  return {
    /**
     * @returns to be called once, when the stream has ended.
     * @throws Problem `rate_limited`
     */
    enter(network: string): () => void {
      const others = open.get(network) ?? 0
      if (others >= most) {
        throw new Problem('rate_limited', 'rate_limited', `There are ${most} open streams already: close some.`)
      }
      open.set(network, others + 1)
      return () => {
        const left = open.get(network)! - 1
        if (left > 0) open.set(network, left)
        else open.delete(network)
      }
    },
  }
}

interface LiveView {
  read(): Promise<CheckoutView | null>
  first: CheckoutView
  /** Called when the stream has ended. */
  leave(): void
}

/** The view now, and again each time it has changed, until the page goes away. */
export function streamView(c: Context, core: Core, { read, first, leave }: LiveView) {
  // Proxies that collect what they pass on would keep it from the payer.
  c.header('X-Accel-Buffering', 'no')
  const onError = async (error: Error) => core.logger.error({ err: error, path: c.req.path }, 'event stream ended')
  const follow = async (stream: SSEStreamingApi) => {
    const topic = first.kind === 'payment' ? (`payment:${first.id}` as const) : (`invoice:${first.publicId}` as const)
    // A change that is announced while we read or write is not waited past.
    let changed = true
    let wake = () => {}
    const unsubscribe = core.changes.subscribe(topic, () => {
      changed = true
      wake()
    })
    stream.onAbort(() => wake())
    try {
      let sent = ''
      let quiet = 0
      let view: CheckoutView | null = first
      while (view && !stream.aborted) {
        const data = JSON.stringify(view)
        if (data !== sent) {
          await stream.writeSSE({ event: 'view', data })
          sent = data
          quiet = 0
        } else if (quiet >= HEARTBEAT_EVERY) {
          await stream.write(': still here\n\n')
          quiet = 0
        }
        const wait = LOOK_EVERY[core.store.engine]
        quiet += wait
        if (!changed) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, wait)
            wake = () => {
              clearTimeout(timer)
              resolve()
            }
          })
        }
        changed = false
        view = stream.aborted ? null : await read()
      }
    } finally {
      unsubscribe()
      leave()
    }
  }
  return streamSSE(c, follow, onError)
}
