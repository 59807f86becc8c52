import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { linkSettings } from '../server/checkout/embedding.ts'
import type { Core } from '../server/core.ts'
import { clientAddress, clientNetwork } from '../server/http/client-address.ts'
import { openRateLimit } from '../server/http/rate-limit.ts'
import { currencyExponent } from '../server/money/currency.ts'
import { countVisit, type LinkView, linkView, openVisit, payThroughLink } from '../server/payment-links/visits.ts'
import { Problem } from '../server/problem.ts'
import type { Pages } from './assets.ts'
import { lookOf } from './look.ts'
import { askedFor, passedOn, problemPage } from './page-request.ts'
import { shopPagePolicy } from './security.ts'

/** Payments a minute that one network may begin: beyond what people do. */
const PAYMENTS_PER_NETWORK = 20
/** The form has two short fields. */
const MAX_FORM_BYTES = 10_000

/** Programs that look at a page to show a preview of it, or to index it: that is no visit. */
const ROBOT = /bot\b|crawl|spider|preview|slurp|facebookexternalhit|embedly|whatsapp|telegram|curl|wget/i

/**
 * Payment links: `/shop/:link_id`, `/shop/:link_id/product/:product_id`, `/shop/:link_id/qr.svg`. Looking makes no
 * payment; the form on the page does, one for each visit.
 */
export function shopRoutes(core: Core, pages: Pages): Hono {
  const app = new Hono()
  const limit = openRateLimit(core.store, 'payment-links', PAYMENTS_PER_NETWORK)

  app.get('/:link', async (c) => {
    const view = await findLink(core, c.req.param('link'))
    return view ? shopPage(c, view) : problemPage(c, pages, 404)
  })
  app.get('/:link/product/:product', async (c) => {
    const view = await findLink(core, c.req.param('link'))
    const product = c.req.param('product')
    const known = view?.offers.some(({ productId }) => productId === product)
    return view && (known || view.closed) ? shopPage(c, view, product) : problemPage(c, pages, 404)
  })
  app.get('/:link/qr.svg', async (c) => {
    const view = await findLink(core, c.req.param('link'))
    if (!view) return problemPage(c, pages, 404)
    return c.body(pages.render.renderQrImage(addressOf(view)), 200, { 'Content-Type': 'image/svg+xml' })
  })
  // Somebody who loads the form's address, from a page that it answered, wants the form.
  app.get('/:link/pay', (c) => c.redirect(`/shop/${encodeURIComponent(c.req.param('link'))}${passedOn(c)}`, 303))
  app.post('/:link/pay', bodyLimit({ maxSize: MAX_FORM_BYTES, onError: (c) => c.body(null, 413) }), async (c) => {
    const { retryAfter } = await limit.take(clientNetwork(c, core.config.trustedProxies))
    if (retryAfter > 0) {
      c.header('Retry-After', String(retryAfter))
      return problemPage(c, pages, 429)
    }
    return pay(c, c.req.param('link'))
  })

  async function pay(c: Context, linkId: string): Promise<Response> {
    const view = await findLink(core, linkId)
    if (!view) return problemPage(c, pages, 404)
    // What is no form leads to the page again.
    const { visit, product } = await c.req.parseBody().catch((): Record<string, unknown> => ({}))
    const productId = typeof product === 'string' ? product : null
    try {
      const id = await payThroughLink(core, linkId, { token: typeof visit === 'string' ? visit : '', productId })
      return c.redirect(`/pay/${id}${passedOn(c)}`, 303)
    } catch (error) {
      if (error instanceof Problem && error.kind === 'not_found') return problemPage(c, pages, 404)
      if (!(error instanceof Problem) || error.kind !== 'conflict') throw error
      return shopPage(c, view, productId, { stale: error.code === 'visit_over' })
    }
  }

  async function shopPage(
    c: Context,
    view: LinkView,
    productId: string | null = null,
    { stale = false } = {},
  ): Promise<Response> {
    const asked = askedFor(c)
    const offer = view.offers.find((one) => one.productId === productId) ?? onlyOne(view)
    if (isVisit(c)) await countVisit(core, view.id)
    const token = openVisit(core, view.id, clientAddress(c, core.config.trustedProxies))
    const { allowedOrigins, appearance } = await linkSettings(core, view.id)
    const nonce = randomBytes(16).toString('base64')
    c.header('Content-Security-Policy', shopPagePolicy(allowedOrigins, nonce))
    c.header('Cache-Control', 'no-store')
    const html = pages.render.renderShopPage({
      ...asked,
      view,
      look: lookOf(appearance),
      nonce,
      offer,
      token,
      stale,
      passedOn: passedOn(c),
      exponentOf: currencyExponent,
      styles: pages.shopStyles,
      shareUrl: asked.embed ? null : addressOf(view),
    })
    return c.html(html, view.closed ? 410 : stale ? 409 : 200)
  }

  const addressOf = ({ id }: LinkView): string => `${core.config.publicUrl}/shop/${id}`

  return app
}

const findLink = (core: Core, id: string): Promise<LinkView | null> =>
  id.includes('\0') ? Promise.resolve(null) : linkView(core, id)

const onlyOne = ({ offers }: LinkView) => (offers.length === 1 ? offers[0]! : null)

function isVisit(c: Context): boolean {
  const early = c.req.header('sec-purpose') ?? c.req.header('purpose')
  return c.req.method !== 'HEAD' && early === undefined && !ROBOT.test(c.req.header('user-agent') ?? '')
}
