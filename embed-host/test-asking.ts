import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  /** As it travelled. */
  body: Buffer
}

/** Asks a host by HTTP. Unlike `fetch`, it leaves the path as it is written, and what comes packed. */
export function ask(
  host: string,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(host)
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method, headers, agent: false }, (answer) => {
      buffer(answer).then((body) => resolve({ status: answer.statusCode!, headers: answer.headers, body }), reject)
    })
      .once('error', reject)
      .end()
  })
}
