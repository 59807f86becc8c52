import { notAcceptable } from './problem.ts'

export type Form = 'document' | 'stream'

/** What can be answered with, the first preferred. */
const FORMS: readonly [type: string, form: Form][] = [
  ['application/hal+json', 'document'],
  ['application/json', 'document'],
  ['text/event-stream', 'stream'],
]

/** The form that an Accept header asks for: no header asks for a document. Throws a 406 when it wants neither. */
export function negotiate(accept: string | undefined): Form {
  if (!accept) return 'document'
  const clauses = accept
    .split(',')
    .map(acceptClause)
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
  for (const { range } of clauses) {
    const match = FORMS.find(([type]) => inRange(type, range))
    if (match) return match[1]
  }
  throw notAcceptable()
}

function acceptClause(text: string): { range: string; quality: number } {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))
  return { range, quality: quality ? Number(quality.slice(2)) : 1 }
}

const inRange = (type: string, range: string): boolean =>
  range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)))
