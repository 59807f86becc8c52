import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it, vi } from 'vitest'
import { KILLS, openChance, SEED } from './chance.ts'
import { cancelPayment, createPayment, done, getPayment } from './merchant.ts'
import { type Moment, pickMoment } from './moment.ts'
import { ENGINES, LEASES_OVER_MS, openScene, PATIENCE_MS, type Scene } from './scene.ts'

const PAYMENTS_A_KILL = 10

describe.concurrent.each(ENGINES)('a host on %s that is killed before its webhooks arrived', (engine) => {
  const timeout = 60_000 + KILLS * 10_000

  it('sends the one that was under way again, the same and signed', { timeout }, async (test) => {
    let holding = true
    const scene = await openScene(test, engine, {
      answer: (response) => {
        if (!holding) response.writeHead(204).end()
      },
    })
    const before = await scene.startHost()
    const { id } = await done(createPayment(scene, before))
    await done(cancelPayment(scene, before, id))
    await vi.waitFor(() => expect(scene.receiver.received).toHaveLength(1), PATIENCE_MS)
    await before.kill()

    holding = false
    scene.passTime(LEASES_OVER_MS)
    const after = await scene.startHost()
    await vi.waitFor(() => expect(scene.receiver.received).toHaveLength(2), PATIENCE_MS)
    const [first, second] = scene.receiver.received
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id'])
    expect(second!.body).toBe(first!.body)
    const { webhookSecret } = scene.credentials.paylinq
    expect(new Webhook(webhookSecret).verify(second!.body, second!.headers)).toMatchObject({
      event: 'payment.cancelled',
      data: { payment_id: id },
    })
    expect(second!.headers['x-paylinq-signature']).toBe(
      createHmac('sha256', webhookSecret).update(second!.body).digest('hex'),
    )

    await after.stop()
    expect(scene.receiver.received).toHaveLength(2)
    const deliveries = await scene.read((db) => db.selectFrom('deliveries').select(['state', 'attempts']).execute())
    expect(deliveries).toEqual([{ state: 'succeeded', attempts: 2 }])
  })

  it(`tells of a change exactly when it was made (${KILLS} kills, seed ${SEED})`, { timeout }, async (test) => {
    const chance = openChance()
    let moment: Moment
    const scene = await openScene(test, engine, {
      answer: (response) => {
        moment.happened()
        response.writeHead(204).end()
      },
    })
    const payments: string[] = []
    const answered: string[] = []
    let host = await scene.startHost()

    /** Until the host is killed: what was asked last gets no answer then, and may have been done or not. */
    async function cancelOneByOne(ids: string[]) {
      for (const id of ids) {
        const answer = await cancelPayment(scene, host, id).catch(() => null)
        if (!answer) return
        expect(answer.status).toBe(200)
        answered.push(id)
        moment.happened()
      }
    }

    for (let kill = 0; kill < KILLS; kill += 1) {
      const ids: string[] = []
      for (let n = 0; n < PAYMENTS_A_KILL; n += 1) ids.push((await done(createPayment(scene, host))).id)
      payments.push(...ids)
      // Each is answered, and each is told.
      moment = pickMoment(chance, 2 * PAYMENTS_A_KILL)
      const half = PAYMENTS_A_KILL / 2
      const cancelling = [cancelOneByOne(ids.slice(0, half)), cancelOneByOne(ids.slice(half))]
      await Promise.all([...cancelling, moment.reached.then(host.kill)])
      scene.passTime(LEASES_OVER_MS)
      host = await scene.startHost()
    }

    for (const id of answered) expect(await getPayment(scene, host, id)).toMatchObject({ status: 'cancelled' })
    for (const id of payments) await cancelPayment(scene, host, id)
    payments.sort()
    await vi.waitFor(() => expect(toldOf(scene)).toEqual(payments), PATIENCE_MS)
    await host.stop()
    expect(toldOf(scene)).toEqual(payments)
  })
})

/** The payments that webhooks told of, one for each webhook: one that was sent twice has the same id. */
function toldOf({ receiver }: Scene): string[] {
  const told = new Map(
    receiver.received.map(({ headers, body }) => [headers['webhook-id']!, JSON.parse(body).data.payment_id as string]),
  )
  return [...told.values()].sort()
}
