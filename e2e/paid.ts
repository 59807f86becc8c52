import { expect } from '@playwright/test'
import { capturesOf } from './books.ts'
import { advanceClock, getPayment, webhooksAbout } from './merchant.ts'
import type { Sandbox } from './sandbox.ts'

export interface PaidBy {
  provider: string
  /** In cents. */
  amount?: number
  /** Events besides `payment.succeeded`, in the order of their names. */
  besides?: string[]
}

/**
 * The payment is paid, one provider's books hold one capture, and the shop received each webhook once, believed: also
 * once everything was done that falls due in the next minute.
 */
export async function expectPaidOnce(sandbox: Sandbox, id: string, paidBy: PaidBy): Promise<void> {
  const { provider, amount = 2500, besides = [] } = paidBy
  await expect.poll(() => getPayment(sandbox, id)).toMatchObject({ status: 'succeeded', provider })
  await advanceClock(sandbox, 'PT1M')
  expect(await capturesOf(sandbox, id)).toEqual([[provider, amount]])
  const received = async () =>
    (await webhooksAbout(sandbox, id))
      .map(({ event, verified }) => `${event}${verified ? '' : ', not believed'}`)
      .sort()
  await expect.poll(received).toEqual(['payment.succeeded', ...besides].sort())
}

/** Nothing was taken, nothing was told, and the payer may try again. */
export async function expectStillOpen(sandbox: Sandbox, id: string): Promise<void> {
  await expect.poll(async () => (await getPayment(sandbox, id)).status).toBe('pending')
  expect(await capturesOf(sandbox, id)).toEqual([])
  expect(await webhooksAbout(sandbox, id)).toEqual([])
}
