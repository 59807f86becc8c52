import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** What `vite build --app` made, and how much of it travels. Paths are below `dist`. */
const dist = join(import.meta.dirname, '..', 'dist')

interface Chunk {
  file: string
  imports?: string[]
}

/** What a merchant's page loads for a checkout, before anything opens. */
export const LOADER = join('widget', 'widget.js')
/** And for containers, of checkouts and of subscriptions. */
export const PAYMENT = join('widget', 'widget', 'payment.js')
export const SUBSCRIPTION = join('widget', 'widget', 'subscription.js')

/** Of the npm package: what a page loads before anything opens, what it loads for a checkout, and what React adds. */
export const NPM_INDEX = join('npm', 'index.js')
export const NPM_CHECKOUT = join('npm', 'checkout.js')
export const NPM_REACT = join('npm', 'react.js')

/** The same as the other shell: whoever loads it could not load that. */
const LATEST_SHELL = join('widget', 'widget', 'shell.js')

/** A script that checkouts are opened by, and all that it loads when one opens. */
export const wholeWidget = (script: typeof LOADER | typeof PAYMENT): string[] => [
  script,
  ...readdirSync(join(dist, 'widget'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => join('widget', name))
    .filter((path) => ![LOADER, PAYMENT, SUBSCRIPTION, LATEST_SHELL].includes(path)),
]

/** Bytes after `gzip -9`, each file on its own, as they travel. */
export const gzipped = (paths: string[]): number =>
  paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(dist, path)), { level: 9 }).length, 0)

/**
 * A page's program and all that it waits for: what it imports statically, and the texts of its language, here the
 * largest. What it imports later does not count.
 */
export function pageScripts(kind: 'payment' | 'invoice'): string[] {
  const manifest: Record<string, Chunk> = JSON.parse(readFileSync(join(dist, 'pages/.vite/manifest.json'), 'utf8'))
  const languages = Object.keys(manifest).filter((key) => /^embed-host\/ui\/texts\/[a-z]{2}\.ts$/.test(key))
  const sizeOf = (key: string) => gzipped([join('pages', manifest[key]!.file)])
  const needed = new Set<string>()
  const visit = (key: string) => {
    const chunk = manifest[key]
    if (!chunk) throw new Error(`The build's manifest does not list ${key}.`)
    if (needed.has(chunk.file)) return
    needed.add(chunk.file)
    for (const imported of chunk.imports ?? []) visit(imported)
  }
  visit(`embed-host/pages/pay/${kind}/client.tsx`)
  visit(languages.reduce((largest, key) => (sizeOf(key) > sizeOf(largest) ? key : largest)))
  return [...needed].map((file) => join('pages', file))
}
