import type { Books } from '../books.ts'
import { invalidRequest } from './errors.ts'

/** The properties that hold another object's id, and the kind of that object. */
const EXPANDABLE = new Map(
  Object.entries({
    balance_transaction: 'balance_transaction',
    charge: 'charge',
    latest_charge: 'charge',
    payment_intent: 'payment_intent',
    payment_method: 'payment_method',
  }),
)

type Tree = Record<string, unknown>

/** `body` with the objects in place of the ids that `paths` name (`latest_charge.balance_transaction`, `data.charge`). */
export function expanded(books: Books, body: object, paths: string[] = []): object {
  const copy = structuredClone(body) as Tree
  for (const path of paths) {
    if (path.split('.').length > 4) throw invalidRequest(`'${path}' is deeper than four levels.`, { param: 'expand' })
    expandPath(books, copy, path.split('.'), path)
  }
  return copy
}

function expandPath(books: Books, tree: Tree, [step, ...rest]: string[], path: string) {
  if (step === undefined) return
  if (step === 'data' && Array.isArray(tree.data)) {
    for (const item of tree.data) expandPath(books, item, rest, path)
    return
  }
  const kind = EXPANDABLE.get(step)
  if (!kind || !(step in tree)) {
    throw invalidRequest(`This property cannot be expanded (${path}).`, { param: 'expand' })
  }
  if (typeof tree[step] === 'string') tree[step] = books.get<Tree>(kind, tree[step]) ?? tree[step]
  if (tree[step] !== null) expandPath(books, tree[step] as Tree, rest, path)
}
