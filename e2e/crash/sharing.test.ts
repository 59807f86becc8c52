import { describe, expect, it, type TestContext, vi } from 'vitest'
import { KEYS, startAirwallex } from '../../demo/networks/airwallex/testing.ts'
import { setProviderAccount } from '../../server/accounts/provider-accounts.ts'
import type { PreparedAttempt } from '../../server/checkout/views.ts'
import type { Choice } from '../../server/providers/router.ts'
import { confirm, pressPay } from './card-payer.ts'
import { KILLS, openChance, SEED } from './chance.ts'
import { createPayment, done, getPayment, request } from './merchant.ts'
import { type Moment, pickMoment } from './moment.ts'
import { becomesSucceeded, expectPaidOnce, toldOf, untilStripeHasTold } from './paid.ts'
import { type Host, LEASES_OVER_MS, openScene, PATIENCE_MS, type Scene } from './scene.ts'

const PAYMENTS = 40
/** Outages in a row that open a circuit, and how long it then stays open. */
const OUTAGES = 5
const OPEN_FOR_MS = 31_000
const PAYMENTS_A_KILL = 6

describe.concurrent('two hosts on one PostgreSQL share what they know of providers', () => {
  const timeout = 90_000

  /** With a second account, at Airwallex. */
  async function open(test: TestContext, priority: number) {
    const airwallex = await startAirwallex({ clock: { now: () => Date.now(), advance: () => {} } })
    const environment = { AIRWALLEX_API_URL: airwallex.url, PROVIDER_TIMEOUT: '1500' }
    const scene = await openScene(test, 'postgres', { environment })
    await scene.administer(async (core) => {
      const { app_id: appId } = await core.store.db
        .selectFrom('provider_accounts')
        .select('app_id')
        .executeTakeFirstOrThrow()
      await setProviderAccount(core, { appId, mode: 'test', provider: 'airwallex', priority, credentials: KEYS })
    })
    const startBoth = () => Promise.all([scene.startHost(), scene.startHost()])
    return { scene, startBoth, hosts: await startBoth() }
  }

  it('take turns together', { timeout }, async (test) => {
    const { scene, hosts } = await open(test, 1)
    await Promise.all(Array.from({ length: PAYMENTS }, (_, n) => prepareNew(scene, hosts[n % 2]!)))
    const attempts = await attemptsOf(scene)
    const asked = (provider: string) => attempts.filter((attempt) => attempt.provider === provider).length
    expect(attempts).toHaveLength(PAYMENTS)
    expect(asked('stripe') + asked('airwallex')).toBe(PAYMENTS)
    expect(Math.abs(asked('stripe') - asked('airwallex'))).toBeLessThanOrEqual(1)
  })

  it('leave out a provider that the other one did not reach, and send one probe between them', {
    timeout,
  }, async (test) => {
    const { scene, startBoth, hosts } = await open(test, 2)
    const [one, other] = hosts
    await scene.stripe.setFault({ mode: 'refuse' })
    for (let n = 0; n < OUTAGES; n += 1) expect(await prepareNew(scene, one!)).toBe('airwallex')
    // It is up again, and would take it: the other host does not ask.
    await scene.stripe.setFault({ mode: 'none' })
    const before = intentKeys(scene).size
    expect(await prepareNew(scene, other!)).toBe('airwallex')
    expect(intentKeys(scene).size).toBe(before)
    const [last] = (await attemptsOf(scene)).slice(-1)
    const choices: Choice[] = JSON.parse(last!.choices)
    expect(choices.map(({ provider, decision }) => [provider, decision])).toEqual([
      ['stripe', 'skipped'],
      ['airwallex', 'chosen'],
    ])
    expect(choices[0]!.reason).toContain('circuit open')

    // Time for the probe, which is not answered: whoever comes meanwhile, on either host, goes elsewhere.
    await Promise.all(hosts.map(({ stop }) => stop()))
    scene.passTime(OPEN_FOR_MS)
    const after = await startBoth()
    await scene.stripe.setFault({ mode: 'timeout' })
    const asked = await Promise.all(Array.from({ length: PAYMENTS }, (_, n) => prepareNew(scene, after[n % 2]!)))
    expect(asked).toEqual(Array(PAYMENTS).fill('airwallex'))
    expect(intentKeys(scene).size).toBe(before + 1)
  })
})

describe('two hosts on one PostgreSQL, of which one is killed while cards are charged', () => {
  const timeout = 60_000 + KILLS * 15_000

  it(`have each payment succeed once (${KILLS} kills, seed ${SEED})`, { timeout }, async (test) => {
    const chance = openChance()
    let moment: Moment
    const scene = await openScene(test, 'postgres', {
      answer: (response) => {
        moment.happened()
        response.writeHead(204).end()
      },
    })
    const payments: string[] = []
    const staying = await scene.startHost()
    for (let kill = 0; kill < KILLS; kill += 1) {
      const leaving = await scene.startHost()
      scene.door.leadTo(leaving.address)
      const started = []
      for (let n = 0; n < PAYMENTS_A_KILL; n += 1) {
        const host = n % 2 === 0 ? staying : leaving
        const { id } = await done(createPayment(scene, host))
        started.push(await pressPay(host, id))
        payments.push(id)
      }
      moment = pickMoment(chance, 2 * PAYMENTS_A_KILL)
      const killing = moment.reached.then(async () => {
        await leaving.kill()
        scene.door.leadTo(staying.address)
      })
      await Promise.all([...started.map((one) => confirm(scene, one).then(moment.happened)), killing])
      for (const { paymentId } of started) await becomesSucceeded(scene, staying, paymentId)
    }
    await untilStripeHasTold(scene)
    for (const id of payments) expect(await getPayment(scene, staying, id)).toMatchObject({ status: 'succeeded' })

    // What the killed were about to tell the merchant is told once their leases are over.
    await staying.stop()
    scene.passTime(LEASES_OVER_MS)
    const last = await scene.startHost()
    payments.sort()
    await vi.waitFor(() => expect(toldOf(scene)).toEqual(payments), PATIENCE_MS)
    await last.stop()
    await expectPaidOnce(scene, payments)
  })
})

let payers = 0

/** @returns the provider whose form is shown for a new payment. */
async function prepareNew(scene: Scene, host: Host): Promise<string> {
  payers += 1
  const { id } = await done(createPayment(scene, host))
  const prepared = await done(
    request<PreparedAttempt>(`${host.address}/checkout/payments/${id}/attempts`, {
      method: 'POST',
      headers: { 'X-Forwarded-For': `10.3.${payers >> 8}.${payers & 255}` },
      body: JSON.stringify({ method: 'card' }),
    }),
  )
  return prepared.form.kind
}

const attemptsOf = (scene: Scene) =>
  scene.read((db) =>
    db.selectFrom('attempts').select(['provider', 'status', 'choices']).orderBy('created_at').orderBy('id').execute(),
  )

/** Under which keys Stripe was asked to make something to pay: the same key is the same attempt. */
const intentKeys = ({ stripe }: Scene): Set<string> =>
  new Set(
    stripe
      .requests()
      .filter(({ method, path }) => method === 'POST' && path === '/v1/payment_intents')
      .map(({ headers }) => headers['idempotency-key']!),
  )
