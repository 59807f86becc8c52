import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { build, createBuilder } from 'vite'

/**
 * Two sites for tests of the widget alone: a host on `localhost` that serves the widget as it is built, with pages that
 * do what a test needs, and a merchant's on `127.0.0.1`, which to a browser is another site.
 */
export interface Sites {
  host: string
  shop: string
}

const ROOT = join(import.meta.dirname, '..')

const SCRIPTS = ['widget', 'payment', 'subscription']

export const test = base.extend<object, { sites: Sites }>({
  sites: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures a fixture needs from here.
    async ({}, use) => {
      const built = mkdtempSync(join(tmpdir(), 'paylink-widget-'))
      await buildWidget(built)
      const shop = await listen(serveShop)
      const host = await listen((request, response) => serveHost(request, response, built, shop.port))
      await use({ host: `http://localhost:${host.port}`, shop: `http://127.0.0.1:${shop.port}` })
      await Promise.all([host.stop(), shop.stop()])
      rmSync(built, { recursive: true })
    },
    { scope: 'worker' },
  ],
})

async function buildWidget(outDir: string) {
  const builder = await createBuilder({
    root: ROOT,
    logLevel: 'warn',
    environments: Object.fromEntries(SCRIPTS.map((name) => [name, { build: { outDir: join(outDir, 'widget') } }])),
  })
  for (const name of SCRIPTS) await builder.build(builder.environments[name]!)
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: join(outDir, 'page'),
      emptyOutDir: false,
      lib: { entry: join(ROOT, 'embed-host/ui/parent.ts'), formats: ['es'], fileName: () => 'parent.js' },
    },
  })
}

async function listen(serve: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(serve).listen(0)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Of the last version: see its README. */
export const RELEASED = join(ROOT, 'e2e', 'released')

/**
 * Whatever a test asks for below `/sub/` is served as it is without, so that the host can stand under a path. Below
 * `/released/` the scripts are those of the last version.
 */
function serveHost({ url }: IncomingMessage, response: ServerResponse, built: string, shopPort: number) {
  const { pathname } = new URL(url!, 'http://host')
  const [, below, path] = /^(\/sub|\/released)?(\/.*)$/.exec(pathname)!
  const page = /^\/(?:pay|embed\/subscription)\/(.+)$/.exec(path!)?.[1]
  if (page) {
    const frameAncestors = page === 'blocked' ? { 'content-security-policy': "frame-ancestors 'none'" } : {}
    response.writeHead(200, { 'content-type': 'text/html', ...frameAncestors })
    response.end(payPage(page, shopPort))
  } else if (/^\/(widget|parent)[\w./-]*\.js$/.test(path!)) {
    const folder = below === '/released' ? RELEASED : join(built, path === '/parent.js' ? 'page' : 'widget')
    const file = join(folder, path!)
    const isThere = existsSync(file)
    response.writeHead(isThere ? 200 : 404, { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' })
    response.end(isThere ? readFileSync(file) : '')
  } else {
    response.writeHead(404).end()
  }
}

/**
 * A page that does as its id says: `silent` and `blocked` are never connected, `acting` waits for the payer's bank,
 * `released` speaks the last version.
 */
function payPage(id: string, shopPort: number): string {
  const allowed = id === 'lookalike' ? `http://127.0.0.1:${shopPort}.evil.example` : `http://127.0.0.1:${shopPort}`
  const scripts: Record<string, string> = {
    silent: '',
    // Speaks the protocol by hand, to say what no page of ours would.
    garbage: `addEventListener('message', ({ ports: [port] }) => { window.port = port })`,
  }
  const script =
    scripts[id] ??
    `import { connectToParent } from '${id === 'released' ? '/released' : ''}/parent.js'
    window.themes = []
    const onTheme = (theme) => {
      themes.push(theme)
      document.documentElement.style.colorScheme = theme === 'system' ? 'light dark' : theme
    }
    window.parentLink = connectToParent({ allowedOrigins: ['${allowed}'], onTheme })
    ${id === 'acting' ? `parentLink.requiresAction({ paymentId: '${id}' })` : ''}`
  return `<!doctype html>
    <html lang="en">
      <meta charset="utf-8">
      <meta name="color-scheme" content="light dark">
      <meta name="viewport" content="width=device-width">
      <title>Pay</title>
      <style>
        body { margin: 0; padding: 0 24px 24px; font: 16px system-ui }
        input { display: block; box-sizing: border-box; width: 100%; height: 44px; margin-bottom: 16px }
      </style>
      <main>
        <h1>€25.00</h1>
        <label>Card number <input autocomplete="cc-number"></label>
        <label>Expiry <input autocomplete="cc-exp"></label>
        <p id="room" style="height: 200px; margin: 0">${id}</p>
        <button>Pay €25.00</button>
      </main>
      <script type="module">${script}</script>
    </html>`
}

/**
 * A shop's page, long enough to scroll. `?body=` is the HTML that a test wants in it, `?head=` what it wants above,
 * `?csp=` its content security policy.
 */
function serveShop({ url }: IncomingMessage, response: ServerResponse) {
  const query = new URL(url!, 'http://shop').searchParams
  const policy = query.get('csp')
  response.writeHead(200, {
    'content-type': 'text/html',
    ...(policy && { 'content-security-policy': policy }),
  })
  response.end(`<!doctype html>
    <html lang="de">
      <head><meta name="viewport" content="width=device-width"><title>Shop</title>${query.get('head') ?? ''}</head>
      <body>
        <h1>Shop</h1>
        <button id="buy">Buy</button>
        ${query.get('body') ?? ''}
        ${'<p>Beans</p>'.repeat(100)}
      </body>
    </html>`)
}
