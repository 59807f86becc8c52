import { z } from 'zod'
import { ApiError, unprocessable } from './errors.ts'

const isHttp = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

/** Mollie itself does not reach addresses on a loopback; this stand-in does. */
export const webAddress = z.string().max(2048).refine(isHttp, 'must be a valid http or https address')

export const description = z.string().min(1, 'must not be empty').max(255, 'must be 255 characters or fewer')

/** Anything that JSON can say, up to about a kilobyte. */
export const metadata = z
  .unknown()
  .refine((value) => JSON.stringify(value ?? null).length <= 1024, 'must be no longer than 1024 characters')

/**
 * Parameters that came with a request, in its body or its query.
 * @throws ApiError 400 for one that is not known, 422 for one that is missing or wrong.
 */
export function readParameters<S extends z.ZodType>(schema: S, given: unknown, place: 'body' | 'query'): z.infer<S> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const unknown = parsed.error.issues.find(({ code }) => code === 'unrecognized_keys')
  if (unknown?.code === 'unrecognized_keys') {
    const field = [...unknown.path, unknown.keys[0]].join('.')
    throw new ApiError(400, `This call takes no ${place} parameter "${field}".`, field)
  }
  const { path, message } = parsed.error.issues[0]!
  const field = path.join('.')
  throw unprocessable(field === '' ? `The ${place}: ${message}.` : `The parameter "${field}": ${message}.`, field)
}

/** `amount[value]=10.00` as `{amount: {value: '10.00'}}`. */
export function readQuery(search: URLSearchParams): Record<string, unknown> {
  const query: Record<string, unknown> = {}
  for (const [name, value] of search) {
    const [, outer, inner] = /^(\w+)\[(\w+)\]$/.exec(name) ?? []
    if (outer === undefined || inner === undefined) query[name] = value
    else query[outer] = { ...(query[outer] as object | undefined), [inner]: value }
  }
  return query
}
