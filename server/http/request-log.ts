import type { Logger } from 'pino'
import type { Instant } from '../clock.ts'
import { redact } from '../logging/redaction.ts'
import { preparedInserts } from '../store/prepared.ts'
import type { RequestLogRow } from '../store/schema.ts'
import type { Store } from '../store/store.ts'
import type { Principal } from './principal.ts'

/** A request that was answered, as it was sent: nothing of it is fit to be kept yet. */
export interface AnsweredRequest {
  requestId: string
  principal: Principal
  method: string
  path: string
  idempotencyKey: string | null
  status: number
  durationMs: number
  at: Instant
}

export interface RequestLog {
  record(request: AnsweredRequest): void
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

/** Who asked for what, without what nobody should read here: keys, addresses and card numbers go astray. */
const entryOf = ({ requestId, principal, method, path, idempotencyKey, ...answered }: AnsweredRequest) => ({
  request_id: requestId,
  dialect: principal.dialect,
  owner_id: principal.ownerId,
  mode: principal.mode,
  method,
  // PostgreSQL keeps no NUL in text.
  path: redact(path).replaceAll('\0', '%00'),
  status_code: answered.status,
  duration_ms: answered.durationMs,
  idempotency_key: idempotencyKey === null ? null : redact(idempotencyKey).slice(0, MOST_OF_KEY),
  api_key_id: principal.keyId,
  api_key_name: principal.keyName,
  created_at: answered.at,
})

/** One that is longer is refused. */
const MOST_OF_KEY = 255

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
    record(request) {
      waiting.push(entryOf(request))
      timer ??= setTimeout(flush, WRITTEN_EVERY)
    },
    flush,
    stop: flush,
  }
}
