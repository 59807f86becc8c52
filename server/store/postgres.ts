import { PostgresDialect } from 'kysely'
import pg from 'pg'

const INT8 = 20

/** `bigint` columns hold money and come back as bigint, as they do from SQLite. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? BigInt : pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
}

export function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 20, types })
  // A connection lost while idle is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => {})
  return pool
}

export const postgresDialect = (pool: pg.Pool) => new PostgresDialect({ pool })
