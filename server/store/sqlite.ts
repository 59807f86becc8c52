import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  RawNode,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

/**
 * SQLite with commits in groups.
 *
 * A durable commit costs a disk flush, a statement only microseconds. So a transaction is a savepoint in an open
 * batch; the batch commits once per turn of the event loop, and every caller is answered after that commit. One
 * savepoint is open at a time. If the commit fails, every caller in the batch fails. Reads outside a transaction go
 * to a second connection and see what is committed.
 */
export function sqliteDialect(file: string): Dialect {
  return {
    createDriver: () => new GroupCommitDriver(file),
    createQueryCompiler: () => new SingleWriterQueryCompiler(),
    createAdapter: () => new GroupCommitAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  }
}

class GroupCommitAdapter extends SqliteAdapter {
  // Without this Kysely lets one transaction run from begin to the end of its commit, and batches hold one each.
  override get supportsMultipleConnections() {
    return true
  }
  override get supportsTransactionalDdl() {
    return true
  }
}

/** The only writer needs no row locks: `for update` and `skip locked` say nothing here. */
class SingleWriterQueryCompiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(): void {}
}

interface PreparedStatement {
  statement: StatementSync
  returnsRows: boolean
  /** Columns to turn from bigint into number: all but those declared `bigint`. Null when no column is a bigint. */
  numberColumns: string[] | null
}

class SqliteFile {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, PreparedStatement>()

  constructor(file: string, options: { readOnly: boolean }) {
    this.#db = new DatabaseSync(file, { timeout: 10_000, ...options })
    if (!options.readOnly) {
      this.#db.exec('pragma journal_mode = wal; pragma synchronous = full')
      // 32 MB of log before it is folded into the file: each page is then written once for many changes.
      this.#db.exec('pragma wal_autocheckpoint = 8000')
    }
    this.#db.exec('pragma foreign_keys = on; pragma cache_size = -64000; pragma temp_store = memory')
  }

  get inTransaction(): boolean {
    return this.#db.isTransaction
  }

  exec(sql: string) {
    this.#db.exec(sql)
  }

  run<R>(sql: string, parameters: readonly unknown[]): QueryResult<R> {
    const { statement, returnsRows, numberColumns } = this.#prepare(sql)
    const values = parameters as SQLInputValue[]
    if (!returnsRows) {
      const { changes, lastInsertRowid } = statement.run(...values)
      return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] }
    }
    const rows = statement.all(...values)
    if (numberColumns) {
      for (const row of rows) {
        for (const column of numberColumns) {
          const value = row[column]
          if (typeof value === 'bigint') row[column] = Number(value)
        }
      }
    }
    return { rows: rows as R[], numAffectedRows: BigInt(rows.length) }
  }

  close() {
    this.#db.close()
  }

  #prepare(sql: string): PreparedStatement {
    let prepared = this.#statements.get(sql)
    if (!prepared) {
      const statement = this.#db.prepare(sql)
      const columns = statement.columns()
      const hasMoney = columns.some((column) => isMoney(column.type))
      if (hasMoney) statement.setReadBigInts(true)
      prepared = {
        statement,
        returnsRows: columns.length > 0,
        numberColumns: hasMoney ? columns.filter((column) => !isMoney(column.type)).map((column) => column.name) : null,
      }
      // Lists of values make new texts without end: what was longest not asked for goes.
      if (this.#statements.size >= MOST_STATEMENTS) this.#statements.delete(this.#statements.keys().next().value!)
    } else {
      this.#statements.delete(sql)
    }
    this.#statements.set(sql, prepared)
    return prepared
  }
}

const MOST_STATEMENTS = 1_000

const isMoney = (declaredType: string | null) => declaredType?.toLowerCase() === 'bigint'

interface Batch {
  committed: Promise<void>
  resolve(): void
  reject(error: unknown): void
}

class GroupCommitWriter {
  readonly file: SqliteFile
  readonly #waiting: (() => void)[] = []
  #savepointOpen = false
  #batch: Batch | null = null
  #commitDue = false

  constructor(file: SqliteFile) {
    this.file = file
  }

