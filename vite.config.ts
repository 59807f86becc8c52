import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import preact from '@preact/preset-vite'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const CLASSIC = ['widget.js', 'widget/subscription.js']

/**
 * Makes `/widget.js` and `/widget/subscription.js` classic scripts that run on any site: wrapped in a function, so that nothing of
 * them becomes global and they can be loaded twice, and without an import of their own, because a script from another origin has no address that
 * the browser would resolve one against. `import file from './part.tsx?file'` is the name of the file that `part.tsx`
 * is built to; where that lies is for the script to say.
 */
const classicScript: Plugin = {
  name: 'classic-script',
  applyToEnvironment: ({ name }) => name === 'widget' || name === 'subscription',
  load(id) {
    if (!id.endsWith('?file')) return null
    const part = this.emitFile({ type: 'chunk', id: id.replace('?file', ''), preserveSignature: 'strict' })
    return `export default import.meta.ROLLUP_FILE_URL_${part}`
  },
  resolveFileUrl: { order: 'pre', handler: ({ fileName }) => JSON.stringify(fileName) },
  renderChunk(code, { facadeModuleId, imports, exports, fileName }) {
    if (!CLASSIC.includes(fileName)) return null
    if (imports.length > 0 || exports.length > 0) this.error(`${facadeModuleId} would be a module.`)
    return `(() => {${code}})()`
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
  applyToEnvironment: ({ name }) => name !== 'ssr',
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

const smallPreactOfWidget: Plugin = { ...smallPreact, applyToEnvironment: ({ name }) => name === 'widget' }

/** For `light-dark()` as it is written. */
export const WIDGET_CSS_TARGET = ['chrome123', 'firefox120', 'safari17.5']

/**
 * What the programs of the pages share is one file: each file more costs a request, and half a kilobyte of headers. Not
 * what a subscription has of an invoice, which a payment would carry too.
 */
const IN_COMMON = /^(?!.*\/pay\/invoice\/).*\.[jt]sx?$/

/**
 * Five builds from one configuration, `vite build --app`: `widget` and `subscription` run on merchants' pages, each
 * whole, so that neither carries the other's; `pages` hydrates our hosted pages, `problem` is for those that say what is
 * wrong, whole and without what the others have in common; `ssr` renders them all on the server.
 */
export default defineConfig({
  plugins: [
    preact({ devToolsEnabled: false, prefreshEnabled: false }),
    smallPreactOfWidget,
    classicScript,
    latestShell,
    precompressed,
  ],
  build: { target: 'es2022', emptyOutDir: true },
  environments: {
    widget: {
      consumer: 'client',
      build: {
        outDir: 'dist/widget',
        modulePreload: false,
        cssTarget: WIDGET_CSS_TARGET,
        rolldownOptions: {
          input: { widget: 'widget/checkout.ts' },
          optimization: { inlineConst: true },
          output: { entryFileNames: '[name].js', chunkFileNames: 'widget/[name]-[hash].js' },
        },
      },
    },
    subscription: {
      consumer: 'client',
      build: {
        outDir: 'dist/widget',
        emptyOutDir: false,
        modulePreload: false,
        cssTarget: WIDGET_CSS_TARGET,
        rolldownOptions: {
          input: { subscription: 'widget/subscription.ts' },
          output: { entryFileNames: 'widget/[name].js' },
        },
      },
    },
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
  },
  builder: {
    async buildApp(builder) {
      const names = ['widget', 'subscription', 'pages', 'problem', 'ssr']
      for (const name of names) await builder.build(builder.environments[name]!)
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
