import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Context, Hono } from 'hono'
import { csrf } from 'hono/csrf'
import type { Clock } from '../../server/clock.ts'
import { serveOnLoopback } from '../loopback.ts'
import { CheckoutUnavailable, openCheckout } from './checkout.ts'
import { embeddingRoutes } from './embedding/routes.ts'
import { openOrders } from './orders.ts'
import { clubPage, orderPage, orderState, problemPage, shopPage, type Told } from './pages.ts'
import { contentSecurityPolicy, POLICY } from './policy.ts'
import { findProduct, isMeans, type Means, type Product, products } from './products.ts'
import { openWebhookReceiver, type ReceivedWebhook } from './webhooks.ts'

export interface ShopOptions {
  /** 0 picks a free one. */
  port: number
  clock: Clock
  /** Paylink's address. */
  host: string
  paylinq: { apiKey: string; webhookSecret: string }
  paylinkr: { apiKey: string; origin: string; webhookSecret: string }
  /** Of the subscription that it sells. */
  packageId: string
}

export interface Shop {
  url: string
  /** Every webhook received since it started, oldest first. */
  webhooks(): ReceivedWebhook[]
  stop(): Promise<void>
}

/** Where the shop takes each dialect's webhooks. */
export const WEBHOOK_PATHS = { paylinq: '/webhooks/paylinq', paylinkr: '/webhooks/paylinkr' }

/** A merchant's site on a site of its own: the keys stay on its server, its pages hold nothing but the script tag. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const orders = openOrders()
  const receiver = openWebhookReceiver(options.clock)
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    if (!c.res.headers.has(POLICY)) c.header(POLICY, contentSecurityPolicy(options.host))
    c.header('X-Content-Type-Options', 'nosniff')
  })
  serveFiles(app)
  app.get('/', (c) => c.html(shopPage()))
  app.get('/club', (c) => c.html(clubPage(options.packageId, options.host)))

  app.route(
    '/embed',
    embeddingRoutes({
      host: options.host,
      packageId: options.packageId,
      newPayment: async () => (await placeOrder(products[0]!, 'card')).checkout!.id,
    }),
  )

  async function placeOrder(product: Product, means: Means) {
    const order = orders.place(product, means)
    order.checkout = await openCheckout(options, order, server.url)
    return order
  }

  app.post('/orders', csrf(), async (c) => {
    const { product: productId, means } = await c.req.parseBody()
    const product = findProduct(productId)
    if (!product || !isMeans(means)) return answerProblem(c, 400, 'That is not on our shelf', 'Choose another.')
    const order = await placeOrder(product, means)
    return c.redirect(`/orders/${order.id}`, 303)
  })

  app.get('/orders/:id', (c) => {
    const order = orders.find(c.req.param('id'))
    return order ? c.html(orderPage(order, options.host)) : c.notFound()
  })

  app.get('/orders/:id/state', (c) => {
    const order = orders.find(c.req.param('id'))
    return order ? c.html(orderState(order, readTold(c.req.query('told')))) : c.notFound()
  })

  for (const dialect of ['paylinq', 'paylinkr'] as const) {
    app.post(WEBHOOK_PATHS[dialect], async (c) => {
      const notice = await receiver.receive(c.req.raw, dialect, options[dialect].webhookSecret)
      if (!notice) return c.json({ error: 'Invalid signature' }, 401)
      orders.note(notice)
      return c.json({ received: true })
    })
  }

  app.notFound((c) => answerProblem(c, 404, 'Nothing here', 'The page you asked for is not, or not any more, here.'))
  app.onError((error, c) => {
    if (error instanceof CheckoutUnavailable)
      return answerProblem(c, 502, 'The checkout is not available', error.message)
    if ('getResponse' in error && typeof error.getResponse === 'function') return error.getResponse()
    console.error(error)
    return answerProblem(c, 500, 'Something broke on our side', 'Please try again in a moment.')
  })

  const server = await serveOnLoopback(app, options.port)
  return { url: server.url, webhooks: receiver.received, stop: server.stop }
}

const answerProblem = (c: Context, status: 400 | 404 | 500 | 502, title: string, text: string) =>
  c.html(problemPage(title, text), status)

const readTold = (text: string | undefined): Told => (text === 'succeeded' || text === 'failed' ? text : null)

/** Where the pages' programs are built to, see `setup/programs.ts`. */
const PROGRAMS = join(import.meta.dirname, '../../dist/demo')

function serveFiles(app: Hono) {
  const types = { 'shop.css': 'text/css', 'icon.svg': 'image/svg+xml' }
  for (const [name, type] of Object.entries(types)) {
    const content = readFileSync(join(import.meta.dirname, name), 'utf8')
    app.get(`/${name}`, (c) => c.body(content, 200, { 'Content-Type': `${type}; charset=utf-8` }))
  }
  app.get('/programs/:name{[\\w-]+\\.js}', (c) => {
    const source = readFileSync(join(PROGRAMS, c.req.param('name')), 'utf8')
    return c.body(source, 200, { 'Content-Type': 'text/javascript; charset=utf-8' })
  })
}
