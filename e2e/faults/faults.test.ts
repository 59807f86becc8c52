import { describe, expect, it, vi } from 'vitest'
import type { PaymentMethod } from '../../server/checkout/views.ts'
import type { Db } from '../../server/store/store.ts'
import { openChance, SEED } from '../crash/chance.ts'
import { done, type Payment, request } from '../crash/merchant.ts'
import { ENGINES, PATIENCE_MS } from '../crash/scene.ts'
import { expectBooksToAgree, undecided } from './books.ts'
import { PROVIDERS } from './networks.ts'
import { pay } from './payer.ts'
import { openSandbox, type Sandbox } from './sandbox.ts'
import { openWeather } from './weather.ts'

const PAYMENTS = process.env.LONG ? 1_000 : 50
/** Payers at a time. */
const AT_ONCE = 10
const METHODS: PaymentMethod[] = ['card', 'card', 'card', 'paypal']

describe.concurrent.each(ENGINES)('payments on %s while providers fail', (engine) => {
  it(`are charged once or not at all (${PAYMENTS} payments, seed ${SEED})`, {
    timeout: 60_000 + PAYMENTS * 1_000,
  }, async (test) => {
    const chance = openChance()
    const sandbox = await openSandbox(test, engine)
    const { core, address, networks, mishaps } = sandbox
    const weather = openWeather(sandbox, chance)
    let made = 0
    // In weather that is bad for long at one of them, some more come, until each has taken something.
    const isGoingOn = async () =>
      made < PAYMENTS || (made < 4 * PAYMENTS && (await takers(core.store.db)) < PROVIDERS.length)
    const comeAndPay = async () => {
      while (await isGoingOn()) {
        const method = METHODS[made % METHODS.length]!
        made += 1
        const { id } = await createPayment(sandbox)
        await pay({ address, paymentId: id, method, weather, chance })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, comeAndPay))
    await weather.clear()
    await untilDecided(sandbox)

    await untilTold(sandbox)
    expect(await undecided(core.store.db)).toEqual([])
    const { succeeded, kept } = await expectBooksToAgree(core.store.db, networks)
    expect(mishaps).toEqual([])
    // Else little was proven.
    expect(Object.keys(kept).sort()).toEqual([...PROVIDERS].sort())
    expect(succeeded).toBeGreaterThan(PAYMENTS / 3)
    expect([...weather.seen.keys()].sort()).toEqual(['decline', 'error', 'none', 'refuse', 'timeout'])
  })
})

/** How many providers have taken a payment so far. */
const takers = async (db: Db): Promise<number> =>
  (await db.selectFrom('attempts').select('provider').distinct().where('status', '=', 'succeeded').execute()).length

const createPayment = ({ address, apiKey }: Sandbox): Promise<Payment> =>
  done(
    request<Payment>(`${address}/v1/payments`, {
      method: 'POST',
      headers: { 'X-API-Key': apiKey },
      body: JSON.stringify({ amount: 2500, currency: 'EUR', description: 'Beans' }),
    }),
  )

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/**
 * First as often as the reconciler looks, then past the last wait of those that it looks at seldom, then for as long as
 * banks take over what is given back.
 */
const STEPS = [...Array<number>(45).fill(MINUTE), ...Array<number>(6).fill(61 * MINUTE), ...Array<number>(3).fill(DAY)]

async function untilDecided({ core, settle, passTime }: Sandbox): Promise<void> {
  for (const step of STEPS) {
    passTime(step)
    await settle()
    if ((await undecided(core.store.db)).length === 0) return
  }
}

/** The merchant hears of each success once. */
async function untilTold({ core, receiver }: Sandbox): Promise<void> {
  const paid = await core.store.db.selectFrom('payments').select('id').where('status', '=', 'succeeded').execute()
  const told = () => {
    const events = receiver.received.map(({ headers, body }) => ({ id: headers['webhook-id'], ...JSON.parse(body) }))
    const successes = new Map(events.filter(({ event }) => event === 'payment.succeeded').map((one) => [one.id, one]))
    return [...successes.values()].map(({ data }) => data.payment_id as string)
  }
  await vi.waitFor(() => expect(told().sort()).toEqual(paid.map(({ id }) => id).sort()), PATIENCE_MS)
}
