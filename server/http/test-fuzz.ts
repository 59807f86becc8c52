import fc, { type Arbitrary } from 'fast-check'
import { z } from 'zod'
import type { Endpoint } from './api.ts'

/** Requests that nobody would send but somebody will: near to what a schema asks for, and wrong somewhere. */

interface JsonSchema {
  type?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: boolean | JsonSchema
  items?: JsonSchema
  minItems?: number
  maxItems?: number
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  format?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  $ref?: string
  $defs?: Record<string, JsonSchema>
}

export interface FuzzedRequest {
  path: string
  body: string | undefined
  headers: Record<string, string>
}

/**
 * @param known texts that mean something here: ids of what there is, currencies, codes. Without them nearly every
 *   request would end at its first look-up.
 */
export function requestsTo(endpoint: Endpoint, known: readonly string[]): Arbitrary<FuzzedRequest> {
  return fc
    .record({
      ids: fc.array(idOf(known), { minLength: 4, maxLength: 4 }),
      query: endpoint.query ? mutated(valuesOf(endpoint.query, known)) : fc.constant({}),
      body: endpoint.body ? bodiesOf(endpoint.body, known) : fc.constant(undefined),
      key: fc.option(fc.oneof(fc.uuid(), fc.constantFrom('x'.repeat(300), 'again', ' ')), { nil: undefined, freq: 2 }),
    })
    .map(
      ({ ids, query, body, key }): FuzzedRequest => ({
        path: endpoint.path.replaceAll(/:\w+/g, () => encodeURIComponent(ids.pop() ?? '')) + queryText(query),
        body,
        headers: key === undefined ? {} : { 'Idempotency-Key': key },
      }),
    )
}

const idOf = (known: readonly string[]): Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...known) },
    fc.uuid(),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map(withoutLoneHalves),
    fc.constantFrom('\0', '..', '%00', 'x'.repeat(3_000), '💥', "' or 1=1 --", '__proto__'),
  )

/** An address cannot be written with half a character. */
const withoutLoneHalves = (text: string) => text.toWellFormed()

function queryText(query: unknown): string {
  if (query === null || typeof query !== 'object') return ''
  const pairs = Object.entries(query).map(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return `${encodeURIComponent(withoutLoneHalves(name))}=${encodeURIComponent(withoutLoneHalves(text ?? ''))}`
  })
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** Mostly JSON of about the right shape; now and then none at all. */
const bodiesOf = (schema: z.ZodType, known: readonly string[]): Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: mutated(valuesOf(schema, known)).map((value) => JSON.stringify(value)) },
    { weight: 3, arbitrary: valuesOf(schema, known).map((value) => JSON.stringify(value)) },
    fc.constantFrom('', '{', 'null', '[]', '"text"', '0', `{"__proto__":{"amount":1}}`, 'x'.repeat(110_000)),
    fc.json(),
  )

const valuesOf = (schema: z.ZodType, known: readonly string[]): Arbitrary<unknown> => {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  return toArbitrary(json, json.$defs ?? {}, known)
}

/** Values that a JSON Schema describes. What it says of patterns is left to chance and to the known texts. */
function toArbitrary(
  schema: JsonSchema,
  definitions: Record<string, JsonSchema>,
  known: readonly string[],
): Arbitrary<unknown> {
  const inner = (part: JsonSchema) => toArbitrary(part, definitions, known)
  if (schema.$ref) return inner(definitions[schema.$ref.split('/').at(-1)!] ?? {})
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map(inner))
  if (schema.allOf) return fc.tuple(...schema.allOf.map(inner)).map((parts) => Object.assign({}, ...parts))
  switch (schema.type) {
    case 'object':
      return objectsOf(schema, inner)
    case 'array':
      return fc.array(inner(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      })
    case 'integer':
      return integersOf(schema)
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return textsOf(schema, known)
    default:
      return fc.oneof(textsOf({}, known), fc.integer(), fc.boolean())
  }
}

function objectsOf(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  inner: (part: JsonSchema) => Arbitrary<unknown>,
): Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, part]) => [name, inner(part)] as const)
  const own = fc.record(Object.fromEntries(fields), { requiredKeys: required.filter((name) => name in properties) })
  if (additionalProperties === undefined || typeof additionalProperties === 'boolean') return own
  const others = fc.dictionary(fc.string({ minLength: 1, maxLength: 10 }), inner(additionalProperties), { maxKeys: 3 })
  return fc.tuple(own, others).map(([a, b]) => ({ ...b, ...a }))
}

/** Small ones mostly: an amount that no limit meets and a page that there is. */
function integersOf({ minimum, maximum = 999_999, exclusiveMinimum }: JsonSchema): Arbitrary<number> {
  const min = exclusiveMinimum === undefined ? (minimum ?? -100) : exclusiveMinimum + 1
  return fc.oneof(fc.integer({ min, max: Math.min(min + 10_000, maximum) }), fc.constantFrom(min, maximum))
}

function textsOf({ format, minLength = 0, maxLength = 40 }: JsonSchema, known: readonly string[]): Arbitrary<string> {
  if (format === 'email') return fc.oneof(fc.emailAddress(), fc.constant('payer@shop.example'))
  if (format === 'uri') return fc.oneof(fc.webUrl({ validSchemes: ['https'] }), fc.constant('https://shop.example/'))
  if (format === 'uuid') return fc.uuid()
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  const some = fc.string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) })
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, some)
}

const DEEP = JSON.parse(`${'['.repeat(2_000)}${']'.repeat(2_000)}`)

/** In the place of what belongs there. */
const WRONG: unknown[] = [
  null,
  true,
  '',
  ' ',
  'nul \0 in it',
  'half of one \ud800',
  '💥é\u202e',
  'x'.repeat(5_000),
  '9'.repeat(60),
  -1,
  0,
  0.1,
  -0.5,
  1e308,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  [],
  {},
  [null],
  DEEP,
  '9999-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00.000Z',
  '2026-02-30',
  'javascript:alert(1)',
  'https://',
]

type Mutation = { at: number; what: 'drop' | 'replace' | 'add'; value: unknown }

const mutations: Arbitrary<Mutation[]> = fc.array(
  fc.record({
    at: fc.nat(1_000),
    what: fc.constantFrom('replace', 'replace', 'drop', 'add'),
    value: fc.oneof(fc.constantFrom(...WRONG), fc.jsonValue({ maxDepth: 1 })),
  }) as Arbitrary<Mutation>,
  { minLength: 1, maxLength: 3 },
)

const mutated = (values: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc.tuple(values, mutations).map(([value, changes]) => changes.reduce(mutate, structuredClone(value)))

/** Changes one of the fields, wherever it lies. */
function mutate(value: unknown, { at, what, value: wrong }: Mutation): unknown {
  const places = placesIn(value)
  const place = places[at % Math.max(places.length, 1)]
  if (!place) return wrong
  if (what === 'replace') place.of[place.name] = wrong
  if (what === 'drop') delete place.of[place.name]
  if (what === 'add') place.of[`${place.name}_`] = wrong
  return value
}

type Place = { of: Record<string, unknown>; name: string }

function placesIn(value: unknown): Place[] {
  if (value === null || typeof value !== 'object' || value === DEEP) return []
  const of = value as Record<string, unknown>
  return Object.keys(of).flatMap((name) => [{ of, name }, ...placesIn(of[name])])
}
