import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { HorizonUnreachable, openHorizon } from './nodes.ts'

/** A Horizon that answers everything with this status. */
async function answering(status: number): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ status, title: 'No' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function ask(...statuses: number[]) {
  const nodes = openHorizon({ horizonUrls: await Promise.all(statuses.map(answering)) })
  return nodes.ask((server) => server.ledgers().ledger(7).call())
}

it.each([401, 403, 408, 410, 429, 500, 503])('asks the next one where one answers %i', async (status) => {
  await expect(ask(status, 200)).resolves.toMatchObject({ status: 200 })
  await expect(ask(status, status)).rejects.toBeInstanceOf(HorizonUnreachable)
})

it.each([400, 404])('takes %i for an answer, which any of them would give', async (status) => {
  await expect(ask(status, 200)).rejects.toMatchObject({ response: { status } })
})
