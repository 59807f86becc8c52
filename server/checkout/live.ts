import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Core } from '../core.ts'
import type { CheckoutView } from './views.ts'

/** Another node's changes are not heard: the store is looked at this often in any case. */
const LOOK_EVERY = { sqlite: 5_000, postgres: 1_000 }
const HEARTBEAT_EVERY = 15_000

/** The view now, and again each time it has changed, until the page goes away. */
export function streamView(c: Context, core: Core, read: () => Promise<CheckoutView | null>, first: CheckoutView) {
  return streamSSE(c, async (stream) => {
    const topic = first.kind === 'payment' ? (`payment:${first.id}` as const) : (`invoice:${first.publicId}` as const)
    let wake = () => {}
    const unsubscribe = core.changes.subscribe(topic, () => wake())
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
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, wait)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        view = stream.aborted ? null : await read()
      }
    } finally {
      unsubscribe()
    }
  })
}
