import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { packageSettings } from '../server/checkout/embedding.ts'
import { instantNow } from '../server/clock.ts'
import type { Core } from '../server/core.ts'
import { packageView } from '../server/subscriptions/public.ts'
import type { Pages } from './assets.ts'
import { lookOf } from './look.ts'
import { askedFor, problemPage } from './page-request.ts'
import { subscriptionPagePolicy } from './security.ts'

/** As ids of packages are made: whatever else is asked for, the store need not be. */
const PACKAGE_ID = /^subpkg_\w+$/

/** A package's page: `/subscribe/:packageId` on its own, `/embed/subscription/:packageId` inside a merchant's page. */
export function subscriptionRoutes(core: Core, pages: Pages): Hono {
  const app = new Hono()
  app.get('/subscribe/:id', (c) => subscriptionPage(c, core, pages, askedFor(c).embed))
  app.get('/embed/subscription/:id', (c) => subscriptionPage(c, core, pages, true))
  return app
}

async function subscriptionPage(c: Context, core: Core, pages: Pages, embed: boolean): Promise<Response> {
  const id = c.req.param('id')!
  const view = PACKAGE_ID.test(id) ? await packageView(core, id) : null
  if (!view) return problemPage(c, pages, 404, { embed })
  const { allowedOrigins, appearance } = await packageSettings(core, id)
  const look = lookOf(appearance)
  const nonce = randomBytes(16).toString('base64')
  c.header('Content-Security-Policy', subscriptionPagePolicy(core.config, allowedOrigins, nonce, look?.logoUrl))
  c.header('Cache-Control', 'no-store')
  const html = pages.render.renderSubscriptionPage({
    ...askedFor(c),
    embed,
    view,
    look,
    allowedOrigins,
    serverNow: instantNow(core.clock),
    assets: pages.subscription,
    problemScript: pages.problemScript,
    nonce,
  })
  return c.html(html, view.active ? 200 : 410)
}
