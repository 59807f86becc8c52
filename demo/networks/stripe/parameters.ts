import { z } from 'zod'
import { type ErrorBody, invalidRequest } from './errors.ts'
import type { FormMap, FormValue } from './form.ts'

/**
 * The pieces that endpoints describe their parameters with, and the reader that turns what does not fit
 * into the error that Stripe answers.
 */

/** Text that may not be empty. */
export const text = z.string().min(1).max(5000)

/** Text where the empty string takes the value away. */
export const unsettable = z
  .string()
  .max(5000)
  .transform((value) => value || null)

export const integer = ({ min }: { min?: number } = {}) =>
  text.transform((value, ctx) => {
    const number = Number(value)
    if (/^-?\d+$/.test(value) && Number.isSafeInteger(number) && (min === undefined || number >= min)) return number
    const wanted = min === undefined ? 'a whole number' : `a whole number of at least ${min}`
    ctx.addIssue({
      code: 'custom',
      message: `Invalid integer: ${value}. Send ${wanted}.`,
      params: { code: 'parameter_invalid_integer' },
    })
    return z.NEVER
  })

export const flag = z.enum(['true', 'false']).transform((value) => value === 'true')

export const webAddress = text.refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
  message: 'Not a valid URL: it must begin with http:// or https://.',
  params: { code: 'url_invalid' },
})

/** Up to 50 pairs. An empty value removes the key, an empty string instead of the hash removes all. */
export const metadata = z
  .preprocess(
    (value) => (Array.isArray(value) ? { ...value } : value),
    z.union([z.literal(''), z.record(z.string(), z.string().max(500))]),
  )
  .refine((value) => value === '' || Object.keys(value).length <= 50, 'Metadata holds at most 50 keys.')
  .refine((value) => value === '' || Object.keys(value).every((key) => key.length <= 40), 'A metadata key is too long.')

export const expand = z.array(text).optional()

export const created = z
  .union([
    integer().transform((at) => ({ gte: at, lte: at, gt: undefined, lt: undefined })),
    z.strictObject({
      gt: integer().optional(),
      gte: integer().optional(),
      lt: integer().optional(),
      lte: integer().optional(),
    }),
  ])
  .optional()

/** What every list takes. */
export const paging = {
  limit: integer({ min: 1 })
    .refine((limit) => limit <= 100, 'A page holds at most 100 objects.')
    .default(10),
  starting_after: text.optional(),
  ending_before: text.optional(),
  expand,
}

/** The metadata an object has once `change` is made to it. */
export function changedMetadata(before: Record<string, string>, change: z.infer<typeof metadata> | undefined) {
  if (change === undefined) return before
  if (change === '') return {}
  return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== ''))
}

/** Reads `form` as `schema` says, or throws the error that names the first parameter that does not fit. */
export function readParameters<S extends z.ZodType>(schema: S, form: FormMap): z.infer<S> {
  const read = schema.safeParse(form)
  if (read.success) return read.data
  const issues = read.error.issues.flatMap(innermost)
  throw complaint(issues.find((issue) => issue.code === 'unrecognized_keys') ?? issues[0]!, form)
}

type Issue = z.core.$ZodIssue

/** Of a union, the reading that came furthest tells best what is wrong. */
function innermost(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const readings = issue.errors.map((errors) => errors.flatMap((error) => innermost(error as Issue)))
  const deepest = readings.toSorted((a, b) => (b[0]?.path.length ?? 0) - (a[0]?.path.length ?? 0))[0] ?? []
  return deepest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }) as Issue)
}

function complaint(issue: Issue, form: FormMap) {
  if (issue.code === 'unrecognized_keys') {
    const param = bracketed([...issue.path, issue.keys[0]!])
    return invalidRequest(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param })
  }
  const param = bracketed(issue.path)
  const value = valueAt(form, issue.path)
  if (value === undefined) {
    return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  }
  if (value === '' && issue.code !== 'custom') {
    return invalidRequest(`'${param}' is empty. Leave it out, or give it a value.`, {
      code: 'parameter_invalid_empty',
      param,
    })
  }
  return invalidRequest(wording(issue, param), { param, ...codeOf(issue) })
}

function wording(issue: Issue, param: string): string {
  if (issue.code === 'invalid_value') return `Invalid ${param}: must be one of ${issue.values.join(', ')}`
  if (issue.code === 'invalid_type') return `Invalid ${param}: expected ${nounOf(issue.expected)}.`
  return issue.message
}

const nounOf = (expected: string) =>
  expected === 'string' ? 'a plain value' : expected === 'array' ? 'an array' : 'a hash'

const codeOf = (issue: Issue): Pick<ErrorBody, 'code'> =>
  issue.code === 'custom' && typeof issue.params?.code === 'string' ? { code: issue.params.code } : {}

const bracketed = (path: PropertyKey[]) =>
  path.map((step, depth) => (depth === 0 ? String(step) : `[${String(step)}]`)).join('')

function valueAt(form: FormValue, path: PropertyKey[]): FormValue | undefined {
  let value: FormValue | undefined = form
  for (const step of path) {
    if (typeof value !== 'object') return undefined
    value = (value as FormMap)[String(step)]
  }
  return value
}
