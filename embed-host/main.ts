import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Clock } from '../server/clock.ts'
import type { Config } from '../server/config.ts'
import type { Core } from '../server/core.ts'
import { createServer } from '../server/index.ts'
import { openLogger } from '../server/logging/logger.ts'
import { openCore } from '../server/open-core.ts'
import { keepWidgetScripts } from '../server/widget-scripts/widget-scripts.ts'
import { createApp } from './app.ts'
import { loadPages } from './assets.ts'
import { loadWidget } from './widget-build.ts'

export interface Host {
  /** How payers and merchants reach it. */
  url: string
  /** Where it listens on this machine. */
  address: string
  core: Core
  /** Resolves when everything that is due by the clock is done. */
  settle(): Promise<void>
  /** Ends open connections, finishes what is being written, closes the store. */
  stop(): Promise<void>
}

export interface ServeOptions {
  clock?: Clock
  /** Logs errors alone. */
  quiet?: boolean
  /** The folder of the widget's build, unless it is the one that everything is built into. */
  widgetBuild?: string
}

/**
 * Starts the host: pages, both APIs, worker, watchers.
 * @throws when the address is taken, the pages are not built, or the database is not ours to use.
 */
export async function serve(config: Config, { clock, quiet = false, widgetBuild }: ServeOptions = {}): Promise<Host> {
  const pages = await loadPages()
  const widget = loadWidget(widgetBuild)
  const logger = openLogger(quiet ? 'error' : 'info')
  const core = await openCore(config, { logger, ...(clock && { clock }) })
  const server = createServer(core)
  const http = createHttpServer(getRequestListener(createApp(core, server, pages, widget).fetch))
  try {
    await keepWidgetScripts(core, widget.scripts)
    await listen(http, config)
  } catch (error) {
    await server.stop()
    await core.store.close()
    throw error
  }
  const { port } = http.address() as AddressInfo
  logger.info({ port, url: config.publicUrl }, 'paylink is listening')
  return {
    url: config.publicUrl,
    address: `http://${config.bind}:${port}`,
    core,
    settle: () => server.settle(),
    async stop() {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()))
      http.closeIdleConnections()
      // Event streams stay open by nature; requests get a moment to end, before what they write to is closed.
      const cut = setTimeout(() => http.closeAllConnections(), 500)
      await closed
      clearTimeout(cut)
      await server.stop()
      await core.store.close()
    },
  }
}

function listen(http: HttpServer, { port, bind }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error)
      reject(new Error(`Port ${port} is taken. Set PORT to a free one.`, { cause: error }))
    }
    http.once('error', refuse)
    http.listen(port, bind, () => {
      http.off('error', refuse)
      resolve()
    })
  })
}
