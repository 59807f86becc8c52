import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

const ENCODINGS = 'gzip, deflate, br, zstd'
/** Which headers make a browser do other work than it would without. */
const KEPT = ['content-type', 'content-encoding', 'content-security-policy', 'cache-control', 'vary']

/** The pay page and its own files as the host has just sent them, byte for byte, from memory and by path alone. */
export async function serveStatically(host: string, pageUrl: string): Promise<{ url: string; stop(): Promise<void> }> {
  const page = await take(pageUrl)
  const html = await (await fetch(pageUrl)).text()
  const assets = [...new Set([...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!))]
  const files = new Map([[new URL(pageUrl).pathname, page]])
  for (const path of assets) files.set(path, await take(host + path))

  const server = createServer(({ url }, response) => {
    const file = files.get(url!)
    if (file) response.writeHead(200, file.headers).end(file.body)
    else response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}${new URL(pageUrl).pathname}`,
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** As it travels: `fetch` would hand it out without its encoding. */
async function take(url: string): Promise<{ headers: OutgoingHttpHeaders; body: Buffer }> {
  const [response] = (await once(get(url, { headers: { 'accept-encoding': ENCODINGS } }), 'response')) as [
    IncomingMessage,
  ]
  if (response.statusCode !== 200) throw new Error(`${url} answered ${response.statusCode}.`)
  const headers = Object.fromEntries(KEPT.map((name) => [name, response.headers[name]]).filter(([, value]) => value))
  const body = await buffer(response)
  return { headers: { ...headers, 'content-length': body.length }, body }
}
