import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { type Context, Hono } from 'hono'
import { parseAccept } from 'hono/utils/accept'
import { LRUCache } from 'lru-cache'
import type { Core } from '../server/core.ts'
import { isPart, isScript, isVersion, pinnedName } from '../server/widget-scripts/widget-script.ts'
import { findWidgetScript } from '../server/widget-scripts/widget-scripts.ts'
import { allowAnySite, EVERGREEN, files, IMMUTABLE } from './files.ts'
import { pinnedTags, type WidgetBuild } from './widget-build.ts'

/** A script as it travels, by what its reader takes. */
interface Encoded {
  br: Uint8Array<ArrayBuffer>
  gzip: Uint8Array<ArrayBuffer>
  identity: Uint8Array<ArrayBuffer>
}

/** Of any build, compressed: some 15 kB each. */
const KEPT_AT_HAND = 100

/**
 * What merchants' pages load:
 *
 * - `/widget.js` and its like are of this build. They change with each, so pages get fixes by themselves.
 * - `/widget.js?v=VERSION` is that version, of whatever build, and never changes: for pages that pin what they run. It is
 *   whole, so that its integrity is that of all that it runs.
 * - `/widget/shell-HASH.js` and its like are what the first load, of whatever build.
 * - `/widget/versions.json` tells the present versions, with what a tag's `integrity` is.
 */
export function widgetRoutes(core: Core, build: WidgetBuild): Hono {
  const app = new Hono()
  const find = openScripts(core, build)
  const versionsUrl = `${core.config.publicUrl}/widget/versions.json`
  const versions = { scripts: pinnedTags(build, core.config.publicUrl) }
  const cacheControlOf = (c: Context) => (isPart(nameIn(c)) ? IMMUTABLE : EVERGREEN)

  app.get('/widget/versions.json', (c) => {
    allowAnySite(c)
    c.header('Cache-Control', EVERGREEN)
    return c.json(versions)
  })
  app.on(
    'GET',
    ['/widget.js', '/widget/*'],
    async (c, next) => {
      const name = nameIn(c)
      const asked = c.req.queries('v') ?? []
      // Others are of pages that only want to get past a cache.
      if (!isScript(name) || !asked.some(isVersion)) return next()
      // An address with two versions is the address of neither.
      const script = asked.length === 1 ? await find(pinnedName(name, asked[0]!)) : null
      return script ? send(c, script) : missing(c, pinnedName(name, asked.join(', ')))
    },
    files(build.folder, cacheControlOf),
    async (c, next) => {
      const name = nameIn(c)
      if (!isPart(name)) return next()
      const script = await find(name)
      return script ? send(c, script) : missing(c, name)
    },
  )

  function missing(c: Context, name: string): Response {
    allowAnySite(c)
    c.header('Cache-Control', 'no-store')
    return c.text(`There is no ${name.slice(0, 100)} here. The present versions are told by ${versionsUrl}\n`, 404)
  }

  return app
}

/** Without the slash before it. */
const nameIn = (c: Context): string => c.req.path.slice(1)

/** Finds what this build or any other has by a name. What nobody has is not remembered: strangers can think of much. */
function openScripts(core: Core, { scripts }: WidgetBuild): (name: string) => Promise<Encoded | null> {
  const ours = new Map(scripts.map(({ name, content }) => [name, content]))
  const atHand = new LRUCache<string, Encoded>({ max: KEPT_AT_HAND })
  return async (name) => {
    const known = atHand.get(name)
    if (known) return known
    const content = ours.get(name) ?? (await findWidgetScript(core, name))
    if (content === null) return null
    const encoded = await encode(content)
    atHand.set(name, encoded)
    return encoded
  }
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
  allowAnySite(c)
  c.header('Cache-Control', IMMUTABLE)
  c.header('Content-Type', 'text/javascript; charset=utf-8')
  c.header('Content-Length', String(body.length))
  if (encoding) c.header('Content-Encoding', encoding)
  return c.body(body)
}
