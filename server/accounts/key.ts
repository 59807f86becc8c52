import { randomText } from '../ids.ts'
import { invalid } from '../problem.ts'
import type { Dialect, Mode } from '../store/schema.ts'
import { type OriginPattern, parseAllowedOrigins } from './origins.ts'

/** What a PayLinkr key may be limited to. Paylinq has none. */
export const SCOPES = [
  'invoices:read',
  'invoices:write',
  'subscription_packages:read',
  'subscription_packages:write',
  'subscriptions:read',
  'subscriptions:write',
  'recurring_plans:read',
  'recurring_plans:write',
  'webhooks:read',
  'webhooks:write',
  'api_logs:read',
] as const

export type Scope = (typeof SCOPES)[number]

const PREFIX: Record<Dialect, string> = { paylinq: 'plq', paylinkr: 'plr' }
/** 200 random bits. */
const RANDOM_CHARACTERS = 40
const SHOWN_CHARACTERS = 4

/** `plr_live_…`: dialect and mode can be read off it, the rest is chance. */
export const newKey = (dialect: Dialect, mode: Mode): string =>
  `${PREFIX[dialect]}_${mode}_${randomText(RANDOM_CHARACTERS)}`

/** Enough to tell keys apart, and 160 bits short of one: `plr_live_3f7k…9x2m`. */
export function previewKey(key: string): string {
  const start = key.length - RANDOM_CHARACTERS + SHOWN_CHARACTERS
  return `${key.slice(0, start)}…${key.slice(-SHOWN_CHARACTERS)}`
}

/** @throws Problem `invalid` for a scope that does not exist, or one for Paylinq. */
export function parseScopes(dialect: Dialect, scopes: readonly string[]): Scope[] {
  if (dialect === 'paylinq' && scopes.length > 0) {
    throw invalid('scopes', 'are for PayLinkr keys: a Paylinq key may do all that its app can. Leave them out.')
  }
  const unknown = scopes.find((scope) => !isScope(scope))
  if (unknown !== undefined) throw invalid('scopes', `"${unknown}" is none; there are ${SCOPES.join(', ')}.`)
  return [...new Set(scopes.filter(isScope))]
}

const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text)

/**
 * A key's own origins, as an app's or a merchant's are written; it may also have none.
 * @throws Problem `invalid`
 */
export const parseKeyOrigins = (texts: readonly string[]): OriginPattern[] =>
  texts.length === 0 ? [] : parseAllowedOrigins(texts)
