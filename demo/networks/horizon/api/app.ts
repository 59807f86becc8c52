import { type Context, Hono } from 'hono'
import type { Clock } from '../../../../server/clock.ts'
import type { OperationRecord, TransactionRecord } from '../core/history.ts'
import type { Network } from '../core/network.ts'
import { endOfLedger, ledgerPosition } from '../core/paging-token.ts'
import type { EventStreams } from './event-stream.ts'
import { feeStats } from './fee-stats.ts'
import { negotiate } from './negotiate.ts'
import { halPage, type Listed, type PageQuery, readPageQuery } from './page.ts'
import { accountOf, hashOf, ledgerOf, operationOf } from './parameters.ts'
import { beforeHistory, notAcceptable, notFound, Problem, problemResponse, serverError } from './problem.ts'
import { accountResource, ledgerResource, operationResource, transactionResource } from './resources.ts'
import { rootResource } from './root.ts'
import { submitTransaction } from './submit.ts'

export interface AppOptions {
  network: Network
  passphrase: string
  clock: Clock
  streams: EventStreams
  /** Told when a transaction waits for a ledger. */
  onWaiting(): void
}

type Read = (query: PageQuery) => Listed[]

/** The addresses of Horizon that a checkout and its wallets use. */
export function horizonApp({ network, passphrase, clock, streams, onWaiting }: AppOptions): Hono {
  const { history } = network
  const app = new Hono({ strict: false })

  app.use(async (c, next) => {
    await next()
    const { headers } = c.res
    headers.set('access-control-allow-origin', '*')
    headers.set('access-control-expose-headers', 'Date, Latest-Ledger')
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-cache, no-store, max-age=0')
    headers.set('latest-ledger', String(network.latest().sequence))
    // Clients take the network's time from here.
    headers.set('date', new Date(clock.now()).toUTCString())
  })
  app.options('*', () => new Response(null, { status: 204, headers: PREFLIGHT }))
  app.notFound(() => problemResponse(notFound()))
  app.onError((error) => problemResponse(error instanceof Problem ? error : serverError()))

  app.get('/', (c) => document(c, rootResource(network.latest(), history.elder(), passphrase, baseOf(c))))
  app.get('/fee_stats', (c) => document(c, feeStats(history, network.latest())))

  app.get('/accounts/:account', (c) => {
    const account = network.accounts.get(accountOf(c))
    return document(c, accountResource(account ?? missing(), baseOf(c)))
  })

  app.get('/ledgers', (c) => list(c, (query) => history.ledgers(query).map((one) => ledgerResource(one, baseOf(c)))))
  app.get('/ledgers/:ledger', (c) => {
    const sequence = ledgerOf(c)
    if (sequence < history.elder()) throw beforeHistory()
    return document(c, ledgerResource(history.ledger(sequence) ?? missing(), baseOf(c)).body)
  })

  app.get('/transactions/:hash', (c) => {
    const hash = hashOf(c)
    return document(c, transactionResource(transactionAt(hash), baseOf(c), hash).body)
  })
  app.get('/operations/:operation', (c) => {
    const record = history.operation(operationOf(c)) ?? missing()
    const { joinTransactions } = readPageQuery(new URL(c.req.url).searchParams, extent())
    return document(c, operationResource(record, baseOf(c), joinTransactions ? transactionOf(record) : undefined).body)
  })

  app.get('/transactions', (c) => list(c, transactionsOf(c)))
  app.get('/operations', (c) => list(c, operationsOf(c)))
  app.get('/payments', (c) => list(c, operationsOf(c, isPayment)))

  app.get('/accounts/:account/transactions', (c) => {
    const account = knownAccount(c)
    return list(
      c,
      transactionsOf(c, ({ accounts }) => accounts.includes(account)),
    )
  })
  app.get('/accounts/:account/operations', (c) => {
    const account = knownAccount(c)
    return list(
      c,
      operationsOf(c, ({ accounts }) => accounts.includes(account)),
    )
  })
  app.get('/accounts/:account/payments', (c) => {
    const account = knownAccount(c)
    return list(
      c,
      operationsOf(c, (one) => isPayment(one) && one.accounts.includes(account)),
    )
  })

  // Whoever asks for the operations of one transaction knows whether it failed.
  app.get('/transactions/:hash/operations', (c) => {
    const { hash } = transactionAt(hashOf(c))
    return list(
      c,
      operationsOf(c, (one) => one.transactionHash === hash, true),
    )
  })
  app.get('/transactions/:hash/payments', (c) => {
    const { hash } = transactionAt(hashOf(c))
    return list(
      c,
      operationsOf(c, (one) => isPayment(one) && one.transactionHash === hash, true),
    )
  })

  app.get('/ledgers/:ledger/transactions', (c) => list(c, transactionsOf(c, inLedger(c))))
  app.get('/ledgers/:ledger/operations', (c) => list(c, operationsOf(c, inLedger(c))))
  app.get('/ledgers/:ledger/payments', (c) => {
    const within = inLedger(c)
    return list(
      c,
      operationsOf(c, (one) => isPayment(one) && within(one)),
    )
  })

  app.post('/transactions', async (c) => {
    if (negotiate(c.req.header('accept')) === 'stream') throw notAcceptable()
    const record = await submitTransaction(c.req.raw, { network, passphrase, onWaiting })
    return document(c, transactionResource(record, baseOf(c)).body)
  })

  return app

  function extent() {
    return { latest: network.latest().sequence, elder: history.elder() }
  }

  /** A page of a list, or a stream of it. */
  function list(c: Context, read: Read): Response {
    const form = negotiate(c.req.header('accept'))
    const url = new URL(c.req.url)
    const query = readPageQuery(url.searchParams, extent(), c.req.header('last-event-id'))
    return form === 'stream' ? streams.open(query, read) : hal(halPage(url, query, read(query)))
  }

  function transactionsOf(c: Context, wanted: (record: TransactionRecord) => boolean = () => true): Read {
    const base = baseOf(c)
    return (query) =>
      history
        .transactions(query, (record) => (record.successful || query.includeFailed) && wanted(record))
        .map((record) => transactionResource(record, base))
  }

  function operationsOf(
    c: Context,
    wanted: (record: OperationRecord) => boolean = () => true,
    includeFailed = false,
  ): Read {
    const base = baseOf(c)
    return (query) =>
      history
        .operations(query, (one) => (one.successful || query.includeFailed || includeFailed) && wanted(one))
        .map((one) => operationResource(one, base, query.joinTransactions ? transactionOf(one) : undefined))
  }

  function transactionOf({ transactionHash }: OperationRecord): TransactionRecord {
    return transactionAt(transactionHash)
  }

  function transactionAt(hash: string): TransactionRecord {
    return history.transaction(hash) ?? missing()
  }

  /** An account that was merged away still has its history. */
  function knownAccount(c: Context): string {
    const id = accountOf(c)
    const past = { order: 'asc', limit: 1 } as const
    const known = network.accounts.get(id) || history.transactions(past, ({ accounts }) => accounts.includes(id))[0]
    return known ? id : missing()
  }

  function inLedger(c: Context): (record: { position: string }) => boolean {
    const { sequence } = history.ledger(ledgerOf(c)) ?? missing()
    return ({ position }) => BigInt(position) >= ledgerPosition(sequence) && BigInt(position) <= endOfLedger(sequence)
  }
}

const PREFLIGHT = { 'access-control-allow-methods': 'GET, POST, HEAD', 'access-control-allow-headers': '*' }

const isPayment = ({ movesMoney }: OperationRecord) => movesMoney

/** One resource: there is no stream of it. */
function document(c: Context, resource: object): Response {
  if (negotiate(c.req.header('accept')) === 'stream') throw notAcceptable()
  return hal(resource)
}

const hal = (body: object): Response =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/hal+json; charset=utf-8' } })

const baseOf = (c: Context): string => new URL(c.req.url).origin

function missing(): never {
  throw notFound()
}
