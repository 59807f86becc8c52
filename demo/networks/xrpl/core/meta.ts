import { type Amount, isIssued } from './amount.ts'
import type { Draft, Entry } from './entries.ts'
import type { Fields } from './transaction.ts'

/** What a transaction did to the ledger, as its metadata tells it. */

type FieldsOf = Record<string, unknown>

export interface Meta {
  AffectedNodes: FieldsOf[]
  TransactionIndex: number
  TransactionResult: string
  /** In the ledger itself only where it may differ from what was asked for. */
  DeliveredAmount?: Amount
  /** Added by the server for everything that delivers. */
  delivered_amount?: Amount
}

/** Notes in each changed entry which transaction changed it last, and tells the changes. */
export function tellChanges(draft: Draft, hash: string, ledger: number): FieldsOf[] {
  const nodes: FieldsOf[] = []
  for (const { before, after, removed } of [...draft.changes().values()]) {
    if (!before && removed) continue
    const node = { LedgerEntryType: after.LedgerEntryType, LedgerIndex: after.index }
    const place = before?.PreviousTxnID && {
      PreviousTxnID: before.PreviousTxnID,
      PreviousTxnLgrSeq: before.PreviousTxnLgrSeq,
    }
    if (!removed) draft.put({ ...after, PreviousTxnID: hash, PreviousTxnLgrSeq: ledger })
    if (!before) nodes.push({ CreatedNode: { ...node, NewFields: newFields(after) } })
    else {
      const previous = changedFields(before, after)
      const told = {
        ...node,
        FinalFields: fieldsOf(after),
        ...(Object.keys(previous).length > 0 && { PreviousFields: previous }),
        ...place,
      }
      nodes.push(removed ? { DeletedNode: told } : { ModifiedNode: told })
    }
  }
  return nodes
}

const ASIDE = new Set(['index', 'LedgerEntryType', 'PreviousTxnID', 'PreviousTxnLgrSeq'])

const fieldsOf = (entry: Entry): FieldsOf =>
  Object.fromEntries(Object.entries(entry).filter(([name, value]) => !ASIDE.has(name) && value !== undefined))

/** What is nothing goes without saying. */
const newFields = (entry: Entry): FieldsOf =>
  Object.fromEntries(Object.entries(fieldsOf(entry)).filter(([, value]) => value !== 0))

function changedFields(before: Entry, after: Entry): FieldsOf {
  const now = fieldsOf(after)
  return Object.fromEntries(
    Object.entries(fieldsOf(before)).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(now[name])),
  )
}

/** Every account that a transaction names or changed something of: in their histories it stands. */
export function accountsOf(fields: Fields, meta: Meta): string[] {
  const accounts = new Set<string>()
  const look = (value: unknown, name: string) => {
    if (isIssued(value)) accounts.add(value.issuer)
    else if (typeof value === 'string' && (name === 'Account' || name === 'Destination' || name === 'Owner')) {
      accounts.add(value)
    }
  }
  for (const [name, value] of Object.entries(fields)) look(value, name)
  for (const node of meta.AffectedNodes) {
    for (const { NewFields, FinalFields } of Object.values(node) as { NewFields?: object; FinalFields?: object }[]) {
      for (const [name, value] of Object.entries({ ...NewFields, ...FinalFields })) look(value, name)
    }
  }
  return [...accounts]
}
