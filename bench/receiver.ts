import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A merchant's webhook receiver that reads and answers 204. Run as a child process; sends its address. */
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(204).end())
})
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
process.once('disconnect', () => process.exit())
