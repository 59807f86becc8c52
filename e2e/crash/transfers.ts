import { type Horizon, Memo, type Transaction } from '@stellar/stellar-sdk'
import { build, merchant, pay, payer } from '../../demo/networks/horizon/test-network.ts'
import { formatDecimal, parseDecimal } from '../../server/money/decimal.ts'

/** Money on its way to the merchant and there, in stroops. */

const DIGITS = 7

export const inUsdc = (stroops: bigint): string => formatDecimal(stroops, DIGITS, 2)

/** A transaction to be: what it sends, all under one memo. */
export interface Draft {
  memo: string
  amounts: bigint[]
}

/** The payer signs them all beforehand: the network takes them in this order and no other. */
export async function signAll(horizon: Horizon.Server, drafts: Draft[]): Promise<Transaction[]> {
  const source = await horizon.loadAccount(payer.publicKey())
  return drafts.map(({ memo, amounts }) => {
    const operations = amounts.map((amount) => pay(inUsdc(amount)))
    return build(source, operations, { memo: Memo.text(memo), signers: [payer] })
  })
}

export interface Arrival {
  transactionHash: string
  memo: string
  amount: bigint
}

/** What the network's own books say that the merchant was paid. */
export async function readArrivals(horizon: Horizon.Server): Promise<Arrival[]> {
  const arrivals: Arrival[] = []
  let page = await horizon.payments().forAccount(merchant.publicKey()).join('transactions').limit(200).call()
  while (page.records.length > 0) {
    for (const record of page.records) {
      const { transaction_hash, amount, transaction_attr } = record as unknown as PaymentRecord
      const stroops = parseDecimal(amount, DIGITS)!.amount
      arrivals.push({ transactionHash: transaction_hash, memo: transaction_attr.memo, amount: stroops })
    }
    page = await page.next()
  }
  return arrivals
}

interface PaymentRecord {
  transaction_hash: string
  amount: string
  transaction_attr: { memo: string }
}
