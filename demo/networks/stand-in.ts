import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Clock } from '../../server/clock.ts'

/**
 * A stand-in speaks an outside service's wire protocol on loopback. This file is what all of them share: a listener
 * that can be made to fail in the ways real networks do, and a record of what was received and answered.
 */

export type FaultMode = 'refuse' | 'timeout' | 'error' | 'decline' | 'none'

/**
 * - `refuse`: nothing listens on the port until `none`
 * - `timeout`: the request is executed and never answered
 * - `error`: 500, not executed
 * - `decline`: the next payment is declined for good; the service itself asks for it with `takeDecline`
 *
 * `times` bounds the last three; without it they hold until `none`.
 */
export interface Fault {
  mode: FaultMode
  times?: number
}

export interface RecordedRequest {
  at: string
  method: string
  path: string
  headers: Record<string, string>
  body: string
  status: number
  /** Empty for an event stream. */
  response: string
}

export interface Faults {
  /** True when the payment being made now is to be declined; uses up one of `times`. */
  takeDecline(): boolean
}

export interface Service {
  /** Answers a request. The service's clock and books are its own business. */
  fetch(request: Request): Response | Promise<Response>
  /** Requests that faults leave alone: browser scripts, pages that a person looks at. Default: none. */
  exempt?(request: Request): boolean
  /** The body of a 500 as this service writes it. */
  errorBody(): { body: string; contentType: string }
  /** Ends timers, streams and deliveries, and closes the books. */
  stop?(): void | Promise<void>
}

/** A capture in a stand-in's books, in the currency's smallest unit. */
export interface StandInCharge {
  /** The service's id of what was paid. */
  reference: string
  /** The key that the product made it under. */
  ourKey: string | null
  currency: string
  captured: bigint
  refunded: bigint
}

export interface ServiceContext {
  url: string
  faults: Faults
}

export interface StandIn {
  name: string
  url: string
  setFault(fault: Fault): Promise<void>
  requests(): RecordedRequest[]
  stop(): Promise<void>
}

export interface StandInOptions {
  name: string
  /** 0 picks a free one. */
  port: number
  clock: Clock
  service: (context: ServiceContext) => Service
}

const KEPT_REQUESTS = 5_000

export async function startStandIn({ name, port, clock, service: open }: StandInOptions): Promise<StandIn> {
  let fault: Fault = { mode: 'none' }
  const records: RecordedRequest[] = []
  const hanging = new Set<ServerResponse>()

  const take = (mode: FaultMode) => {
    if (fault.mode !== mode) return false
    if (fault.times !== undefined) {
      if (fault.times <= 0) return false
      fault.times -= 1
    }
    return true
  }

  /** A browser's preflight is not a request of anybody's: a fault that it used up would never be seen. */
  const isExempt = (request: Request) => request.method === 'OPTIONS' || (service.exempt?.(request) ?? false)

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const body = request.body ? await request.clone().text() : ''
    const at = new Date(clock.now()).toISOString()
    const exempt = isExempt(request)
    let response: Response
    if (!exempt && take('error')) {
      const { body: text, contentType } = service.errorBody()
      response = new Response(text, { status: 500, headers: { 'content-type': contentType } })
    } else {
      response = await service.fetch(request)
    }
    const streaming = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
    records.push({
      at,
      method: request.method,
      path: url.pathname + url.search,
      headers: Object.fromEntries(request.headers),
      body,
      status: response.status,
      response: streaming || !response.body ? '' : await response.clone().text(),
    })
    if (records.length > KEPT_REQUESTS) records.shift()
    return response
  }

  const listener = getRequestListener(
    async (request, { outgoing }) => {
      const silent = fault.mode === 'timeout' && !isExempt(request) && take('timeout')
      const response = await answer(request)
      if (!silent) return response
      hanging.add(outgoing as ServerResponse)
      outgoing.once('close', () => hanging.delete(outgoing as ServerResponse))
      return new Promise<Response>(() => {})
    },
    { overrideGlobalObjects: false },
  )

  let server: Server = createServer(listener)
  await listen(server, port)
  const boundPort = (server.address() as AddressInfo).port
  const url = `http://127.0.0.1:${boundPort}`
  const service = open({ url, faults: { takeDecline: () => take('decline') } })

  async function stopListening() {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  }

  return {
    name,
    url,
    async setFault(next) {
      const before = fault.mode
      fault = { ...next }
      if (next.mode !== 'timeout') for (const response of hanging) response.destroy()
      if (next.mode === 'refuse' && before !== 'refuse') await stopListening()
      if (next.mode !== 'refuse' && before === 'refuse') {
        server = createServer(listener)
        await listen(server, boundPort)
      }
    },
    requests: () => [...records],
    async stop() {
      if (fault.mode !== 'refuse') await stopListening()
      await service.stop?.()
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}
