import type { Core } from '../core.ts'
import { formatDecimal } from '../money/decimal.ts'
import type { Network, TransferRow } from '../store/schema.ts'
import type { Tx } from '../store/store.ts'
import { emit } from '../webhooks/outbox.ts'

/**
 * Why a transfer belongs to no invoice. `wrong_asset`: other code, or the same code from another issuer. `no_rate`: it
 * came for a fiat price while no quote was in force, and no rate could be had either. `unreadable`: the ledger told of it
 * in a way that we cannot read; asset and amount are as much as could be.
 */
export type UnmatchedReason = 'no_reference' | 'unknown_reference' | 'wrong_asset' | 'no_rate' | 'unreadable'

/** Decimal digits of a network's amounts, whatever the asset. */
const DIGITS: Record<Network, number> = { STELLAR: 7, XRPL: 6 }

/** What came, in decimals. */
export const formatTransfer = ({ amount, network }: Pick<TransferRow, 'amount' | 'network'>): string =>
  formatDecimal(amount, DIGITS[network], 0)

/** Tells the merchant whose address it is that money came which belongs to no invoice. */
export async function tellUnmatched(core: Core, tx: Tx, transfer: TransferRow): Promise<void> {
  const owner = await tx
    .selectFrom('receiving_addresses')
    .select('merchant_id')
    .where('mode', '=', transfer.mode)
    .where('network', '=', transfer.network)
    .where('address', '=', transfer.address)
    .executeTakeFirst()
  // An address that was taken away while its last page was read: the transfer is kept, and nobody is there to tell.
  if (!owner) return
  await emit(core, tx, {
    dialect: 'paylinkr',
    ownerId: owner.merchant_id,
    mode: transfer.mode,
    type: 'transfer.unmatched',
    subjectId: transfer.id,
    payload: {
      transferId: transfer.id,
      reason: transfer.unmatched_reason,
      paymentNetwork: transfer.network,
      asset: transfer.asset_code,
      assetIssuer: transfer.asset_issuer,
      amount: formatTransfer(transfer),
      reference: transfer.reference,
      sender: transfer.sender,
      destinationAddress: transfer.address,
      transactionHash: transfer.transaction_hash,
      operationIndex: transfer.operation_index,
      ledger: transfer.ledger,
      closedAt: transfer.closed_at,
    },
  })
}
