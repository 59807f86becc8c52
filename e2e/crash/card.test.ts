import { describe, expect, it, vi } from 'vitest'
import { confirm, pressPay } from './card-payer.ts'
import { KILLS, openChance, SEED } from './chance.ts'
import { createPayment, done, getPayment } from './merchant.ts'
import { type Moment, pickMoment } from './moment.ts'
import { becomesSucceeded, expectPaidOnce, toldOf, untilStripeHasTold } from './paid.ts'
import { ENGINES, type Host, LEASES_OVER_MS, openScene, PATIENCE_MS, type Scene } from './scene.ts'

const PAYMENTS_A_KILL = 4

describe.concurrent.each(ENGINES)('a host on %s that is killed while cards are charged', (engine) => {
  const timeout = 60_000 + KILLS * 10_000

  it('finds out by itself what it missed, and takes the webhook that comes late for old news', {
    timeout,
  }, async (test) => {
    const scene = await openScene(test, engine)
    const before = await scene.startHost()
    const { id } = await done(createPayment(scene, before))
    // No webhook of Stripe's gets through to it.
    await confirm(scene, await pressPay(before, id))
    expect(await getPayment(scene, before, id)).toMatchObject({ status: 'processing' })
    await before.kill()

    scene.passTime(LEASES_OVER_MS)
    const after = await scene.startHost()
    await becomesSucceeded(scene, after, id)
    scene.door.leadTo(after.address)
    await untilStripeHasTold(scene)
    await vi.waitFor(() => expect(scene.receiver.received).toHaveLength(1), PATIENCE_MS)
    await after.stop()
    await expectPaidOnce(scene, [id])
    expect(scene.receiver.received).toHaveLength(1)
  })

  it(`has each payment succeed once (${KILLS} kills, seed ${SEED})`, { timeout }, async (test) => {
    const chance = openChance()
    let moment: Moment
    const scene = await openScene(test, engine, {
      answer: (response) => {
        moment.happened()
        response.writeHead(204).end()
      },
    })
    const payments: string[] = []
    let host = await startBehindDoor(scene)
    for (let kill = 0; kill < KILLS; kill += 1) {
      const started = []
      for (let n = 0; n < PAYMENTS_A_KILL; n += 1) {
        const { id } = await done(createPayment(scene, host))
        started.push(await pressPay(host, id))
        payments.push(id)
      }
      // Each is confirmed, and each is told.
      moment = pickMoment(chance, 2 * PAYMENTS_A_KILL)
      const confirming = started.map((one) => confirm(scene, one).then(moment.happened))
      await Promise.all([...confirming, moment.reached.then(host.kill)])
      scene.passTime(LEASES_OVER_MS)
      host = await startBehindDoor(scene)
    }

    for (const id of payments) await becomesSucceeded(scene, host, id)
    await untilStripeHasTold(scene)
    payments.sort()
    await vi.waitFor(() => expect(toldOf(scene)).toEqual(payments), PATIENCE_MS)
    await host.stop()
    await expectPaidOnce(scene, payments)
  })
})

async function startBehindDoor(scene: Scene): Promise<Host> {
  scene.door.leadTo(null)
  const host = await scene.startHost()
  scene.door.leadTo(host.address)
  return host
}
