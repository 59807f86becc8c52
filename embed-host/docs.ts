import { Hono } from 'hono'
import { etag } from 'hono/etag'
import type { Core } from '../server/core.ts'
import { paylinkrDocument, paylinqDocument } from '../server/reference.ts'
import type { Pages } from './assets.ts'
import { PLAIN_PAGE_POLICY } from './security.ts'

/** The reference for people. It is the same for everyone until the next version of the host. */
export function docsRoutes(core: Core, pages: Pages): Hono {
  const app = new Hono()
  const html = pages.render.renderDocsPage({
    host: core.config.publicUrl,
    documents: [
      { id: 'paylinq', documentUrl: '/v1/openapi.json', document: paylinqDocument(core) },
      { id: 'paylinkr', documentUrl: '/api/openapi', document: paylinkrDocument(core) },
    ],
    styles: pages.docsStyles,
  })
  app.use(etag())
  app.get('/', (c) => {
    c.header('Content-Security-Policy', PLAIN_PAGE_POLICY)
    c.header('Cache-Control', 'public, max-age=300')
    return c.html(html)
  })
  return app
}
