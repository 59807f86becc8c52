import { PostgresDialect } from 'kysely'
import pg from 'pg'

const INT8 = 20

/** `bigint` columns hold money and come back as bigint, as they do from SQLite. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? BigInt : pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
}

/** Nothing here takes seconds: what does is stuck, and must not hold its locks or its caller for good. */
const STUCK_AFTER = 10_000

export function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: 20,
    types,
    connectionTimeoutMillis: STUCK_AFTER,
    statement_timeout: STUCK_AFTER,
    idle_in_transaction_session_timeout: STUCK_AFTER,
  })
  // A lost connection fails the query that uses it and is replaced; without listeners it would end the process. The
  // pool's own covers connections that are idle, the client's those in use.
  pool.on('error', () => {})
  pool.on('connect', (client) => void client.on('error', () => {}))
  return pool
}

export const postgresDialect = (pool: pg.Pool) => new PostgresDialect({ pool })
