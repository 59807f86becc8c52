import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import preact from '@preact/preset-vite'
import type { EnvironmentOptions, Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** What merchants' pages load by a tag: below the host, and its source. */
const SCRIPTS = {
  widget: { file: 'widget.js', input: 'widget/checkout.ts' },
  payment: { file: 'widget/payment.js', input: 'widget/payment.ts' },
  subscription: { file: 'widget/subscription.js', input: 'widget/subscription.ts' },
}

const SCRIPT_FILES = Object.values(SCRIPTS).map(({ file }) => file)

/** No getter here does anything, no function is asked how many parameters it has, and no method is called with `new`. */
export const COMPRESS = { passes: 5, pure_getters: true, keep_fargs: false, unsafe_methods: true }

/**
 * Makes `SCRIPTS` classic scripts that run on any site: wrapped in a function, so that nothing of them becomes global and
 * they can be loaded twice, and without an import of their own, because a script from another origin has no address that
 * the browser would resolve one against. `import file from './part.ts?file'` is the name of the file that `part.ts` is
 * built to; where that lies is for the script to say.
 */
const classicScript: Plugin = {
  name: 'classic-script',
  load(id) {
    if (!id.endsWith('?file')) return null
    const part = this.emitFile({ type: 'chunk', id: id.replace('?file', ''), preserveSignature: 'strict' })
    return `export default import.meta.ROLLUP_FILE_URL_${part}`
  },
  resolveFileUrl: { order: 'pre', handler: ({ fileName }) => JSON.stringify(fileName) },
  // Once minified, or the function would be taken for superfluous.
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || !SCRIPT_FILES.includes(chunk.fileName)) continue
      const { code, imports, exports, facadeModuleId } = chunk
      if (imports.length > 0 || exports.length > 0) this.error(`${facadeModuleId} would be a module.`)
      // What is outside of the function says it: a module has no `this`.
      const [parameter, value] = code.includes('isModule') ? ['isModule', '!this'] : ['()', '']
      chunk.code = `(${parameter}=>{${code.trim()}})(${value})`
    }
  },
}

/**
 * What the loader loads, once more under a name that outlives a deployment: a loader that a page has had for a while asks
 * for it when the one it was built with is gone.
 */
const latestShell: Plugin = {
  name: 'latest-shell',
  applyToEnvironment: ({ name }) => name === 'widget',
  generateBundle(_, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk' || chunk.name !== 'shell') continue
      this.emitFile({ type: 'asset', fileName: 'widget/shell.js', source: chunk.code })
    }
  },
}

/**
 * Beside each file that a browser loads, the same one compressed: `.br` and `.gz`, which the host sends to whoever takes
 * them. Done once and as small as can be, so that no request waits for it.
 */
const precompressed: Plugin = {
  name: 'precompressed',
  // What is pinned, the host compresses when it is asked for, as it does those of earlier builds.
  applyToEnvironment: (environment) => environment.name !== 'ssr' && !isPinned(environment),
  writeBundle({ dir }, bundle) {
    const texts = Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))
    for (const path of texts.map((name) => join(dir!, name))) {
      const text = readFileSync(path)
      // Brotli's highest quality is what it takes by itself.
      writeFileSync(`${path}.br`, brotliCompressSync(text))
      writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
    }
  },
}

/**
 * The widget draws a handful of nodes on pages that are not ours, so it is built with Preact 10.1, from before capturing
 * listeners, suspended hydration and the rest that made it larger: 1,060 bytes less. Our own pages run the current one.
 */
export const smallPreact: Plugin = {
  name: 'small-preact',
  enforce: 'pre',
  resolveId(id) {
    return id === 'preact' ? this.resolve('preact-10') : null
  },
}

/** What is otherwise in a script that a merchant pins: in `widget/pinned/`, under the same names. */
const PINNED_PARTS = ['./host-of.ts', './load-shell.ts']

