import { expect, it, vi } from 'vitest'
import { setProviderAccount } from '../../server/accounts/provider-accounts.ts'
import { registerWebhook } from '../../server/providers/registration.ts'
import { providerWebhooks } from '../../server/providers/webhooks.ts'
import { describeOnBothStores } from '../../server/store/test-stores.ts'
import { type TestCore, testApp, testClock, testCore } from '../../server/test-core.ts'
import { type Received, startReceiver } from '../../server/webhooks/test-webhooks.ts'
import { openChance, SEED } from '../crash/chance.ts'
import { PATIENCE_MS } from '../crash/scene.ts'
import { HAPPENINGS, type Paid, pressPay } from './happenings.ts'
import { ACCOUNTS, PROVIDERS, type ProviderName, startNetworks } from './networks.ts'

/** Of four events there are 24 orders: some of them, or with LONG=1 all. */
const ORDERS = process.env.LONG ? Number.POSITIVE_INFINITY : 8

describeOnBothStores('webhooks of one payment', (store) => {
  it.for(HAPPENINGS)(
    'of $provider, in any order and any number: $name',
    {
      timeout: 60_000,
    },
    async ({ provider, events, ends, happen }, { onTestFinished }) => {
      const { core, networks, receiver, appId } = await openScene(store, provider, onTestFinished)
      const webhooks = providerWebhooks(core)
      const chance = openChance()
      const deliver = async ({ path, headers, body }: Received) => {
        const answer = await webhooks.request(path.replace('/webhooks', ''), { method: 'POST', headers, body })
        expect([path, answer.status]).toEqual([path, 200])
      }
      for (const order of chance.shuffle(ordersOf(events.length)).slice(0, ORDERS)) {
        receiver.received.length = 0
        const paid = await pressPay(core, appId, provider)
        await happen({ core, networks, paid })
        await vi.waitFor(() => expect(receiver.received.map(typeOf).sort()).toEqual(events.toSorted()), PATIENCE_MS)
        const told = receiver.received.toSorted((a, b) => events.indexOf(typeOf(a)) - events.indexOf(typeOf(b)))

        const inOrder = order.map((index) => told[index]!)
        for (const one of inOrder) {
          await deliver(one)
          // One that came before comes again.
          if (chance.below(1) < 0.5) await deliver(inOrder[Math.floor(chance.below(inOrder.indexOf(one) + 1))]!)
        }
        const wanted = { ...ends, events: wantedEvents(ends) }
        expect(await stateOf(core, paid), `in the order ${order}, seed ${SEED}`).toEqual(wanted)
        // Also what our own doing has the provider tell, and all of it together.
        const all = chance.shuffle([...receiver.received, ...receiver.received])
        await Promise.all(all.map(deliver))
        expect(await stateOf(core, paid), `after the order ${order}, seed ${SEED}`).toEqual(wanted)
      }
    },
  )
})

async function openScene(
  store: Parameters<Parameters<typeof describeOnBothStores>[1]>[0],
  provider: ProviderName,
  onTestFinished: (end: () => Promise<void>) => void,
) {
  const clock = testClock()
  const receiver = await startReceiver((response) => response.writeHead(200).end())
  onTestFinished(receiver.close)
  const networks = await startNetworks(clock)
  onTestFinished(async () => void (await Promise.all(PROVIDERS.map((name) => networks[name].stop()))))
  const urlOf = (name: ProviderName) => ({ live: networks[name].url, test: networks[name].url })
  const config = {
    publicUrl: receiver.url,
    stripe: { apiUrl: networks.stripe.url, scriptUrl: `${networks.stripe.url}/stripe.js` },
    airwallex: { apiUrl: urlOf('airwallex'), pageUrl: `${networks.airwallex.url}/checkout` },
    mollie: { apiUrl: urlOf('mollie') },
    paypal: { apiUrl: urlOf('paypal') },
  }
  const core: TestCore = { ...testCore(store(), { config }), clock }
  const { appId } = await testApp(core, provider, ACCOUNTS[provider])
  const { id } = await setProviderAccount(core, { appId, mode: 'test', provider })
  await registerWebhook(core, id)
  return { core, networks, receiver, appId }
}

/** Every order of so many events. */
function ordersOf(count: number): number[][] {
  if (count === 0) return [[]]
  return ordersOf(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, place) => order.toSpliced(place, 0, count - 1)),
  )
}

function typeOf({ body }: Received): string {
  if (!body.startsWith('{')) return 'payment'
  const { type, name, event_type } = JSON.parse(body)
  return event_type ?? name ?? type
}

/** Each is told to the app once. That somebody has to act is told only where it is news. */
function wantedEvents({ payment, dispute }: { payment: string; dispute?: string }): string[] {
  return [
    ...(dispute ? ['payment.dispute_closed', 'payment.disputed'] : []),
    ...(payment === 'succeeded' ? ['payment.succeeded'] : []),
  ]
}

async function stateOf({ store }: TestCore, { attempt: { id, payment_id } }: Paid) {
  const { db } = store
  const payment = await db
    .selectFrom('payments')
    .select('status')
    .where('id', '=', payment_id)
    .executeTakeFirstOrThrow()
  const attempts = await db
    .selectFrom('attempts')
    .select(['id', 'status'])
    .where('payment_id', '=', payment_id)
    .execute()
  const disputes = await db.selectFrom('disputes').select('status').where('payment_id', '=', payment_id).execute()
  const events = await db.selectFrom('events').select('type').where('subject_id', '=', payment_id).execute()
  expect(attempts.map((attempt) => attempt.id)).toEqual([id])
  expect(disputes.length).toBeLessThanOrEqual(1)
  return {
    payment: payment.status,
    attempt: attempts[0]!.status,
    ...(disputes[0] && { dispute: disputes[0].status }),
    events: events
      .map(({ type }) => type)
      .filter((type) => type !== 'payment.requires_action')
      .sort(),
  }
}
