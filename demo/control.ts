import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { z } from 'zod'
import type { MovableClock } from './clock.ts'
import { type LoopbackServer, serveOnLoopback } from './loopback.ts'
import type { StandIn } from './networks/stand-in.ts'
import type { ReceivedWebhook } from './shop/webhooks.ts'
import type { SandboxWallet } from './wallet.ts'

export interface ControlOptions {
  /** 0 picks a free one. */
  port: number
  clock: MovableClock
  /** The product's address: its pages may use the wallets. */
  host: string
  standIns: StandIn[]
  wallet: SandboxWallet
  /** Resolves when everything that is due by the clock is done. */
  settle(): Promise<void>
  /** What the shop received. */
  webhooks(): ReceivedWebhook[]
}

const CALLS = `The sandbox's control address. Bodies and answers are JSON.

GET  /clock                      the time that the product goes by
POST /clock                      {"advance": "P1M"} moves it forward by an ISO 8601 duration;
                                 what falls due is done before it answers {"now": …}
PUT  /networks/:name/fault       {"mode": "refuse" | "timeout" | "error" | "decline" | "none", "times": 1}
                                 refuse: nothing listens until none; timeout: executes and never answers;
                                 error: answers 500 and does nothing; decline: declines the next payment;
                                 times counts the last three
GET  /networks/:name/requests    what the stand-in received and answered, oldest first
GET  /mail                       the mail that was sent
GET  /webhooks                   the webhooks that the shop received
GET  /wallets/stellar            the account of a funded wallet
POST /wallets/stellar            {"xdr": …} has it sign a transaction of that account
`

const advance = z.object({ advance: z.string({ error: 'must be an ISO 8601 duration, like P1M or PT15M' }) })

const fault = z.object({
  mode: z.enum(['refuse', 'timeout', 'error', 'decline', 'none'], {
    error: 'must be refuse, timeout, error, decline or none',
  }),
  times: z.int({ error: 'must be a whole number' }).min(1, 'must be 1 or more').optional(),
})

const unsigned = z.object({ xdr: z.string({ error: 'must be a transaction envelope in base64' }) })

/** Drives the sandbox: its time, its networks' faults, its wallets. For this computer alone. */
export function startControl(options: ControlOptions): Promise<LoopbackServer> {
  const { clock, host, standIns, wallet } = options
  const app = new Hono()
  app.use('/wallets/*', cors({ origin: host }))
  app.use(refuseForeignPages(host))
  app.onError(answerError)
  app.notFound((c) => c.text(`There is nothing at ${c.req.method} ${c.req.path}.\n\n${CALLS}`, 404))

  app.get('/', (c) => c.text(CALLS))
  app.get('/clock', (c) => c.json({ now: new Date(clock.now()).toISOString() }))
  app.post('/clock', async (c) => {
    const now = clock.advance((await readBody(c, advance)).advance)
    await options.settle()
    return c.json({ now: new Date(now).toISOString() })
  })

  app.put('/networks/:name/fault', async (c) => {
    const { name, setFault } = findStandIn(standIns, c.req.param('name'))
    const wanted = await readBody(c, fault)
    await setFault(wanted)
    return c.json({ name, ...wanted })
  })
  app.get('/networks/:name/requests', (c) => c.json(findStandIn(standIns, c.req.param('name')).requests()))

  // No mail server is part of the sandbox, so none was sent.
  app.get('/mail', (c) => c.json([]))
  app.get('/webhooks', (c) => c.json(options.webhooks()))

  app.get('/wallets/stellar', (c) => c.json({ account: wallet.account }))
  app.post('/wallets/stellar', async (c) => c.json({ xdr: wallet.sign((await readBody(c, unsigned)).xdr) }))

  return serveOnLoopback(app, options.port)
}

class Refusal extends Error {
  readonly status: 400 | 403 | 404

  constructor(status: Refusal['status'], message: string) {
    super(message)
    this.status = status
  }
}

function answerError(error: Error, c: Context) {
  if (error instanceof Refusal) return c.json({ error: error.message }, error.status)
  // The clock and the wallet refuse what they are given with a sentence.
  if (error instanceof RangeError) return c.json({ error: error.message }, 400)
  console.error(error)
  return c.json({ error: error.message }, 500)
}

/** A page on the web must not move the clock of whoever looks at it. Programs send no Origin. */
const refuseForeignPages =
  (host: string) =>
  async (c: Context, next: () => Promise<void>): Promise<void> => {
    const origin = c.req.header('origin')
    if (origin && origin !== host && origin !== new URL(c.req.url).origin) {
      throw new Refusal(403, `Pages of ${origin} have no business here.`)
    }
    await next()
  }

function findStandIn(standIns: StandIn[], name: string): StandIn {
  const found = standIns.find((standIn) => standIn.name === name)
  if (found) return found
  throw new Refusal(404, `No network is called "${name}": there are ${standIns.map((one) => one.name).join(', ')}.`)
}

async function readBody<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  let body: unknown
  try {
    body = JSON.parse(await c.req.text())
  } catch {
    throw new Refusal(400, 'The body must be JSON.')
  }
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const sentences = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'The body'}: ${message}.`)
  throw new Refusal(400, sentences.join(' '))
}
