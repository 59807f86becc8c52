import { DatabaseSync } from 'node:sqlite'

/**
 * What a stand-in remembers: documents by kind and id, in the order in which they were first put.
 * Kept in a file, so that a sandbox that is started again finds its accounts, intents and ledgers as they were.
 */
export interface Books {
  put(kind: string, id: string, document: unknown): void
  get<T>(kind: string, id: string): T | undefined
  /** Oldest first. `after` is the `position` of the last one already seen. */
  list<T>(kind: string, range?: { after?: number; limit?: number }): Entry<T>[]
  /** Newest first. `before` is the `position` of the last one already seen. */
  listBack<T>(kind: string, range?: { before?: number; limit?: number }): Entry<T>[]
  /** Where in the order a document stands. */
  position(kind: string, id: string): number | undefined
  /** Runs `change` whole or not at all. */
  together<T>(change: () => T): T
  close(): void
}

export interface Entry<T> {
  position: number
  id: string
  document: T
}

/** `file` may be `:memory:`. */
export function openBooks(file: string): Books {
  const db = new DatabaseSync(file)
  db.exec(`pragma journal_mode = wal; pragma synchronous = normal;
    create table if not exists documents (
      position integer primary key autoincrement, kind text not null, id text not null, document text not null,
      unique (kind, id))`)
  const put = db.prepare(
    'insert into documents (kind, id, document) values (?, ?, ?) on conflict (kind, id) do update set document = excluded.document',
  )
  const get = db.prepare('select document from documents where kind = ? and id = ?')
  const list = db.prepare(
    'select position, id, document from documents where kind = ? and position > ? order by position limit ?',
  )
  const listBack = db.prepare(
    'select position, id, document from documents where kind = ? and position < ? order by position desc limit ?',
  )
  const position = db.prepare('select position from documents where kind = ? and id = ?')
  const entry = <T>(row: Record<string, unknown>): Entry<T> => ({
    position: row.position as number,
    id: row.id as string,
    document: JSON.parse(row.document as string) as T,
  })
  return {
    put: (kind, id, document) => void put.run(kind, id, JSON.stringify(document)),
    get<T>(kind: string, id: string) {
      const row = get.get(kind, id)
      return row ? (JSON.parse(row.document as string) as T) : undefined
    },
    list<T>(kind: string, { after = 0, limit = -1 }: { after?: number; limit?: number } = {}) {
      return list.all(kind, after, limit).map((row) => entry<T>(row))
    },
    listBack<T>(
      kind: string,
      { before = Number.MAX_SAFE_INTEGER, limit = -1 }: { before?: number; limit?: number } = {},
    ) {
      return listBack.all(kind, before, limit).map((row) => entry<T>(row))
    },
    position: (kind, id) => position.get(kind, id)?.position as number | undefined,
    together(change) {
      db.exec('begin immediate')
      try {
        const result = change()
        db.exec('commit')
        return result
      } catch (error) {
        db.exec('rollback')
        throw error
      }
    },
    close: () => db.close(),
  }
}
