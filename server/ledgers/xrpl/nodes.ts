import { Client, type TransactionStream } from 'xrpl'
import type { XrplNetwork } from '../../config.ts'

/** The servers of one network, of which one is asked at a time: the next one takes over when it cannot answer. */
export interface XrplNodes {
  /** @throws XrplUnreachable when no server could answer. */
  ask<T>(question: (client: Client) => Promise<T>): Promise<T>
  /**
   * Listens at the server that answered last. `onCut` is called once, when that server is lost or left.
   * @returns ends it; nothing is called after that.
   */
  listen(address: string, listener: NodeListener): () => void
  /** No more questions. */
  close(): Promise<void>
}

export interface NodeListener {
  /** The server tells of transactions from now on. */
  onOpen(): void
  onTransaction(event: TransactionStream): void
  onCut(error: Error): void
}

/** No server of the network gave an answer that can be relied on. */
export class XrplUnreachable extends Error {
  constructor(urls: string[], cause: unknown) {
    super(`No XRP Ledger server answers (tried ${urls.join(', ')}): ${messageOf(cause)}`, { cause })
  }
}

/** A server answers, and what it knows is not enough to go by. */
export class NodeUnfit extends Error {}

/** Of a connection's attempt, and of a request, which is also how often a silent connection is tried. */
const TIMEOUT = 10_000

interface Node {
  client(): Promise<Client>
  /** Tells the ones that listen, and begins anew with the next question. */
  drop(error: Error): void
  listeners: Set<(error: Error) => void>
}

export function openNodes({ urls }: Pick<XrplNetwork, 'urls'>): XrplNodes {
  const nodes = urls.map(openNode)
  let current = 0
  let closed = false

  function moveTo(index: number) {
    if (index === current) return
    const left = nodes[current]!
    current = index
    for (const tell of [...left.listeners]) tell(new Error(`Another XRP Ledger server than ${urls[current]} is asked.`))
  }

  return {
    async ask(question) {
      let failure: unknown
      const first = current
      for (let n = 0; n < nodes.length && !closed; n += 1) {
        const index = (first + n) % nodes.length
        try {
          const answer = await question(await nodes[index]!.client())
          if (!closed) moveTo(index)
          return answer
        } catch (error) {
          failure = error
        }
      }
      // So that the next question does not begin with the one that just failed.
      moveTo((first + 1) % nodes.length)
      throw new XrplUnreachable(urls, failure)
    },

    listen: (address, listener) => listenAt(nodes[current]!, address, listener),

    async close() {
      closed = true
      for (const node of nodes) node.drop(new Error('No longer asked.'))
    },
  }
}

/** A connection that was lost is thrown away: the client would come back by itself, but not subscribe again. */
function openNode(url: string): Node {
  const listeners = new Set<(error: Error) => void>()
  let opening: Promise<Client> | null = null

  function open(): Promise<Client> {
    const client = new Client(url, { timeout: TIMEOUT, connectionTimeout: TIMEOUT })
    const lost = client.connect().then(
      () => client,
      (error) => {
        if (opening === lost) opening = null
        throw error
      },
    )
    client.on('disconnected', (code) => {
      // After the client has made its own plans for another connection.
      queueMicrotask(() => void end(client))
      if (opening !== lost) return
      opening = null
      tell(new Error(`The XRP Ledger server at ${url} closed the connection (${code}).`))
    })
    return lost
  }

  function tell(error: Error) {
    for (const listener of [...listeners]) listener(error)
  }

  return {
    listeners,
    client() {
      opening ??= open()
      return opening
    },
    drop(error) {
      const dropped = opening
      opening = null
      tell(error)
      dropped?.then(end, () => {})
    },
  }
}

/** For good, even where it is just about to connect again. */
async function end(client: Client): Promise<void> {
  client.removeAllListeners()
  client.on('connected', () => void client.disconnect())
  await client.disconnect()
}

function listenAt(node: Node, address: string, listener: NodeListener): () => void {
  let open = true
  let stop = () => {}

  function end() {
    open = false
    node.listeners.delete(cut)
    stop()
  }
  function cut(error: Error) {
    if (!open) return
    end()
    listener.onCut(error)
  }
  node.listeners.add(cut)

  async function subscribe() {
    const client = await node.client()
    if (!open) return
    const hear = (event: TransactionStream) => listener.onTransaction(event)
    client.on('transaction', hear)
    stop = () => {
      client.off('transaction', hear)
      if (client.isConnected()) client.request({ command: 'unsubscribe', accounts: [address] }).catch(() => {})
    }
    await client.request({ command: 'subscribe', accounts: [address] })
    if (open) listener.onOpen()
  }
  subscribe().catch(cut)
  return end
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
