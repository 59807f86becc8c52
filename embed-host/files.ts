import { relative } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Context } from 'hono'

const DAY = 24 * 60 * 60
/** For what never changes under its name. */
export const IMMUTABLE = `public, max-age=${365 * DAY}, immutable`
/** For what keeps its name: merchants get a new one within minutes. */
export const EVERGREEN = 'public, max-age=300'

/** Files of the build, compressed for who takes it. */
export function files(folder: string, cacheControlOf: (c: Context) => string) {
  return serveStatic({
    root: relative(process.cwd(), folder) || '.',
    precompressed: true,
    onFound: (_path, c) => {
      c.header('Cache-Control', cacheControlOf(c))
      allowAnySite(c)
    },
  })
}

/** Scripts and styles are for pages on any site, and are the same for each. */
export function allowAnySite(c: Context): void {
  c.header('Access-Control-Allow-Origin', '*')
  // Also with what is sent as it is, so that a cache on the way does not hand that to those who take less.
  c.header('Vary', 'Accept-Encoding')
}
