import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Render from './pages/render.tsx'

/** Where `vite build --app` puts what it makes. */
export const DIST = join(import.meta.dirname, '..', 'dist')

export interface Pages {
  render: typeof Render
  pay: Render.PayPageAssets
  subscription: Render.PayPageAssets
  /** Style sheets of a payment link's page. */
  shopStyles: string[]
  /** And of the reference. */
  docsStyles: string[]
}

interface ManifestChunk {
  file: string
  css?: string[]
  imports?: string[]
}

const PAY_ENTRY = 'embed-host/pages/pay/client.tsx'
const SUBSCRIPTION_ENTRY = 'embed-host/pages/subscription/client.tsx'
const SHOP_ENTRY = 'embed-host/pages/shop/shop.css'
const DOCS_ENTRY = 'embed-host/pages/docs/docs.css'

/** @throws when the pages were not built. */
export async function loadPages(): Promise<Pages> {
  try {
    const manifest = JSON.parse(readFileSync(join(DIST, 'pages/.vite/manifest.json'), 'utf8'))
    const render = (await import(pathToFileURL(join(DIST, 'ssr/render.js')).href)) as typeof Render
    return {
      render,
      pay: assetsOf(manifest, PAY_ENTRY),
      subscription: assetsOf(manifest, SUBSCRIPTION_ENTRY),
      shopStyles: [`/${chunkOf(manifest, SHOP_ENTRY).file}`],
      docsStyles: [`/${chunkOf(manifest, DOCS_ENTRY).file}`],
    }
  } catch (error) {
    throw new Error('The pages are not built: run "npm run build" first.', { cause: error })
  }
}

function assetsOf(manifest: Record<string, ManifestChunk>, entry: string): Render.PayPageAssets {
  const chunk = chunkOf(manifest, entry)
  const imported = (chunk.imports ?? []).map((name) => manifest[name]!)
  return {
    script: `/${chunk.file}`,
    styles: [chunk, ...imported].flatMap(({ css = [] }) => css).map((file) => `/${file}`),
    preload: imported.map(({ file }) => `/${file}`),
  }
}

function chunkOf(manifest: Record<string, ManifestChunk>, entry: string): ManifestChunk {
  const chunk = manifest[entry]
  if (!chunk) throw new Error(`The manifest has no ${entry}.`)
  return chunk
}
