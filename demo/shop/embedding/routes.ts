import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { contentSecurityPolicy, inlineScriptHashes, POLICY } from '../policy.ts'
import { wayPage, waysPage } from './pages.ts'
import { type Example, findWay } from './ways.ts'

const SCRIPT = 'text/javascript; charset=utf-8'

/**
 * `/embed` and a page for each way of embedding. `newPayment` makes one for whoever looks at a page, and answers its id.
 */
export function embeddingRoutes(
  options: Pick<Example, 'host' | 'packageId'> & { newPayment(): Promise<string> },
): Hono {
  const { host, packageId, newPayment } = options
  const app = new Hono()
  const copy = readFileSync(join(import.meta.dirname, 'copy.js'), 'utf8')

  app.get('/', (c) => c.html(waysPage()))
  app.get('/copy.js', (c) => c.body(copy, 200, { 'Content-Type': SCRIPT }))
  app.get('/:way', async (c) => {
    const way = findWay(c.req.param('way'))
    if (!way) return c.notFound()
    const paymentId = way.sells === 'payment' ? await newPayment() : ''
    const example = { host, packageId, paymentId, pinned: await pinnedWidget(host) }
    c.header(POLICY, contentSecurityPolicy(host, inlineScriptHashes(way.markup(example))))
    return c.html(wayPage(way, example))
  })
  return app
}

/** As a merchant's deployment would ask for it. */
async function pinnedWidget(host: string): Promise<Example['pinned']> {
  const answer = await fetch(`${host}/widget/versions.json`)
  const { scripts } = (await answer.json()) as { scripts: ({ name: string } & Example['pinned'])[] }
  const widget = scripts.find(({ name }) => name === 'widget.js')
  if (!widget) throw new Error(`${host} has no widget.js to pin.`)
  return widget
}
