import { sql } from 'kysely'
import { readFeeSchedule } from '../accounts/fee-schedule.ts'
import type { Owner } from '../accounts/owner.ts'
import type { Db } from '../store/store.ts'
import type { Charges, Disputed, Movements, Refunded, Week } from './settlement.ts'

/**
 * What moved in a week, as the store has it. Sums are made by the database and read as text, which is exact on both
 * stores; a payment without a charge had no provider and is not among them.
 */
export async function readMovements(db: Db, owner: Owner, week: Week): Promise<Movements> {
  return {
    charges: await readCharges(db, owner, week),
    refunds: [...(await readRefunds(db, owner, week)), ...(await readFailedRefunds(db, owner, week))],
    disputes: await readDisputes(db, owner, week),
  }
}

async function readCharges(db: Db, { appId, mode }: Owner, { start, end }: Week): Promise<Charges[]> {
  const alike = ['attempt.account_id', 'attempt.provider', 'payment.currency'] as const
  const rows = await db
    .selectFrom('payments as payment')
    .innerJoin('attempts as attempt', 'attempt.payment_id', 'payment.id')
    .select([...alike, 'payment.amount', 'payment.discount_amount'])
    .select(({ fn }) => [
      countOf().as('payments'),
      sql<number>`cast(${fn.count('attempt.fee')} as integer)`.as('fees_told'),
      sumOf('attempt.fee').as('told_fees'),
    ])
    .where('payment.app_id', '=', appId)
    .where('payment.mode', '=', mode)
    .where('payment.succeeded_at', '>=', start)
    .where('payment.succeeded_at', '<', end)
    .where('attempt.status', '=', 'succeeded')
    .groupBy([...alike, 'payment.amount', 'payment.discount_amount'])
    .execute()
  const schedules = await readSchedules(db, { appId, mode })
  return rows.map((row) => ({
    provider: row.provider,
    currency: row.currency,
    charge: row.amount - row.discount_amount,
    payments: row.payments,
    feesTold: row.fees_told,
    toldFees: BigInt(row.told_fees ?? 0),
    schedule: schedules.get(row.account_id) ?? null,
  }))
}

async function readSchedules(db: Db, { appId, mode }: Owner) {
  const rows = await db
    .selectFrom('provider_accounts')
    .select(['id', 'fee_schedule'])
    .where('app_id', '=', appId)
    .where('mode', '=', mode)
    .execute()
  return new Map(rows.map(({ id, fee_schedule }) => [id, readFeeSchedule(fee_schedule)]))
}

async function readRefunds(db: Db, owner: Owner, { start, end }: Week): Promise<Refunded[]> {
  const rows = await refundsOf(db, owner)
    .where('refund.succeeded_at', '>=', start)
    .where('refund.succeeded_at', '<', end)
    .execute()
  return rows.map(({ amount, ...row }) => ({ ...row, amount: BigInt(amount ?? 0) }))
}

/** Refunds that succeeded and then failed after all: the week that counted them may be settled, so this one corrects it. */
async function readFailedRefunds(db: Db, owner: Owner, { start, end }: Week): Promise<Refunded[]> {
  const rows = await refundsOf(db, owner)
    .where('refund.succeeded_at', '<', end)
    .where('refund.status', '=', 'failed')
    .where('refund.updated_at', '>=', start)
    .where('refund.updated_at', '<', end)
    .execute()
  return rows.map(({ amount, ...row }) => ({ ...row, amount: -BigInt(amount ?? 0) }))
}

const refundsOf = (db: Db, { appId, mode }: Owner) =>
  db
    .selectFrom('refunds as refund')
    .innerJoin('provider_accounts as account', 'account.id', 'refund.account_id')
    .select(['account.provider', 'refund.currency', sumOf('refund.amount').as('amount')])
    .where('refund.app_id', '=', appId)
    .where('refund.mode', '=', mode)
    .groupBy(['account.provider', 'refund.currency'])

async function readDisputes(db: Db, { appId, mode }: Owner, { start, end }: Week): Promise<Disputed[]> {
  const rows = await db
    .selectFrom('disputes as dispute')
    .innerJoin('provider_accounts as account', 'account.id', 'dispute.account_id')
    .select(['account.provider', 'dispute.currency', countOf().as('disputes'), sumOf('dispute.amount').as('amount')])
    .where('dispute.app_id', '=', appId)
    .where('dispute.mode', '=', mode)
    .where('dispute.created_at', '>=', start)
    .where('dispute.created_at', '<', end)
    .groupBy(['account.provider', 'dispute.currency'])
    .execute()
  return rows.map(({ amount, ...row }) => ({ ...row, amount: BigInt(amount ?? 0) }))
}

const countOf = () => sql<number>`cast(count(*) as integer)`
/** Null where nothing has one. */
const sumOf = (column: string) => sql<string | null>`cast(sum(${sql.ref(column)}) as text)`
