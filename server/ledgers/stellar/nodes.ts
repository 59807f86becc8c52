import { Horizon, NetworkError } from '@stellar/stellar-sdk'
import type { StellarNetwork } from '../../config.ts'

/** The Horizon servers of one network, of which one is asked at a time: the next one takes over when it is down. */
export interface HorizonNodes {
  /**
   * @throws what a server answered to the question itself, as any would; HorizonUnreachable when none could be used.
   */
  ask<T>(question: (server: Horizon.Server) => Promise<T>): Promise<T>
  /** The one that answered last. */
  current(): Horizon.Server
}

/** No Horizon server of the network gave an answer that can be used. Whether one of them did what was asked is not known. */
export class HorizonUnreachable extends Error {
  constructor(urls: string[], cause: unknown) {
    super(`No Horizon server answers (tried ${urls.join(', ')}): ${messageOf(cause)}`, { cause })
  }
}

const TIMEOUT = 20_000
/** One payment comes with its whole transaction, and the results of up to a hundred operations are in that. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024

/** A bad request, and what does not exist. Any other refusal is this server's own: another may have what it lacks. */
const OF_THE_QUESTION: ReadonlySet<number | null> = new Set([400, 404])

export function openHorizon({ horizonUrls }: Pick<StellarNetwork, 'horizonUrls'>): HorizonNodes {
  const servers = horizonUrls.map(openServer)
  let current = 0
  return {
    current: () => servers[current]!,
    async ask(question) {
      let failure: unknown
      const first = current
      for (let n = 0; n < servers.length; n += 1) {
        const index = (first + n) % servers.length
        try {
          const answer = await question(servers[index]!)
          current = index
          return answer
        } catch (error) {
          if (OF_THE_QUESTION.has(statusOf(error))) throw error
          failure = error
        }
      }
      // So that the next question does not begin with the one that just failed.
      current = (first + 1) % servers.length
      throw new HorizonUnreachable(horizonUrls, failure)
    },
  }
}

/** Without TLS only to this machine: an answer that someone else may write is no proof of a payment. */
function openServer(url: string): Horizon.Server {
  const { hostname } = new URL(url)
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
  const server = new Horizon.Server(url, { allowHttp: isLoopback })
  server.httpClient.defaults.timeout = TIMEOUT
  server.httpClient.defaults.maxContentLength = MAX_ANSWER_BYTES
  return server
}

/** The HTTP status a server answered with; null when it gave no answer. */
export function statusOf(error: unknown): number | null {
  if (!(error instanceof NetworkError)) return null
  const status: unknown = (error.response as { status?: unknown } | undefined)?.status
  return typeof status === 'number' ? status : null
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
