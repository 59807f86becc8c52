import type { Logger } from 'pino'
import { preparedInserts } from '../store/prepared.ts'
import type { RequestLogRow } from '../store/schema.ts'
import type { Store } from '../store/store.ts'

export interface RequestLog {
  record(entry: RequestLogRow): void
  /** Writes what is waiting: before the log is read. */
  flush(): Promise<void>
  stop(): Promise<void>
}

const insertEntries = preparedInserts('request_logs', [
  'request_id',
  'dialect',
  'owner_id',
  'mode',
  'method',
  'path',
  'status_code',
  'duration_ms',
  'idempotency_key',
  'api_key_id',
  'api_key_name',
  'created_at',
])

const WRITTEN_EVERY = 1_000
const MOST_AT_ONCE = 500

/**
 * Requests are logged a moment after they were answered, many in one transaction. A crash can lose that moment: the
 * log is for people who look for their request, no money hangs on it.
 */
export function openRequestLog(store: Store, logger: Logger): RequestLog {
  let waiting: RequestLogRow[] = []
  let timer: NodeJS.Timeout | null = null
  let writing = Promise.resolve()

  async function write() {
    const entries = waiting
    waiting = []
    for (let from = 0; from < entries.length; from += MOST_AT_ONCE) {
      const some = entries.slice(from, from + MOST_AT_ONCE)
      try {
        await store.transaction((tx) => insertEntries(tx, some))
      } catch (error) {
        logger.error({ err: error, lost: some.length }, 'request log not written')
      }
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
