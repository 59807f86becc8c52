import type { JsonSchema } from '../../../server/http/openapi.ts'

/** A parameter, or a field of a body, as a line of a table. */
export interface Field {
  /** Of a field inside another: `lines[].gross`. */
  name: string
  /** Of a parameter: `path`, `query`, `header`. */
  place?: string
  type: string
  required: boolean
  meaning: string
}

/** Deeper than this a reader is better served by an example. */
const DEEPEST = 3

/** The fields of an object, each followed by those inside it. */
export function fieldsOf(schema: JsonSchema | undefined, prefix = '', depth = 0): Field[] {
  if (!schema || depth > DEEPEST) return []
  const { type, items } = bare(schema)
  if (type === 'array') return fieldsOf(items as JsonSchema, `${prefix}[].`.replace(/^\[\]\.$/, '[].'), depth + 1)
  const properties = propertiesOf(schema)
  const required = (bare(schema).required ?? []) as string[]
  return Object.entries(properties).flatMap(([name, property]) => [
    {
      name: prefix + name,
      type: typeWords(property),
      required: required.includes(name),
      meaning: describe(property),
    },
    ...innerFields(property, prefix + name, depth + 1),
  ])
}

function innerFields(property: JsonSchema, name: string, depth: number): Field[] {
  const { type, items } = bare(property)
  if (type === 'array') return fieldsOf(items as JsonSchema, `${name}[].`, depth)
  return fieldsOf(property, `${name}.`, depth)
}

const propertiesOf = (schema: JsonSchema): Record<string, JsonSchema> =>
  (bare(schema).properties ?? {}) as Record<string, JsonSchema>

/** The one alternative that says what a value is, where the other is null. */
function bare(schema: JsonSchema): JsonSchema {
  const [only, ...others] = alternatives(schema).filter(({ type }) => type !== 'null')
  return only && others.length === 0 ? only : schema
}

const alternatives = (schema: JsonSchema): JsonSchema[] => (schema.anyOf ?? schema.oneOf ?? [schema]) as JsonSchema[]

const FORMATS: Record<string, string> = {
  'date-time': 'date and time',
  email: 'e-mail address',
  uri: 'URL',
  uuid: 'UUID',
}

/** `string or null`, `"USDC", "XLM" or "XRP"`, `list of integer`. */
export function typeWords(schema: JsonSchema): string {
  const words = [...new Set(alternatives(schema).flatMap(alternativeWords))]
  if (words.length < 2) return words[0] ?? 'any'
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function alternativeWords(schema: JsonSchema): string[] {
  const { type, format, items } = schema
  if (schema.anyOf || schema.oneOf) return [typeWords(schema)]
  if ('const' in schema) return [JSON.stringify(schema.const)]
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value))
  if (type === 'array') return [`list of ${typeWords((items ?? {}) as JsonSchema)}`]
  if (typeof format === 'string' && FORMATS[format]) return [FORMATS[format]]
  if (Array.isArray(type)) return type.map(String)
  return [typeof type === 'string' ? type : 'any']
}

/** What is said of the field, or of what it holds. */
function describe(schema: JsonSchema): string {
  const said = [schema, ...alternatives(schema)].find(({ description }) => typeof description === 'string')
  const standard = 'default' in schema ? ` Default: ${JSON.stringify(schema.default)}.` : ''
  return `${(said?.description as string | undefined) ?? ''}${standard}`.trim()
}
