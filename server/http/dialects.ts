import type { Problem, ProblemKind } from '../problem.ts'
import type { Dialect } from '../store/schema.ts'
import type { ReadHeaders } from './headers.ts'

/** Where the two dialects differ: how a key is sent, and how an error looks. */
export interface DialectRules {
  name: Dialect
  /** The key in the request, or null. */
  readKey(headers: ReadHeaders): string | null
  /** Said with a 401. */
  keyHint: string
  status: Record<ProblemKind, 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 502>
  /** The documented key of an error body. */
  errorKey: 'detail' | 'error'
  /** Whether browser apps call it: Paylinq is from server to server. */
  browsers: boolean
}

const BEARER = /^Bearer +(\S+) *$/i

export const paylinq: DialectRules = {
  name: 'paylinq',
  readKey: (headers) => headers.get('x-api-key')?.trim() || null,
  keyHint: 'Send the key of your app in the X-API-Key header (plq_live_… or plq_test_…).',
  status: {
    malformed: 400,
    invalid: 400,
    too_large: 413,
    unauthorized: 401,
    forbidden: 403,
    not_found: 404,
    conflict: 409,
    rate_limited: 429,
    provider_refused: 422,
    provider_unreachable: 502,
  },
  errorKey: 'detail',
  browsers: false,
}

export const paylinkr: DialectRules = {
  name: 'paylinkr',
  readKey: (headers) => BEARER.exec(headers.get('authorization') ?? '')?.[1] ?? null,
  keyHint: 'Send your key as "Authorization: Bearer plr_live_…" (or plr_test_…).',
  status: { ...paylinq.status, invalid: 422 },
  errorKey: 'error',
  browsers: true,
}

/** The documented key first; `code` and `issues` beside it, for programs. */
export function errorBody(rules: DialectRules, problem: Pick<Problem, 'message' | 'code' | 'issues'>): object {
  return {
    [rules.errorKey]: problem.message,
    code: problem.code,
    ...(problem.issues.length > 0 && { issues: problem.issues }),
  }
}
