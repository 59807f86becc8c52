import type { JsonSchema, OpenApiDocument, Operation, Parameter } from './openapi.ts'

/** A Postman collection, version 2.1: https://schema.getpostman.com/json/collection/v2.1.0/docs/index.html */
export interface PostmanCollection {
  info: { name: string; description: string; schema: string }
  auth: object
  variable: { key: string; value: string }[]
  /** A folder for each of the document's tags. */
  item: { name: string; item: PostmanItem[] }[]
}

export interface PostmanItem {
  name: string
  request: {
    method: string
    description?: string
    header: { key: string; value: string; disabled?: boolean; description?: string }[]
    url: { raw: string; host: string[]; path: string[]; query: PostmanQuery[] }
    body?: { mode: 'raw'; raw: string; options: object }
  }
  /** What runs on the answer. */
  event?: { listen: 'test'; script: { type: 'text/javascript'; exec: string[] } }[]
}

interface PostmanQuery {
  key: string
  value: string
  disabled: true
  description?: string
}

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'

/** Variables that whoever imports the collection fills in. */
const GIVEN = ['baseUrl', 'apiKey', 'apiOrigin']

/** Of an id until something has one: a path without it would be another. */
const UNSET = 'unset'

/**
 * Every operation of the document as a request that works when it is sent in the order of the collection: what one
 * makes, or for what nobody makes by hand lists, is kept in a variable (`invoiceId`), which those after it use.
 */
export function postmanCollection(document: OpenApiDocument): PostmanCollection {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
  const names = document.tags.map(({ name }) => name)
  const ids = names
    .filter((name) => operations.some(({ path, operation }) => path.includes('{') && operation.tags.includes(name)))
    .map(idVariable)
  return {
    info: { name: document.info.title, description: document.info.description, schema: SCHEMA },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{apiKey}}', type: 'string' }] },
    variable: [...GIVEN, ...ids].map((key) => ({
      key,
      value: key === 'baseUrl' ? (document.servers[0]?.url ?? '') : ids.includes(key) ? UNSET : '',
    })),
    item: names.map((name) => ({
      name,
      item: folderOf(operations, name, ids),
    })),
  }
}

interface Placed {
  method: string
  path: string
  operation: Operation
}

function folderOf(operations: Placed[], tag: string, ids: string[]): PostmanItem[] {
  const own = operations.filter(({ operation }) => operation.tags.includes(tag))
  const variable = idVariable(tag)
  const source = own.find(makesOne) ?? own.find(listsMany)
  return own.map((one) => ({
    ...itemOf(one, variable, ids),
    ...(ids.includes(variable) && one === source && { event: [keepId(variable, makesOne(one))] }),
  }))
}

function itemOf({ method, path, operation }: Placed, own: string, ids: string[]): PostmanItem {
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => (step.startsWith('{') ? `{{${own}}}` : step))
  const body = operation.requestBody?.content['application/json']
  return {
    name: operation.summary,
    request: {
      method: method.toUpperCase(),
      ...(operation.description !== undefined && { description: operation.description }),
      header: headersOf(operation, body !== undefined),
      url: {
        raw: `{{baseUrl}}/${steps.join('/')}`,
        host: ['{{baseUrl}}'],
        path: steps,
        query: operation.parameters.filter((parameter) => parameter.in === 'query').map(queryOf),
      },
      ...(body && {
        body: { mode: 'raw', raw: JSON.stringify(bodyOf(body, ids), null, 2), options: { raw: { language: 'json' } } },
      }),
    },
  }
}

const headersOf = ({ parameters }: Operation, hasBody: boolean): PostmanItem['request']['header'] => [
  ...(hasBody ? [{ key: 'Content-Type', value: 'application/json' }] : []),
  ...parameters
    .filter((parameter) => parameter.in === 'header')
    .map(({ name, description }) => ({
      key: name,
      // A fresh one each time: whoever wants to repeat a request writes a fixed one.
      value: name === 'X-Api-Origin' ? '{{apiOrigin}}' : '{{$guid}}',
      ...(name !== 'X-Api-Origin' && { disabled: true }),
      ...(description !== undefined && { description }),
    })),
]

const queryOf = ({ name, description, schema }: Parameter): PostmanQuery => ({
  key: name,
  value: String(sampleOf(schema)),
  disabled: true,
  ...(description !== undefined && { description }),
})

/** The operation that makes what the others of its tag are about. */
const makesOne = ({ method, path, operation }: Placed): boolean =>
  method === 'post' && !path.includes('{') && '201' in operation.responses

/** The one that lists it. */
const listsMany = ({ method, path, operation }: Placed): boolean => method === 'get' && path === `/${operation.tags[0]}`

const keepId = (variable: string, made: boolean): NonNullable<PostmanItem['event']>[number] => ({
  listen: 'test',
  script: {
    type: 'text/javascript',
    exec: [
      `const answer = pm.response.code < 300 ? pm.response.json()${made ? '' : '.data[0]'} : undefined`,
      `if (answer) pm.collectionVariables.set('${variable}', answer.id)`,
    ],
  },
})

/** The document's own example; ids in it are those that were made before. */
function bodyOf({ schema, example }: { schema: JsonSchema; example?: object }, ids: string[]): object {
  const body = example ?? (sampleOf(schema) as object)
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      const variable = /Id$/.test(name) ? ids.find((id) => id.toLowerCase().endsWith(name.toLowerCase())) : undefined
      return [name, variable === undefined ? value : `{{${variable}}}`]
    }),
  )
}

/** The simplest value that fits: of an object the fields that are required. */
function sampleOf(schema: JsonSchema): unknown {
  const { default: fallback, enum: values, const: only, anyOf, type, properties, required } = schema as Described
  if (fallback !== undefined) return fallback
  if (only !== undefined) return only
  if (values) return values[0]
  if (anyOf?.[0]) return sampleOf(anyOf[0])
  if (type === 'object') return Object.fromEntries((required ?? []).map((name) => [name, sampleOf(properties![name]!)]))
  return SAMPLES[type ?? ''] ?? ''
}

interface Described {
  default?: unknown
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  type?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
}

const SAMPLES: Record<string, unknown> = { string: '', boolean: true, integer: 1, number: 1, array: [], null: null }

/** `subscription-packages` is `subscriptionPackageId`. */
function idVariable(tag: string): string {
  const words = tag.split('-')
  const singular = [...words.slice(0, -1), words.at(-1)!.replace(/s$/, '')]
  return `${singular.map((word, at) => (at === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join('')}Id`
}
