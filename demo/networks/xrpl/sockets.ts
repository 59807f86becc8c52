import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { Clock } from '../../../server/clock.ts'
import type { Fault, FaultMode, RecordedRequest, StandIn } from '../stand-in.ts'

/** One client: takes its requests, and is told when it went away. */
export interface Conversation {
  /** @returns whole responses, as they are sent. */
  answer(message: string): Answer
  end(): void
}

export interface Answer {
  command: string
  body: object
  failed: boolean
}

export interface SocketOptions {
  name: string
  /** 0 picks a free one. */
  port: number
  clock: Clock
  /** A client is there, which can be sent to at any time. */
  open(send: (event: object) => void): Conversation
  /** What a request is answered with that is not executed. */
  refuse(message: string): Answer
  stop(): void
}

const KEPT_REQUESTS = 5_000

/**
 * A stand-in over WebSocket, with the faults of the others (`stand-in.ts`): each message counts as a request. Events
 * are never held back. `decline` means nothing here.
 */
export async function startSocketStandIn(options: SocketOptions): Promise<StandIn & { connections(): number }> {
  const { name, port, clock } = options
  let fault: Fault = { mode: 'none' }
  const records: RecordedRequest[] = []
  const hanging = new Set<WebSocket>()
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1_000_000 })

  const take = (mode: FaultMode) => {
    if (fault.mode !== mode) return false
    if (fault.times !== undefined) {
      if (fault.times <= 0) return false
      fault.times -= 1
    }
    return true
  }

  function record(
    message: string,
    headers: IncomingMessage['headers'],
    { command, body, failed }: Answer,
    status: number,
  ) {
    records.push({
      at: new Date(clock.now()).toISOString(),
      method: 'WS',
      path: `/${command}`,
      headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, String(value)])),
      body: message,
      status: failed && status === 200 ? 400 : status,
      response: JSON.stringify(body),
    })
    if (records.length > KEPT_REQUESTS) records.shift()
  }

  sockets.on('connection', (socket: WebSocket, { headers }: IncomingMessage) => {
    const send = (body: object) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(body))
    }
    const conversation = options.open(send)
    socket.on('message', (data: RawData) => {
      const message = data.toString()
      const silent = take('timeout')
      const refused = !silent && take('error')
      const answer = refused ? options.refuse(message) : conversation.answer(message)
      record(message, headers, answer, refused ? 500 : 200)
      if (silent) hanging.add(socket)
      else send(answer.body)
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      hanging.delete(socket)
      conversation.end()
    })
  })

  const open = () => {
    const server = createServer((_, response) => void response.writeHead(426, { upgrade: 'websocket' }).end())
    server.on('upgrade', (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request)),
    )
    return server
  }

  let server = open()
  await listen(server, port)
  const boundPort = (server.address() as AddressInfo).port

  async function stopListening() {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets.clients) socket.terminate()
    server.closeAllConnections()
    await closed
  }

  return {
    name,
    url: `ws://127.0.0.1:${boundPort}`,
    async setFault(next) {
      const before = fault.mode
      fault = { ...next }
      if (next.mode !== 'timeout') for (const socket of hanging) socket.terminate()
      if (next.mode === 'refuse' && before !== 'refuse') await stopListening()
      if (next.mode !== 'refuse' && before === 'refuse') {
        server = open()
        await listen(server, boundPort)
      }
    },
    requests: () => [...records],
    connections: () => sockets.clients.size,
    async stop() {
      if (fault.mode !== 'refuse') await stopListening()
      options.stop()
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
