import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

/**
 * Bundles the demo shop's programs from `demo/shop/programs` into `dist/demo`, as a merchant would: with the npm
 * package as it is built, found by what its manifest says.
 */
const root = join(import.meta.dirname, '..')
const npm = join(root, 'dist', 'npm')
const programs = join(root, 'demo', 'shop', 'programs')

interface Manifest {
  name: string
  exports: Record<string, string | { import: { default: string } }>
}

/** For what the package is imported by: the files of its `exports`. */
function aliases() {
  const { name, exports }: Manifest = JSON.parse(readFileSync(join(npm, 'package.json'), 'utf8'))
  return Object.entries(exports).flatMap(([path, entry]) => {
    if (typeof entry === 'string') return []
    return { find: new RegExp(`^${name}${path.slice(1)}$`), replacement: join(npm, entry.import.default) }
  })
}

await build({
  configFile: false,
  root,
  base: './',
  logLevel: 'warn',
  resolve: { alias: aliases() },
  build: {
    outDir: join(root, 'dist', 'demo'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    rolldownOptions: {
      input: readdirSync(programs).map((name) => join(programs, name)),
      output: { entryFileNames: '[name].js', chunkFileNames: 'part-[hash].js' },
      onwarn(warning, warn) {
        // 'use client' speaks to frameworks that render on a server.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
})
