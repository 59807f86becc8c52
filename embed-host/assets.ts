import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Render from './pages/render.tsx'

/** Where `vite build --app` puts what it makes. */
export const DIST = join(import.meta.dirname, '..', 'dist')

export interface Pages {
  render: typeof Render
  /** Of a payment's page; its styles also serve pages that only tell something. */
  pay: Render.PayPageAssets
  subscription: Render.PayPageAssets
  /** The program of pages on which there is nothing to pay. */
  problemScript: string
  /** Style sheets of a payment link's page. */
  shopStyles: string[]
  /** And of the reference. */
  docsStyles: string[]
}

/** And what the app itself answers with. */
export interface AllPages extends Pages {
  invoice: Render.PayPageAssets
}

interface ManifestChunk {
  file: string
  css?: string[]
  imports?: string[]
}

const PAY_ENTRY = 'embed-host/pages/pay/payment/client.tsx'
const INVOICE_ENTRY = 'embed-host/pages/pay/invoice/client.tsx'
const SUBSCRIPTION_ENTRY = 'embed-host/pages/subscription/client.tsx'
const PROBLEM_ENTRY = 'embed-host/pages/problem/client.ts'
const SHOP_ENTRY = 'embed-host/pages/shop/shop.css'
/** A language's texts: a file each, see `ui/texts/`. */
const TEXTS = /^embed-host\/ui\/texts\/([a-z]{2})\.ts$/

const DOCS_ENTRY = 'embed-host/pages/docs/docs.css'

/** @throws when the pages were not built. */
export async function loadPages(): Promise<AllPages> {
  try {
    const manifest = readManifest('manifest.json')
    const render = (await import(pathToFileURL(join(DIST, 'ssr/render.js')).href)) as typeof Render
    return {
      render,
      pay: assetsOf(manifest, PAY_ENTRY),
      invoice: assetsOf(manifest, INVOICE_ENTRY),
      subscription: assetsOf(manifest, SUBSCRIPTION_ENTRY),
      problemScript: `/${chunkOf(readManifest('problem.json'), PROBLEM_ENTRY).file}`,
      shopStyles: [`/${chunkOf(manifest, SHOP_ENTRY).file}`],
      docsStyles: [`/${chunkOf(manifest, DOCS_ENTRY).file}`],
    }
  } catch (error) {
    throw notBuilt(error)
  }
}

export const notBuilt = (cause: unknown): Error =>
  new Error('The pages are not built: run "npm run build" first.', { cause })

const readManifest = (name: string): Record<string, ManifestChunk> =>
  JSON.parse(readFileSync(join(DIST, 'pages/.vite', name), 'utf8'))

function assetsOf(manifest: Record<string, ManifestChunk>, entry: string): Render.PayPageAssets {
  const chunk = chunkOf(manifest, entry)
  const imported = importedBy(manifest, chunk)
  return {
    script: `/${chunk.file}`,
    // What is imported comes first, as it does in the sources: the page's own rules build on it.
    styles: [...imported, chunk].flatMap(({ css = [] }) => css).map((file) => `/${file}`),
    preload: imported.map(({ file }) => `/${file}`),
    languages: languagesOf(manifest),
  }
}

function languagesOf(manifest: Record<string, ManifestChunk>): Record<string, string> {
  const texts = Object.entries(manifest).map(([name, { file }]) => [TEXTS.exec(name)?.[1], `/${file}`])
  return Object.fromEntries(texts.filter(([language]) => language))
}

/** All that a chunk cannot run without, in the order in which it runs. */
function importedBy(manifest: Record<string, ManifestChunk>, chunk: ManifestChunk): ManifestChunk[] {
  const imported = (chunk.imports ?? []).map((name) => chunkOf(manifest, name))
  return [...new Set(imported.flatMap((one) => [...importedBy(manifest, one), one]))]
}

function chunkOf(manifest: Record<string, ManifestChunk>, entry: string): ManifestChunk {
  const chunk = manifest[entry]
  if (!chunk) throw new Error(`The manifest has no ${entry}.`)
  return chunk
}
