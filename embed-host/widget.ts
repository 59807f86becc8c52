import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { parseAccept } from 'hono/utils/accept'
import { LRUCache } from 'lru-cache'
import type { Core } from '../server/core.ts'
import { findWidgetScript } from '../server/widget-scripts/widget-scripts.ts'
import { allowAnySite, EVERGREEN, files, IMMUTABLE } from './files.ts'
import { pinnedTags, type WidgetBuild } from './widget-build.ts'
import { isPart, isPinned } from './widget-names.ts'

/** A script as it travels, by what its reader takes. */
interface Encoded {
  br: Uint8Array<ArrayBuffer>
  gzip: Uint8Array<ArrayBuffer>
  identity: Uint8Array<ArrayBuffer>
}

/** Of any build: some 25 kB each. */
const KEPT_AT_HAND = 100

/**
 * What merchants' pages load:
 *
 * - `/widget.js` and its like are of this build. They change with each, so pages get fixes by themselves.
 * - `/widget/shell-HASH.js` and its like are what those load, of whatever build.
 * - `/pinned/VERSION/widget.js` is that version, of whatever build, and never changes: for pages that pin what they run. It
 *   is whole, so that its integrity is that of all that it runs.
 * - `/widget/versions.json` tells the present versions, with what a tag's `integrity` is.
 */
export function widgetRoutes(core: Core, build: WidgetBuild): Hono {
  const app = new Hono()
  const scripts = openScripts(core, build)
  const versionsUrl = `${core.config.publicUrl}/widget/versions.json`
  const versions = { scripts: pinnedTags(build, core.config.publicUrl) }

  app.get('/widget/versions.json', (c) => {
    allowAnySite(c)
    c.header('Cache-Control', EVERGREEN)
    return c.json(versions)
  })
  const present = files(build.folder, (c) => (isPart(nameIn(c)) ? IMMUTABLE : EVERGREEN))
  const kept: MiddlewareHandler = async (c, next) => {
    const name = nameIn(c)
    if (!isPart(name) && !isPinned(name)) return next()
    allowAnySite(c)
    const script = await scripts.fetch(name)
    if (script) return send(c, script)
    c.header('Cache-Control', 'no-store')
    return c.text(`There is no ${name} here. The present versions are told by ${versionsUrl}\n`, 404)
  }
  app.get('/widget.js', present)
  app.get('/widget/*', present, kept)
  app.get('/pinned/*', kept)
  return app
}

/** Without the slash before it. */
const nameIn = (c: Context): string => c.req.path.slice(1)

/**
 * What this build or any other has by a name. Those that ask for the same at once wait for one reading of it; what nobody
 * has is not remembered, because strangers can think of much.
 */
function openScripts(core: Core, { scripts }: WidgetBuild): LRUCache<string, Encoded> {
  const ours = new Map(scripts.map(({ name, content }) => [name, content]))
  return new LRUCache<string, Encoded>({
    max: KEPT_AT_HAND,
    async fetchMethod(name) {
      const content = ours.get(name) ?? (await findWidgetScript(core, name))
      return content === null ? undefined : encode(content)
    },
  })
}

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

/** As small as the build makes its own. */
async function encode(content: string): Promise<Encoded> {
  const identity = new TextEncoder().encode(content)
  const [br, gz] = await Promise.all([toBrotli(identity), toGzip(identity, { level: 9 })])
  return { br: new Uint8Array(br), gzip: new Uint8Array(gz), identity }
}

function send(c: Context, script: Encoded): Response {
  const taken = parseAccept(c.req.header('accept-encoding') ?? '').filter(({ q }) => q > 0)
  const encoding = (['br', 'gzip'] as const).find((name) => taken.some(({ type }) => type.toLowerCase() === name))
  const body = script[encoding ?? 'identity']
  c.header('Cache-Control', IMMUTABLE)
  c.header('Content-Type', 'text/javascript; charset=utf-8')
  c.header('Content-Length', String(body.length))
  if (encoding) c.header('Content-Encoding', encoding)
  return c.body(body)
}