const pinnedParts: Plugin = {
  name: 'pinned-parts',
  enforce: 'pre',
  resolveId: (id) => (PINNED_PARTS.includes(id) ? join(import.meta.dirname, 'widget', 'pinned', id) : null),
}

/** For `light-dark()` as it is written. */
export const WIDGET_CSS_TARGET = ['chrome123', 'firefox120', 'safari17.5']

/**
 * What the programs of the pages share is one file: each file more costs a request, and half a kilobyte of headers. Not
 * what a subscription has of an invoice, which a payment would carry too.
 */
const IN_COMMON = /^(?!.*\/pay\/invoice\/).*\.[jt]sx?$/

const scriptBuild = (outDir: string, { file, input }: { file: string; input: string }): EnvironmentOptions => ({
  consumer: 'client',
  build: {
    outDir,
    emptyOutDir: false,
    modulePreload: false,
    minify: 'terser',
    terserOptions: { ecma: 2020, compress: COMPRESS },
    cssTarget: WIDGET_CSS_TARGET,
    rolldownOptions: {
      input,
      optimization: { inlineConst: true },
      output: { entryFileNames: file, chunkFileNames: 'widget/[name]-[hash].js' },
    },
  },
})

/** A build of its own for each script, so that none carries or waits for what is another's, and for its pinned twin. */
const scriptBuilds = Object.fromEntries(
  Object.entries(SCRIPTS).flatMap(([name, script]) => [
    [name, scriptBuild('dist/widget', script)],
    [`pinned_${name}`, scriptBuild('dist/pinned', script)],
  ]),
)
const isScript = ({ name }: { name: string }) => name in scriptBuilds
const isPinned = ({ name }: { name: string }) => name.startsWith('pinned_')

/**
 * `vite build --app` makes all of these from one configuration. `pages` hydrates our hosted pages; `problem` is for those
 * that say what is wrong, whole and without what the others have in common; `ssr` renders them all on the server.
 */
const environments: Record<string, EnvironmentOptions> = {
  ...scriptBuilds,
  pages: {
    consumer: 'client',
    build: {
      outDir: 'dist/pages',
      manifest: true,
      rolldownOptions: {
        input: {
          pay: 'embed-host/pages/pay/payment/client.tsx',
          invoice: 'embed-host/pages/pay/invoice/client.tsx',
          subscription: 'embed-host/pages/subscription/client.tsx',
          shop: 'embed-host/pages/shop/shop.css',
          docs: 'embed-host/pages/docs/docs.css',
        },
        output: { codeSplitting: { groups: [{ name: 'page', test: IN_COMMON, minShareCount: 2 }] } },
      },
    },
  },
  problem: {
    consumer: 'client',
    build: {
      outDir: 'dist/pages',
      emptyOutDir: false,
      modulePreload: false,
      manifest: '.vite/problem.json',
      rolldownOptions: { input: { problem: 'embed-host/pages/problem/client.ts' } },
    },
  },
  ssr: {
    build: {
      outDir: 'dist/ssr',
      rolldownOptions: { input: { render: 'embed-host/pages/render.tsx' } },
    },
  },
}

export default defineConfig({
  plugins: [
    preact({ devToolsEnabled: false, prefreshEnabled: false }),
    { ...smallPreact, applyToEnvironment: isScript },
    { ...classicScript, applyToEnvironment: isScript },
    { ...pinnedParts, applyToEnvironment: isPinned },
    latestShell,
    precompressed,
  ],
  build: { target: 'es2022', emptyOutDir: true },
  environments,
  builder: {
    async buildApp(builder) {
      for (const folder of ['widget', 'pinned']) {
        rmSync(join(import.meta.dirname, 'dist', folder), { recursive: true, force: true })
      }
      for (const name of Object.keys(environments)) await builder.build(builder.environments[name]!)
    },
  },
  test: {
    include: ['{widget,embed-host,server,demo,e2e,bench,setup}/**/*.test.{ts,tsx}'],
    globalSetup: 'setup/postgres.ts',
    // A poll ends at once when it is met. The default of one second is short for a busy machine.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
