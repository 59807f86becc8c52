/**
 * Places in the ledger as cursors: the ledger's number in the upper half, the transaction's number in it, counted from
 * one, in the lower. A cursor stands after what it names, and grows with the ledger.
 */

const LEDGER_SHIFT = 32n
const WHOLE = (1n << LEDGER_SHIFT) - 1n

/** After one transaction; `index` counts from zero, as metadata does. */
export const afterTransaction = (ledger: number, index: number): bigint =>
  (BigInt(ledger) << LEDGER_SHIFT) + BigInt(index) + 1n

/** After all of a ledger. */
export const afterLedger = (ledger: number): bigint => (BigInt(ledger) << LEDGER_SHIFT) + WHOLE

/** The first ledger that may hold something after the cursor. Ledgers count from one. */
export const firstLedgerAfter = (cursor: bigint): number =>
  Math.max(1, Number(cursor >> LEDGER_SHIFT) + ((cursor & WHOLE) === WHOLE ? 1 : 0))
