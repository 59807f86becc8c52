import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { giveUp, projectFolder, run, say } from './progress.mjs'

/** What the bundles are made from. */
const SOURCES = [
  'widget',
  'embed-host',
  'server',
  'demo/shop/programs',
  'setup/package.ts',
  'setup/programs.ts',
  'vite.config.ts',
  'tsconfig.json',
  'package-lock.json',
]
const NO_SOURCE = /\.test\.tsx?$/

const OUTPUTS = [
  'dist/widget/widget.js',
  'dist/pages/.vite/manifest.json',
  'dist/ssr/render.js',
  'dist/npm/package.json',
  'dist/demo/npm.js',
]

/** What dist was made from. A digest and no times: a checkout or a copy gives files any time. */
const STAMP = join(projectFolder, 'dist', '.sources')

export async function buildIfStale() {
  const digest = digestOfSources()
  const missing = OUTPUTS.some((path) => !existsSync(join(projectFolder, path)))
  if (!missing && readStamp() === digest) return
  say(missing ? 'The pages and the widget are not built yet.' : 'The sources changed since dist was built.')
  await build()
}

/** Builds the widget, the hosted pages, the npm package and the demo shop's programs that use it into dist. */
async function build() {
  const digest = digestOfSources()
  // A build that does not get to its end is no build.
  rmSync(STAMP, { force: true })
  const program = (name) => join(projectFolder, 'node_modules', '.bin', name)
  const isBuilt =
    (await run('Building the pages and the widget', program('vite'), ['build', '--app', '--logLevel', 'warn'])) &&
    (await run('Building the npm package', program('node'), ['setup/package.ts'])) &&
    (await run('Building the demo shop’s programs', program('node'), ['setup/programs.ts']))
  if (!isBuilt) giveUp('The build failed: see its message above.')
  writeFileSync(STAMP, digest)
}

function digestOfSources() {
  const hash = createHash('sha256')
  for (const path of SOURCES.flatMap(filesUnder).sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(projectFolder, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesUnder(path) {
  if (/\.\w+$/.test(path)) return [path]
  return readdirSync(join(projectFolder, path), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !NO_SOURCE.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(projectFolder.length))
}

function readStamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : null
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await (process.argv.includes('--if-stale') ? buildIfStale() : build())
}
