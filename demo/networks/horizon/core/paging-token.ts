/**
 * Where something stands in history, as one 64-bit number: 32 bits of ledger, 20 of transaction, 12 of operation.
 * Written as a decimal string, it is the `paging_token` and the cursor of every list, and an operation's id.
 */
export type Position = bigint

export const ledgerPosition = (ledger: number): Position => BigInt(ledger) << 32n

/** `order` counts from 1 within the ledger. */
export const transactionPosition = (ledger: number, order: number): Position =>
  ledgerPosition(ledger) | (BigInt(order) << 12n)

/** `index` counts from 1 within the transaction. */
export const operationPosition = (transaction: Position, index: number): Position => transaction | BigInt(index)

/** After everything that `ledger` holds: what the cursor `now` stands for. */
export const endOfLedger = (ledger: number): Position => ledgerPosition(ledger) | 0xffff_ffffn

export const ledgerOf = (position: Position): number => Number(position >> 32n)
