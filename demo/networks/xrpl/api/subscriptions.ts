import { z } from 'zod'
import type { Network } from '../core/network.ts'
import { CommandError } from './errors.ts'
import { type ApiVersion, transactionEvent } from './present.ts'
import { read, readAddress } from './requests.ts'
import { ledgerPart } from './server.ts'

/** What one connection wants to hear of. Gone with the connection, as on a real server. */
export interface Subscriptions {
  add(request: unknown, version: ApiVersion): object
  remove(request: unknown): object
  end(): void
}

const STREAMS = ['ledger', 'transactions'] as const
const schema = z.object({ accounts: z.array(z.string()).default([]), streams: z.array(z.string()).default([]) })

export function openSubscriptions(
  network: Network,
  oldest: () => number,
  send: (event: object) => void,
): Subscriptions {
  const accounts = new Set<string>()
  const streams = new Set<string>()
  let version: ApiVersion = 1

  const stopListening = network.onClose(({ ledger, transactions }) => {
    if (streams.has('ledger')) {
      const part = ledgerPart(network, oldest())
      send({ type: 'ledgerClosed', ...part, txn_count: transactions.length })
    }
    for (const record of transactions) {
      if (!streams.has('transactions') && !record.accounts.some((account) => accounts.has(account))) continue
      send(transactionEvent(record, ledger, version))
    }
  })

  return {
    add(request, asked) {
      const wanted = readWanted(request)
      version = asked
      for (const account of wanted.accounts) accounts.add(account)
      for (const stream of wanted.streams) streams.add(stream)
      return wanted.streams.includes('ledger') ? ledgerPart(network, oldest()) : {}
    },
    remove(request) {
      const wanted = readWanted(request)
      for (const account of wanted.accounts) accounts.delete(account)
      for (const stream of wanted.streams) streams.delete(stream)
      return {}
    },
    end: stopListening,
  }
}

function readWanted(request: unknown) {
  const wanted = read(schema, request)
  for (const stream of wanted.streams) {
    if (!STREAMS.some((known) => known === stream)) throw new CommandError('malformedStream')
  }
  return { accounts: wanted.accounts.map(readAddress), streams: wanted.streams }
}
