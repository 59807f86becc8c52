import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/**
 * Holds the bundles to their limits, in bytes after `gzip -9`: what a merchant's page loads at once, what it loads when
 * a checkout opens, and what a pay page needs before it is alive.
 */
const dist = join(import.meta.dirname, '..', 'dist')

interface Chunk {
  file: string
  imports?: string[]
}

const SUBSCRIPTION = join('widget', 'widget', 'subscription.js')
const isCheckout = (path: string) => path !== SUBSCRIPTION

function main() {
  const rows = [
    { what: 'widget.js, on every page', size: gzipped(['widget/widget.js']), limit: 1_300 },
    { what: 'the whole widget, once opened', size: gzipped(scriptsIn('widget').filter(isCheckout)), limit: 7_300 },
    { what: 'subscription.js, the whole of it', size: gzipped([SUBSCRIPTION]), limit: 2_500 },
    { what: 'a payment’s page, with imports', size: gzipped(pageScripts('payment')), limit: 30_000 },
    { what: 'an invoice’s page, with imports', size: gzipped(pageScripts('invoice')), limit: 30_000 },
  ]
  for (const { what, size, limit } of rows) {
    const verdict = size > limit ? `too large by ${bytes(size - limit)}` : 'ok'
    console.log(`  ${what.padEnd(34)}${bytes(size).padStart(8)} of ${bytes(limit).padStart(8)}  ${verdict}`)
  }
  if (rows.some(({ size, limit }) => size > limit)) process.exitCode = 1
}

/** Each on its own, as they travel. */
const gzipped = (paths: string[]) =>
  paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(dist, path)), { level: 9 }).length, 0)

const scriptsIn = (folder: string) =>
  readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => join(folder, name))

/** The entry and all that it imports statically: it waits for these. What it imports later does not count. */
function pageScripts(kind: 'payment' | 'invoice'): string[] {
  const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(dist, 'pages/.vite/manifest.json'), 'utf8'))
  const needed = new Set<string>()
  const visit = (key: string) => {
    const chunk = manifest[key]
    if (!chunk) throw new Error(`The build's manifest does not list ${key}.`)
    if (needed.has(chunk.file)) return
    needed.add(chunk.file)
    for (const imported of chunk.imports ?? []) visit(imported)
  }
  visit(`embed-host/pages/pay/${kind}/client.tsx`)
  return [...needed].map((file) => join('pages', file))
}

const bytes = (count: number) => count.toLocaleString('en')

main()
