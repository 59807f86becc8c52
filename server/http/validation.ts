import type { z } from 'zod'
import { type Issue, Problem } from '../problem.ts'

const MAX_BODY_BYTES = 100_000

/**
 * The body as parsed JSON, whatever its Content-Type says.
 * @throws Problem `too_large` over 100 kB, without reading more than that; `malformed` when it is not JSON.
 */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request)
  if (text === '') throw new Problem('malformed', 'malformed_json', 'The request body is empty: send a JSON object.')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Problem('malformed', 'malformed_json', `The request body is not JSON: ${(error as Error).message}.`)
  }
}

async function readText(request: Request): Promise<string> {
  const announced = request.headers.get('content-length')
  if (announced !== null) {
    if (Number(announced) > MAX_BODY_BYTES) throw tooLarge()
    return request.text()
  }
  if (!request.body) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const tooLarge = () =>
  new Problem('too_large', 'body_too_large', `The request body is over ${MAX_BODY_BYTES / 1000} kB: send less.`)

/**
 * @param what names the whole when it is not even an object: "body", "query".
 * @throws Problem that names every field that is wrong: `malformed` when one is missing or has the wrong type,
 *   else `invalid`.
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value, { error: explain })
  if (parsed.success) return parsed.data
  const issues: Issue[] = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  const text = issues.map(({ path, message }) => `${path || `The ${what}`}: ${message}`).join('; ')
  const wrongShape = parsed.error.issues.some(({ code }) => code === 'invalid_type' || code === 'invalid_union')
  throw new Problem(
    wrongShape ? 'malformed' : 'invalid',
    wrongShape ? 'malformed_field' : 'invalid_field',
    text,
    issues,
  )
}

/** Words for the checks whose schema brings none of its own. */
function explain(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? `is required, as ${article(issue.expected)}`
        : `must be ${article(issue.expected)}, not ${nameOf(issue.input)}`
    case 'invalid_value':
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
  if (typeof value === 'number' && !Number.isInteger(value)) return 'a fraction'
  return article(typeof value)
}
