import type { Logger } from 'pino'
import type { RequestLogRow } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

export interface RequestLog {
  record(entry: RequestLogRow): void
  /** Writes what is waiting. */
  flush(): Promise<void>
  stop(): Promise<void>
}

const WRITTEN_EVERY = 200
const MOST_AT_ONCE = 100

/**
 * Requests are logged a moment after they were answered, many in one statement. A crash can lose that moment: the
 * log is for people who look for their request, no money hangs on it.
 */
export function openRequestLog(store: Store, logger: Logger): RequestLog {
  let waiting: RequestLogRow[] = []
  let timer: NodeJS.Timeout | null = null
  let writing = Promise.resolve()

  async function write() {
    const entries = waiting
    waiting = []
    try {
      for (let from = 0; from < entries.length; from += MOST_AT_ONCE) {
        await store.db
          .insertInto('request_logs')
          .values(entries.slice(from, from + MOST_AT_ONCE))
          .execute()
      }
    } catch (error) {
      logger.error({ err: error, lost: entries.length }, 'request log not written')
    }
  }

  function flush() {
    if (timer) clearTimeout(timer)
    timer = null
    writing = writing.then(write)
    return writing
  }

  return {
    record(entry) {
      waiting.push(entry)
      timer ??= setTimeout(flush, WRITTEN_EVERY)
    },
    flush,
    stop: flush,
  }
}
