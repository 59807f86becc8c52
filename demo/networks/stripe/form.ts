import { invalidRequest } from './errors.ts'

/** A form as Stripe reads it: `a[b]=1&c[]=2&d[0][e]=3` is `{ a: { b: '1' }, c: ['2'], d: [{ e: '3' }] }`. */
export type FormValue = string | FormValue[] | FormMap
export interface FormMap {
  [key: string]: FormValue
}

const NAME = /^([^[\]]+)((?:\[[^[\]]*\])*)$/
const BRACKET = /\[([^[\]]*)\]/g
const DEEPEST = 8

/** Keys come from outside, so maps have no prototype that a key could reach. */
const emptyMap = (): FormMap => Object.create(null) as FormMap

/** Decodes a query or an `application/x-www-form-urlencoded` body. */
export function readForm(encoded: string): FormMap {
  const root = emptyMap()
  for (const [name, value] of new URLSearchParams(encoded)) {
    const parts = NAME.exec(name)
    if (!parts) throw invalidRequest(`The parameter name '${name}' has unbalanced brackets.`)
    const path = [parts[1]!, ...[...parts[2]!.matchAll(BRACKET)].map((bracket) => bracket[1]!)]
    if (path.length > DEEPEST) throw invalidRequest(`The parameter '${name}' is nested too deeply.`)
    place(root, path, value, name)
  }
  return listsOf(root) as FormMap
}

function place(root: FormMap, path: string[], value: string, name: string) {
  let map = root
  for (const [depth, step] of path.entries()) {
    const key = step === '' ? String(Object.keys(map).length) : step
    const present = map[key]
    if (depth === path.length - 1) {
      if (typeof present === 'object') throw clash(name)
      map[key] = value
    } else {
      if (typeof present === 'string') throw clash(name)
      const deeper = (present ?? emptyMap()) as FormMap
      map[key] = deeper
      map = deeper
    }
  }
}

const clash = (name: string) =>
  invalidRequest(`The parameter '${name}' is given both as a value and as a hash.`, { param: name })

/** Turns maps whose keys are 0, 1, 2… into arrays. */
function listsOf(value: FormValue): FormValue {
  if (typeof value === 'string') return value
  const map = value as FormMap
  const keys = Object.keys(map)
  for (const key of keys) map[key] = listsOf(map[key]!)
  return keys.length > 0 && keys.every((key, index) => key === String(index)) ? keys.map((key) => map[key]!) : map
}
