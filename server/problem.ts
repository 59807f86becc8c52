/**
 * Everything that can be wrong with a request, as one union. The core throws these; each dialect maps a kind to its
 * own status and body once (`http/dialects.ts`). The message is for a person: what was wrong, and what to send instead.
 */
export type ProblemKind =
  /** Not JSON, a field is missing, or it has the wrong type. */
  | 'malformed'
  /** Well formed, but breaks a rule: a negative amount, an unknown currency. */
  | 'invalid'
  | 'too_large'
  | 'unauthorized'
  | 'forbidden'
  /** Does not exist, or is someone else's: the two are never told apart. */
  | 'not_found'
  /** The thing is in a state that does not allow it, or it was done already. */
  | 'conflict'
  | 'rate_limited'
  /** The provider understood and said no. */
  | 'provider_refused'
  /** The provider was surely not reached; nothing happened there. */
  | 'provider_unreachable'

export interface Issue {
  /** Dotted: `metadata.order`, `product_ids.0`. Empty for the whole body. */
  path: string
  message: string
}

export class Problem extends Error {
  readonly kind: ProblemKind
  /** Stable and short, for programs: `unknown_currency`. */
  readonly code: string
  readonly issues: Issue[]

  constructor(kind: ProblemKind, code: string, message: string, issues: Issue[] = []) {
    super(message)
    this.kind = kind
    this.code = code
    this.issues = issues
  }
}

/** A rule broken by one field. */
export const invalid = (path: string, message: string, code = 'invalid_field') =>
  new Problem('invalid', code, `${path}: ${message}`, [{ path, message }])

export const notFound = (what: string) => new Problem('not_found', 'not_found', `No ${what} with this id.`)

export const conflict = (code: string, message: string) => new Problem('conflict', code, message)
