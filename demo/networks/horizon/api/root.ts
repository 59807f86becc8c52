import { PROTOCOL_VERSION } from '../core/header.ts'
import type { LedgerRecord } from '../core/history.ts'

/** What kind of Horizon this is, and which network it is of. */
export function rootResource(latest: LedgerRecord, elder: number, passphrase: string, base: string) {
  const link = (path: string) => ({ href: base + path, ...(path.includes('{') && { templated: true }) })
  return {
    _links: {
      self: link('/'),
      account: link('/accounts/{account_id}'),
      account_transactions: link('/accounts/{account_id}/transactions{?cursor,limit,order}'),
      fee_stats: link('/fee_stats'),
      ledger: link('/ledgers/{sequence}'),
      ledgers: link('/ledgers{?cursor,limit,order}'),
      operation: link('/operations/{id}'),
      operations: link('/operations{?cursor,limit,order,include_failed}'),
      payments: link('/payments{?cursor,limit,order,include_failed}'),
      transaction: link('/transactions/{hash}'),
      transactions: link('/transactions{?cursor,limit,order}'),
    },
    horizon_version: 'paylink-sandbox',
    core_version: 'paylink-sandbox',
    ingest_latest_ledger: latest.sequence,
    history_latest_ledger: latest.sequence,
    history_latest_ledger_closed_at: `${new Date(latest.closedAt * 1000).toISOString().slice(0, 19)}Z`,
    history_elder_ledger: elder,
    core_latest_ledger: latest.sequence,
    network_passphrase: passphrase,
    current_protocol_version: PROTOCOL_VERSION,
    supported_protocol_version: PROTOCOL_VERSION,
    core_supported_protocol_version: PROTOCOL_VERSION,
  }
}
