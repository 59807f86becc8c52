import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type Context, Hono } from 'hono'
import { compress } from 'hono/compress'
import { checkoutSettings } from '../server/checkout/embedding.ts'
import { checkoutView } from '../server/checkout/routes.ts'
import { instantNow } from '../server/clock.ts'
import type { Core } from '../server/core.ts'
import type { Server } from '../server/index.ts'
import { type AllPages, DIST } from './assets.ts'
import { docsRoutes } from './docs.ts'
import { files, IMMUTABLE } from './files.ts'
import { lookOf } from './look.ts'
import { askedFor, problemPage } from './page-request.ts'
import { reminderRoutes } from './reminders.ts'
import { COMMON_HEADERS, payPagePolicy } from './security.ts'
import { shopRoutes } from './shop.ts'
import { subscriptionRoutes } from './subscriptions.ts'
import { widgetRoutes } from './widget.ts'
import type { WidgetBuild } from './widget-build.ts'

/** Which URL goes where, and the security headers of each. */
export function createApp(core: Core, server: Server, pages: AllPages, widget: WidgetBuild): Hono {
  const app = new Hono()
  // The API first: what comes after would touch each of its answers, which costs it half its speed.
  app.route('/', server.app)
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(COMMON_HEADERS)) c.res.headers.set(name, value)
  })
  // Pages alone: what the build made is compressed already. A page keeps no secret that a sender of requests could guess
  // by its length: whoever has the address reads all of it, and a nonce or a form's token is new each time.
  app.use(compress({ contentTypeFilter: /^text\/html/ }))
  app.get('/healthz', (c) => c.json({ ok: true }))
  app.get('/pay/:id', (c) => payPage(c, core, pages))
  app.route('/shop', shopRoutes(core, pages))
  app.route('/', subscriptionRoutes(core, pages))
  app.route('/docs', docsRoutes(core, pages))
  app.route('/reminders', reminderRoutes(core, pages))
  // Each file's name changes with what is in it.
  app.get(
    '/assets/*',
    files(join(DIST, 'pages'), () => IMMUTABLE),
  )
  app.route('/', widgetRoutes(core, widget))
  app.notFound((c) => problemPage(c, pages, 404))
  app.onError((error, c) => {
    core.logger.error({ err: error, path: c.req.path }, 'request failed')
    return problemPage(c, pages, 500)
  })
  return app
}

async function payPage(c: Context, core: Core, pages: AllPages): Promise<Response> {
  const view = await checkoutView(core, c.req.param('id')!)
  if (!view) return problemPage(c, pages, 404)
  const { allowedOrigins, appearance } = await checkoutSettings(core, view)
  const look = lookOf(appearance)
  const nonce = randomBytes(16).toString('base64')
  c.header('Content-Security-Policy', payPagePolicy(core.config, view, allowedOrigins, nonce, look?.logoUrl))
  c.header('Cache-Control', 'no-store')
  return c.html(
    pages.render.renderPayPage({
      ...askedFor(c),
      view,
      allowedOrigins,
      look,
      serverNow: instantNow(core.clock),
      returned: c.req.query('returned') ?? null,
      assets: view.kind === 'payment' ? pages.pay : pages.invoice,
      nonce,
    }),
  )
}
