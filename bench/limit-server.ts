import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

/**
 * The limit we measure ourselves against: bare Hono that answers a constant, and bare Hono that parses the body and
 * makes one durable insert. Run as a child process; sends its address when it listens.
 */
const folder = mkdtempSync(join(tmpdir(), 'paylink-limit-'))
const db = new DatabaseSync(join(folder, 'limit.db'))
db.exec('pragma journal_mode = wal; pragma synchronous = full; create table rows (id integer primary key, body text)')
const insert = db.prepare('insert into rows (body) values (?)')

const app = new Hono()
app.get('/', (c) => c.json({ id: '6c9ec2e0-7a0c-4a2e-9d54-3e9a4d6b0a55', amount: 2500, currency: 'EUR' }))
app.post('/', async (c) => {
  const body = await c.req.json()
  const { lastInsertRowid } = insert.run(JSON.stringify(body))
  return c.json({ id: Number(lastInsertRowid), ...body }, 201)
})

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.send?.({ url: `http://127.0.0.1:${port}` })
})
process.once('disconnect', () => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
  process.exit()
})
