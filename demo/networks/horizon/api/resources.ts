import { type Account, subentries } from '../core/accounts.ts'
import { addressFields } from '../core/address.ts'
import { MAX_TRANSACTION_SET_SIZE, PROTOCOL_VERSION } from '../core/header.ts'
import type { LedgerRecord, OperationRecord, TransactionRecord } from '../core/history.ts'
import { ledgerPosition } from '../core/paging-token.ts'
import { BASE_FEE, BASE_RESERVE, formatStroops } from '../core/stroops.ts'
import type { Listed } from './page.ts'

/** Writes links for a caller: `base` is the origin that it called. */
const linksFrom = (base: string) => ({
  to: (path: string) => ({ href: base + path }),
  paged: (path: string) => ({ href: `${base}${path}{?cursor,limit,order}`, templated: true }),
})

const instant = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`

const NO_FLAGS = {
  auth_required: false,
  auth_revocable: false,
  auth_immutable: false,
  auth_clawback_enabled: false,
}

export function accountResource(account: Account, base: string): Record<string, unknown> {
  const { id, homeDomain, sequenceLedger, sequenceTime } = account
  const { to, paged } = linksFrom(base)
  const self = `/accounts/${id}`
  return {
    _links: {
      self: to(self),
      transactions: paged(`${self}/transactions`),
      operations: paged(`${self}/operations`),
      payments: paged(`${self}/payments`),
      effects: paged(`${self}/effects`),
      offers: paged(`${self}/offers`),
      trades: paged(`${self}/trades`),
      data: { href: `${base}${self}/data/{key}`, templated: true },
    },
    id,
    account_id: id,
    sequence: account.sequence.toString(),
    ...(sequenceLedger !== undefined && { sequence_ledger: sequenceLedger, sequence_time: String(sequenceTime) }),
    subentry_count: subentries(account),
    ...(homeDomain && { home_domain: homeDomain }),
    last_modified_ledger: account.modifiedLedger,
    last_modified_time: instant(account.modifiedAt),
    thresholds: { low_threshold: 0, med_threshold: 0, high_threshold: 0 },
    flags: NO_FLAGS,
    balances: balancesOf(account),
    signers: [{ weight: 1, key: id, type: 'ed25519_public_key' }],
    data: account.data,
    num_sponsoring: 0,
    num_sponsored: 0,
    paging_token: id,
  }
}

/** XLM comes last. */
function balancesOf({ trustlines, balance }: Account): Record<string, unknown>[] {
  const lines = trustlines.map((line) => ({
    balance: formatStroops(line.balance),
    limit: formatStroops(line.limit),
    buying_liabilities: '0.0000000',
    selling_liabilities: '0.0000000',
    last_modified_ledger: line.modifiedLedger,
    is_authorized: true,
    is_authorized_to_maintain_liabilities: true,
    is_clawback_enabled: false,
    asset_type: line.code.length > 4 ? 'credit_alphanum12' : 'credit_alphanum4',
    asset_code: line.code,
    asset_issuer: line.issuer,
  }))
  const xlm = {
    balance: formatStroops(balance),
    buying_liabilities: '0.0000000',
    selling_liabilities: '0.0000000',
    asset_type: 'native',
  }
  return [...lines, xlm]
}

export function ledgerResource(ledger: LedgerRecord, base: string): Listed {
  const { to, paged } = linksFrom(base)
  const self = `/ledgers/${ledger.sequence}`
  const pagingToken = ledgerPosition(ledger.sequence).toString()
  return {
    pagingToken,
    body: {
      _links: {
        self: to(self),
        transactions: paged(`${self}/transactions`),
        operations: paged(`${self}/operations`),
        payments: paged(`${self}/payments`),
        effects: paged(`${self}/effects`),
      },
      id: ledger.hash,
      paging_token: pagingToken,
      hash: ledger.hash,
      prev_hash: ledger.previousHash,
      sequence: ledger.sequence,
      successful_transaction_count: ledger.successful,
      failed_transaction_count: ledger.failed,
      operation_count: ledger.operations,
      tx_set_operation_count: ledger.operationsInSet,
      closed_at: instant(ledger.closedAt),
      total_coins: formatStroops(BigInt(ledger.totalCoins)),
      fee_pool: formatStroops(BigInt(ledger.feePool)),
      base_fee_in_stroops: Number(BASE_FEE),
      base_reserve_in_stroops: Number(BASE_RESERVE),
      max_tx_set_size: MAX_TRANSACTION_SET_SIZE,
      protocol_version: PROTOCOL_VERSION,
      header_xdr: ledger.headerXdr,
    },
  }
}

/** An empty list of changes: what a fee did to ledger entries is not kept. */
const NO_CHANGES_XDR = 'AAAAAA=='

/** `hash` is the one that was asked for: a fee bump answers to the hash of the transaction inside too. */
export function transactionResource(record: TransactionRecord, base: string, hash = record.hash): Listed {
  const { to, paged } = linksFrom(base)
  const self = `/transactions/${hash}`
  const { position, inner } = record
  const { muxed } = record.source
  return {
    pagingToken: position,
    body: {
      _links: {
        self: to(self),
        account: to(`/accounts/${record.source.id}`),
        ledger: to(`/ledgers/${record.ledger}`),
        operations: paged(`${self}/operations`),
        effects: paged(`${self}/effects`),
        precedes: to(`/transactions?order=asc&cursor=${position}`),
        succeeds: to(`/transactions?order=desc&cursor=${position}`),
        transaction: to(self),
      },
      id: hash,
      paging_token: position,
      successful: record.successful,
      hash,
      ledger: record.ledger,
      created_at: instant(record.closedAt),
      source_account: record.source.id,
      ...(muxed && { account_muxed: muxed.address, account_muxed_id: muxed.id }),
      source_account_sequence: record.sequence,
      ...addressFields('fee_account', record.feeAccount),
      fee_charged: record.feeCharged,
      max_fee: record.maxFee,
      operation_count: record.operationCount,
      envelope_xdr: record.envelopeXdr,
      result_xdr: record.resultXdr,
      fee_meta_xdr: NO_CHANGES_XDR,
      ...record.memo,
      signatures: inner?.hash === hash ? inner.signatures : record.signatures,
      ...(record.preconditions && { preconditions: record.preconditions }),
      ...(inner && {
        fee_bump_transaction: { hash: record.hash, signatures: record.signatures },
        inner_transaction: { hash: inner.hash, max_fee: inner.maxFee, signatures: inner.signatures },
      }),
    },
  }
}

export function operationResource(record: OperationRecord, base: string, transaction?: TransactionRecord): Listed {
  const { to } = linksFrom(base)
  const { position, transactionHash } = record
  const self = `/operations/${position}`
  return {
    pagingToken: position,
    body: {
      _links: {
        self: to(self),
        transaction: to(`/transactions/${transactionHash}`),
        effects: to(`${self}/effects`),
        succeeds: to(`/effects?order=desc&cursor=${position}`),
        precedes: to(`/effects?order=asc&cursor=${position}`),
      },
      id: position,
      paging_token: position,
      transaction_successful: record.successful,
      ...addressFields('source_account', record.source),
      type: record.type,
      type_i: record.typeNumber,
      created_at: instant(record.closedAt),
      transaction_hash: transactionHash,
      ...(transaction && { transaction: transactionResource(transaction, base).body }),
      ...record.details,
    },
  }
}
