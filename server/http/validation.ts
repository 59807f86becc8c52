import type { z } from 'zod'
import { type Issue, Problem } from '../problem.ts'
import type { ReadHeaders } from './headers.ts'

const MAX_BODY_BYTES = 100_000

/**
 * The body as parsed JSON, whatever its Content-Type says; undefined when it is empty.
 * @throws Problem `too_large` over 100 kB, without reading more than that; `malformed` when it is not JSON.
 */
export async function readJson(request: Request, headers: ReadHeaders = request.headers): Promise<unknown> {
  const text = await readText(request, MAX_BODY_BYTES, headers)
  if (text === '') return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Problem('malformed', 'malformed_json', `The request body is not JSON: ${(error as Error).message}.`)
  }
  requirePlain(value, 0)
  return value
}

/**
 * The body as its schema reads it. Where nothing in it is required, it may be left out.
 * @throws Problem as `validate` does, and for an empty body where something is required.
 */
export function validateBody<T>(schema: z.ZodType<T>, sent: unknown): T {
  if (sent !== undefined) return validate(schema, sent, 'body')
  const empty = schema.safeParse({})
  if (empty.success) return empty.data
  throw new Problem('malformed', 'malformed_json', 'The request body is empty: send a JSON object.')
}

/** Deeper than anything that is asked for; beyond it lies only what is meant to hurt. */
const MAX_DEPTH = 32

/**
 * @throws Problem for what no field can mean and no store can keep: NUL characters, halves of characters, and nesting
 *   without end.
 */
function requirePlain(value: unknown, depth: number): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) {
      throw new Problem('malformed', 'malformed_text', 'The request body has a text with half a character (\\ud800 …).')
    }
    if (!value.includes('\0')) return
    throw new Problem('malformed', 'malformed_text', 'The request body has a text with a NUL character: leave it out.')
  }
  if (value === null || typeof value !== 'object') return
  if (depth === MAX_DEPTH) {
    throw new Problem('malformed', 'malformed_json', `The request body is nested more than ${MAX_DEPTH} levels deep.`)
  }
  for (const [name, inner] of Object.entries(value)) {
    requirePlain(name, depth)
    requirePlain(inner, depth + 1)
  }
}

/** PostgreSQL takes no NUL in a text. No id has one, nor what stands for it here: it is unknown, as any other. */
export const idsIn = (params: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, id]) => [name, id.replaceAll('\0', '\ufffd')]))

/** @throws Problem for what no store can keep, as for bodies. */
export function plainQuery(query: Record<string, string>): Record<string, string> {
  const odd = Object.keys(query).find((name) => query[name]!.includes('\0'))
  if (odd === undefined) return query
  throw new Problem('malformed', 'malformed_text', `${odd}: has a NUL character: leave it out.`)
}

/** @throws Problem `too_large`, without reading more than `limit` bytes. */
export async function readText(
  request: Request,
  limit: number,
  headers: ReadHeaders = request.headers,
): Promise<string> {
  const announced = headers.get('content-length')
  if (announced !== null) {
    if (Number(announced) > limit) throw tooLarge(limit)
    return request.text()
  }
  if (!request.body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const tooLarge = (limit: number) =>
  new Problem('too_large', 'body_too_large', `The request body is over ${limit / 1000} kB: send less.`)

/**
 * @param what names the whole when it is not even an object: "body", "query".
 * @throws Problem that names every field that is wrong: `malformed` when one is missing or has the wrong type,
 *   else `invalid`.
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value, { error: explain, reportInput: true })
  if (parsed.success) return parsed.data
  const issues: Issue[] = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  const text = issues.map(({ path, message }) => `${path || `The ${what}`}: ${message}`).join('; ')
  const wrongShape = parsed.error.issues.some(hasWrongShape)
  throw new Problem(
    wrongShape ? 'malformed' : 'invalid',
    wrongShape ? 'malformed_field' : 'invalid_field',
    text,
    issues,
  )
}

/** Missing, or of another type: not a value that breaks a rule. */
function hasWrongShape(issue: z.core.$ZodIssue): boolean {
  if (issue.code === 'invalid_value') return typeof issue.input !== typeof issue.values[0]
  return issue.code === 'invalid_type' || issue.code === 'invalid_union'
}

/** Words for the checks whose schema brings none of its own. They never repeat what was sent. */
export function explain(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `is required, as ${article(issue.expected)}`
        : `must be ${article(issue.expected)}, not ${nameOf(issue.input)}`
    case 'invalid_value':
      if (issue.input === undefined)
        return `is required: one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
    case 'too_small':
      if (issue.origin === 'string')
        return issue.minimum === 1 ? 'must not be empty' : `must have at least ${issue.minimum} characters`
      return `must be ${issue.inclusive === false ? 'greater than' : 'at least'} ${issue.minimum}`
    case 'too_big':
      if (issue.origin === 'string') return `must have at most ${issue.maximum} characters`
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`
    case 'invalid_format':
      return `must be a valid ${issue.format}`
    default:
      return undefined
  }
}

const article = (type: string) =>
  type === 'int'
    ? 'a whole number'
    : type === 'record'
      ? 'an object'
      : /^[aeiou]/.test(type)
        ? `an ${type}`
        : `a ${type}`

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number' && !Number.isInteger(value)) return Number.isFinite(value) ? 'a fraction' : 'infinity'
  return article(typeof value)
}
