import { z } from 'zod'
import { type ErrorDetail, invalidRequest } from './errors.ts'

/** Reads `body` as `schema` says, or throws the error that tells each field that does not fit. */
export function readParameters<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const read = schema.safeParse(body)
  if (read.success) return read.data
  throw invalidRequest(read.error.issues.flatMap((issue) => complaints(issue, body)))
}

type Issue = z.core.$ZodIssue

/** Unknown fields are refused as well: a misspelt one would otherwise do nothing, and nobody would see it. */
function complaints(issue: Issue, body: unknown): ErrorDetail[] {
  const field = pointer(issue.path)
  const where = { location: 'body' } as const
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      issue: 'INVALID_PARAMETER_SYNTAX',
      description: 'There is no such field.',
      field: `${field}/${key}`,
      ...where,
    }))
  }
  const value = valueAt(body, issue.path)
  if (value === undefined) {
    return [{ issue: 'MISSING_REQUIRED_PARAMETER', description: 'The field is missing.', field, ...where }]
  }
  const tooLong = issue.code === 'too_big' || issue.code === 'too_small'
  return [
    {
      issue: tooLong ? 'INVALID_STRING_LENGTH' : 'INVALID_PARAMETER_SYNTAX',
      description: issue.message,
      field,
      value: typeof value === 'string' ? value : JSON.stringify(value),
      ...where,
    },
  ]
}

const pointer = (path: PropertyKey[]) => path.map((step) => `/${String(step)}`).join('')

function valueAt(body: unknown, path: PropertyKey[]): unknown {
  let value = body
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<PropertyKey, unknown>)[step]
  }
  return value
}

/** Text of the caller's own that is kept beside a payment. */
export const ownText = z.string().min(1).max(127)

export const webAddress = z.url({ protocol: /^https?$/ }).max(2048)