  async begin(): Promise<void> {
    if (this.#savepointOpen) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#savepointOpen = true
    try {
      if (!this.#batch) {
        this.file.exec('begin immediate')
        this.#batch = openBatch()
        setImmediate(() => this.#commitBatch())
      }
      this.file.exec('savepoint work')
    } catch (error) {
      this.#passOn()
      throw error
    }
  }

  /** Resolves once the batch is on disk. */
  commit(): Promise<void> {
    const { committed } = this.#batch!
    try {
      this.requireBatch()
      this.file.exec('release work')
    } catch (error) {
      this.rollback()
      throw error
    }
    this.#passOn()
    return committed
  }

  rollback(): void {
    try {
      if (this.file.inTransaction) this.file.exec('rollback to work; release work')
    } finally {
      this.#passOn()
    }
  }

  /** SQLite itself rolls everything back on some errors (a full disk): what is written then would be on its own. */
  requireBatch(): void {
    if (!this.file.inTransaction) throw new Error('SQLite rolled the transaction back.')
  }

  /** Commits what is open; nothing can be written after it. */
  async close(): Promise<void> {
    await this.#batch?.committed.catch(() => {})
    this.file.close()
  }

  #passOn() {
    if (this.#batch && !this.file.inTransaction) {
      this.#batch.reject(new Error('SQLite rolled the transaction back.'))
      this.#batch = null
    }
    if (this.#commitDue) {
      this.#commitDue = false
      this.#commitNow()
    }
    const next = this.#waiting.shift()
    if (next) next()
    else this.#savepointOpen = false
  }

  #commitBatch() {
    if (this.#savepointOpen) this.#commitDue = true
    else this.#commitNow()
  }

  #commitNow() {
    const batch = this.#batch
    this.#batch = null
    if (!batch) return
    try {
      this.file.exec('commit')
      batch.resolve()
    } catch (error) {
      try {
        this.file.exec('rollback')
      } catch {
        // Already rolled back by SQLite itself (disk full, for one).
      }
      batch.reject(error)
    }
  }
}

function openBatch(): Batch {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // A batch whose every savepoint was rolled back has nobody waiting for it.
  promise.catch(() => {})
  return { committed: promise, resolve, reject }
}

class GroupCommitDriver implements Driver {
  readonly #path: string
  #writer!: GroupCommitWriter
  #reader!: SqliteFile

  constructor(path: string) {
    this.#path = path
  }

  async init() {
    this.#writer = new GroupCommitWriter(new SqliteFile(this.#path, { readOnly: false }))
    this.#reader = new SqliteFile(this.#path, { readOnly: true })
  }

  async acquireConnection(): Promise<GroupCommitConnection> {
    return new GroupCommitConnection(this.#writer, this.#reader)
  }

  async beginTransaction(connection: DatabaseConnection) {
    await this.#writer.begin()
    ;(connection as GroupCommitConnection).inTransaction = true
  }

  async commitTransaction(connection: DatabaseConnection) {
    ;(connection as GroupCommitConnection).inTransaction = false
    await this.#writer.commit()
  }

  async rollbackTransaction(connection: DatabaseConnection) {
    // A failed commit has already given its savepoint back.
    if (!(connection as GroupCommitConnection).inTransaction) return
    ;(connection as GroupCommitConnection).inTransaction = false
    this.#writer.rollback()
  }

  async releaseConnection() {}

  async destroy() {
    // The reader first: only the last connection of all folds the log into the file, and a reader cannot.
    this.#reader?.close()
    await this.#writer?.close()
  }
}

class GroupCommitConnection implements DatabaseConnection {
  inTransaction = false
  readonly #writer: GroupCommitWriter
  readonly #reader: SqliteFile

  constructor(writer: GroupCommitWriter, reader: SqliteFile) {
    this.#writer = writer
    this.#reader = reader
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.inTransaction) {
      this.#writer.requireBatch()
      return this.#writer.file.run<R>(query.sql, query.parameters)
    }
    if (onlyReads(query)) return this.#reader.run<R>(query.sql, query.parameters)
    await this.#writer.begin()
    let result: QueryResult<R>
    try {
      result = this.#writer.file.run<R>(query.sql, query.parameters)
    } catch (error) {
      this.#writer.rollback()
      throw error
    }
    await this.#writer.commit()
    return result
  }

  // biome-ignore lint/correctness/useYield: streaming is never asked for; lists are paged.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('The SQLite store pages its lists; it does not stream.')
  }
}

function onlyReads({ query, sql }: CompiledQuery): boolean {
  return SelectQueryNode.is(query) || (RawNode.is(query) && /^\s*(select|pragma)\b/i.test(sql))
}
