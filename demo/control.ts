import { type Context, Hono } from 'hono'
import { cors } from 'hono/cors'
import { z } from 'zod'
import type { MovableClock } from './clock.ts'
import { type LoopbackServer, serveOnLoopback } from './loopback.ts'
import type { ReceivedMail } from './networks/smtp/smtp.ts'
import type { StandIn } from './networks/stand-in.ts'
import type { ReceivedWebhook } from './shop/webhooks.ts'
import type { SandboxWallet } from './wallet.ts'
import type { XrplWallet } from './xrpl-wallet.ts'

export interface ControlOptions {
  /** 0 picks a free one. */
  port: number
  clock: MovableClock
  /** The product's address: its pages may use the wallets. */
  host: string
  standIns: StandIn[]
  wallets: { stellar: SandboxWallet; xrpl: XrplWallet }
  /** Resolves when everything that is due by the clock is done. */
  settle(): Promise<void>
  /** What the mail server was given; none where no mail server is part of the sandbox. */
  mails?: () => ReceivedMail[]
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
GET  /wallets/xrpl               the account of a funded wallet on the XRP Ledger
POST /wallets/xrpl               {"destination": "r…", "tag": 123, "drops": "1000000"} has it sign and send a payment;
                                 it answers {"hash": …}
`

const advance = z.object({ advance: z.string({ error: 'must be an ISO 8601 duration, like P1M or PT15M' }) })

const fault = z.object({
  mode: z.enum(['refuse', 'timeout', 'error', 'decline', 'none'], {
    error: 'must be refuse, timeout, error, decline or none',
  }),
  times: z.int({ error: 'must be a whole number' }).min(1, 'must be 1 or more').optional(),
})

const unsigned = z.object({ xdr: z.string({ error: 'must be a transaction envelope in base64' }) })

const DROPS = /^[1-9]\d{0,17}$/
const MAX_TAG = 0xffff_ffff

const xrpPayment = z.object({
  destination: z.string({ error: 'must be an address (r…)' }),
  tag: z
    .int({ error: 'must be a whole number' })
    .min(0, 'must be 0 or more')
    .max(MAX_TAG, `must be at most ${MAX_TAG}`),
  drops: z
    .string({ error: 'must be a whole number of drops, as text' })
    .regex(DROPS, 'must be a whole number of drops'),
})

/** Drives the sandbox: its time, its networks' faults, its wallets. For this computer alone. */
export function startControl(options: ControlOptions): Promise<LoopbackServer> {
  const { clock, host, standIns, wallets } = options
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

  app.get('/mail', (c) => c.json(options.mails?.() ?? []))
  app.get('/webhooks', (c) => c.json(options.webhooks()))

  app.get('/wallets/stellar', (c) => c.json({ account: wallets.stellar.account }))
  app.post('/wallets/stellar', async (c) => c.json({ xdr: wallets.stellar.sign((await readBody(c, unsigned)).xdr) }))
  app.get('/wallets/xrpl', (c) => c.json({ account: wallets.xrpl.account }))
  app.post('/wallets/xrpl', async (c) => c.json({ hash: await wallets.xrpl.pay(await readBody(c, xrpPayment)) }))

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
  // The clock and the wallets refuse what they are given with a sentence.
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
