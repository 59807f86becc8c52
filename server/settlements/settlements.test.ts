import { beforeEach, expect, it } from 'vitest'
import { setProviderAccount } from '../accounts/provider-accounts.ts'
import { applyDispute } from '../disputes/disputes.ts'
import { applyOutcome } from '../payments/outcomes.ts'
import { newPayment } from '../payments/test-payments.ts'
import { applyRefundOutcome } from '../refunds/refunds.ts'
import { describeOnBothStores } from '../store/test-stores.ts'
import type { SettlementLine } from './settlement.ts'
import { getSettlement, makeSettlement } from './settlements.ts'
import { type TestShop, testShop } from './test-settlements.ts'

const MONDAY = '2026-01-19T00:00:00.000Z'
const NOTHING: Omit<SettlementLine, 'provider' | 'currency'> = {
  payments: 0,
  gross: 0n,
  refunds: 0n,
  fees: 0n,
  feesEstimated: false,
  net: 0n,
  disputes: 0,
  disputedAmount: 0n,
}

describeOnBothStores('settlements', (store) => {
  let shop: TestShop

  // It is Thursday, 15 January 2026, 12:00 UTC.
  beforeEach(async () => {
    shop = await testShop(store())
  })

  const settle = (weekOf: string | null = null, owner = shop.owner) =>
    shop.core.store.transaction((tx) =>
      makeSettlement(shop.core, tx, owner, weekOf === null ? null : Date.parse(weekOf)),
    )
  const firstLine = async (weekOf: string | null = null) => (await settle(weekOf)).lines[0]

  it('tell for each provider and currency what came in, what was kept, and what is left', async () => {
    await setProviderAccount(shop.core, {
      ...shop.owner,
      provider: 'mollie',
      feeSchedule: { percentBps: 180, fixed: { EUR: 25 } },
    })
    await shop.sell({ charge: 2500n, fee: 60n })
    await shop.sell({ charge: 2500n, fee: 61n })
    await shop.sell({ charge: 1001n, provider: 'mollie' })
    await shop.sell({ charge: 1001n, provider: 'mollie' })
    await shop.sell({ charge: 333n, provider: 'mollie', fee: 7n })
    await shop.sell({ charge: 900n, currency: 'JPY', fee: 32n })
    await shop.sell({ charge: 700n, currency: 'USD' })
    await shop.sell({ charge: 99n, mode: 'live', fee: 1n })
    shop.at('2026-01-20T09:00:00.000Z')
    const settlement = await settle()
    expect(settlement).toMatchObject({
      id: expect.stringMatching(/^set_/),
      periodStart: '2026-01-12T00:00:00.000Z',
      periodEnd: MONDAY,
      createdAt: '2026-01-20T09:00:00.000Z',
    })
    expect(settlement.lines).toEqual([
      // 1001 × 1.8 % is 18.018: 18 + 25 for each of the two.
      {
        ...NOTHING,
        provider: 'mollie',
        currency: 'EUR',
        payments: 3,
        gross: 2335n,
        fees: 93n,
        feesEstimated: true,
        net: 2242n,
      },
      { ...NOTHING, provider: 'stripe', currency: 'EUR', payments: 2, gross: 5000n, fees: 121n, net: 4879n },
      { ...NOTHING, provider: 'stripe', currency: 'JPY', payments: 1, gross: 900n, fees: 32n, net: 868n },
      { ...NOTHING, provider: 'stripe', currency: 'USD', payments: 1, gross: 700n, feesEstimated: true, net: 700n },
    ])
    expect(await getSettlement(shop.core.store.db, shop.owner, settlement.id)).toEqual(settlement)
    const live = await settle(null, { ...shop.owner, mode: 'live' })
    expect(live.lines).toMatchObject([{ provider: 'stripe', currency: 'EUR', payments: 1, gross: 99n, net: 98n }])
  })

  it('hold what was recorded from one Monday on, and nothing of the next', async () => {
    shop.at('2026-01-18T23:59:59.999Z')
    await shop.sell({ charge: 100n })
    shop.at(MONDAY)
    await shop.sell({ charge: 200n })
    shop.at('2026-01-25T23:59:59.999Z')
    await shop.sell({ charge: 400n })
    shop.at('2026-01-26T00:00:00.000Z')
    await shop.sell({ charge: 800n })
    shop.at('2026-02-03T00:00:00.000Z')
    expect(await firstLine('2026-01-12')).toMatchObject({ gross: 100n })
    expect(await firstLine('2026-01-25T23:59:59.999Z')).toMatchObject({ payments: 2, gross: 600n })
    expect(await firstLine()).toMatchObject({ gross: 800n })
  })

  it('count what was charged, after the discount', async () => {
    const { paymentId } = await shop.sell({ charge: 2000n, fee: 50n })
    await shop.core.store.db
      .updateTable('payments')
      .set({ amount: 2500n, discount_amount: 500n })
      .where('id', '=', paymentId)
      .execute()
    shop.at('2026-01-20T00:00:00.000Z')
    expect(await firstLine()).toMatchObject({ gross: 2000n, net: 1950n })
  })

  it('leave out payments that are not paid, and those without a charge, which no provider took', async () => {
    await newPayment(shop.core, shop.owner)
    const free = await newPayment(shop.core, shop.owner)
    await shop.core.store.db
      .updateTable('payments')
      .set({ discount_amount: 2500n, status: 'succeeded', succeeded_at: '2026-01-15T12:00:00.000Z' })
      .where('id', '=', free.id)
      .execute()
    shop.at('2026-01-20T00:00:00.000Z')
    expect((await settle()).lines).toEqual([])
  })

  it('count refunds in the week in which they succeed, at the provider that was paid', async () => {
    const sold = await shop.sell({ charge: 2500n, fee: 60n, provider: 'mollie' })
    await shop.refund(sold, 300n)
    shop.at(MONDAY)
    await shop.refund(sold, 1000n)
    await shop.refund(sold, 200n)
    shop.at('2026-01-27T00:00:00.000Z')
    const mollie = { ...NOTHING, provider: 'mollie', currency: 'EUR' }
    expect((await settle('2026-01-12')).lines).toEqual([
      { ...mollie, payments: 1, gross: 2500n, refunds: 300n, fees: 60n, net: 2140n },
    ])
    expect((await settle('2026-01-19')).lines).toEqual([{ ...mollie, refunds: 1200n, net: -1200n }])
  })

  it('take a refund back that turned out to have failed, in the week in which it did', async () => {
    const sold = await shop.sell({ charge: 2500n, fee: 60n })
    const fails = async (reference: string) =>
      applyRefundOutcome(shop.core, sold.accountId, { state: 'failed', reference, message: 'account closed' })
    await fails(await shop.refund(sold, 100n))
    const reference = await shop.refund(sold, 1000n)
    shop.at(MONDAY)
    await fails(reference)
    shop.at('2026-01-27T00:00:00.000Z')
    expect(await firstLine('2026-01-12')).toMatchObject({ gross: 2500n, refunds: 1000n, net: 1440n })
    expect(await firstLine('2026-01-19')).toMatchObject({ gross: 0n, refunds: -1000n, net: 1000n })
  })

  it('tell of disputes, and take nothing off for them', async () => {
    const sold = await shop.sell({ charge: 2500n, fee: 60n })
    const { provider_ref } = await shop.core.store.db
      .selectFrom('attempts')
      .select('provider_ref')
      .where('id', '=', sold.attemptId)
      .executeTakeFirstOrThrow()
    await applyDispute(shop.core, sold.accountId, {
      reference: 'dispute_1',
      paymentReference: provider_ref!,
      amount: 2500n,
      currency: 'EUR',
      reason: 'fraudulent',
      state: 'open',
    })
    shop.at('2026-01-20T00:00:00.000Z')
    expect(await firstLine()).toMatchObject({ disputes: 1, disputedAmount: 2500n, net: 2440n })
  })

  it('stay as they were made when a fee is learned later', async () => {
    const { attemptId } = await shop.sell({ charge: 2500n })
    shop.at('2026-01-20T00:00:00.000Z')
    const { id, lines } = await settle()
    expect(lines).toMatchObject([{ fees: 0n, feesEstimated: true }])
    await applyOutcome(shop.core, attemptId, { state: 'succeeded', fee: 60n })
    expect((await getSettlement(shop.core.store.db, shop.owner, id)).lines).toEqual(lines)
  })

  it('are made of closed weeks alone: five minutes after their end, when nothing of them is under way any more', async () => {
    const open = { kind: 'invalid', code: 'week_open', issues: [{ path: 'week_of', message: expect.any(String) }] }
    await expect(settle('2026-01-15')).rejects.toMatchObject(open)
    await expect(settle('9999-12-31')).rejects.toMatchObject(open)
    await expect(settle('0000-01-01')).rejects.toMatchObject({ kind: 'invalid', code: 'invalid_field' })
    shop.at('2026-01-19T00:04:59.999Z')
    await expect(settle()).rejects.toThrow('can be settled from 2026-01-19T00:05:00.000Z on')
    shop.at('2026-01-19T00:05:00.000Z')
    expect(await settle()).toMatchObject({ periodEnd: MONDAY, lines: [] })
  })

  it('are made once, also when two ask at once', async () => {
    await shop.sell()
    shop.at('2026-01-20T00:00:00.000Z')
    const asked = await Promise.allSettled(Array.from({ length: 5 }, () => settle()))
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(settle('2026-01-18')).rejects.toMatchObject({ kind: 'conflict', code: 'settlement_exists' })
  })
})
