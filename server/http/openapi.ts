import { z } from 'zod'
import type { Endpoint } from './api.ts'
import type { DialectRules } from './dialects.ts'

/** An OpenAPI 3.1 document, made from the same schemas that check requests. */
export interface OpenApiDocument {
  openapi: '3.1.0'
  info: { title: string; version: string; description: string }
  servers: { url: string }[]
  security: Record<string, never[]>[]
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, object> }
}

export type JsonSchema = Record<string, unknown>

export interface Operation {
  operationId: string
  summary: string
  tags: string[]
  description?: string
  parameters: Parameter[]
  requestBody?: { required: boolean; content: Record<'application/json', { schema: JsonSchema }> }
  responses: Record<string, ResponseObject>
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  schema: JsonSchema
  description?: string
}

export interface ResponseObject {
  description: string
  headers?: Record<string, { schema: JsonSchema; description?: string }>
  content?: Record<string, { schema: JsonSchema }>
}

/** What is said of an API as a whole. */
export interface ApiDescription {
  title: string
  description: string
  /** Where the dialect's paths begin. */
  serverUrl: string
  securitySchemes: Record<string, object>
  /** What an error status means, in the order in which they are listed. */
  errors: Record<number, string>
}

const VERSION = '1.0.0'

export function openApiDocument(
  rules: DialectRules,
  endpoints: readonly Endpoint[],
  description: ApiDescription,
): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {}
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][endpoint.method] = operationOf(endpoint, description)
  }
  return {
    openapi: '3.1.0',
    info: { title: description.title, version: VERSION, description: description.description },
    servers: [{ url: description.serverUrl }],
    security: Object.keys(description.securitySchemes).map((name) => ({ [name]: [] })),
    tags: [...new Set(endpoints.map(tagOf))].map((name) => ({ name })),
    paths,
    components: { schemas: { Error: errorSchema(rules) }, securitySchemes: description.securitySchemes },
  }
}

function operationOf(endpoint: Endpoint, { errors }: ApiDescription): Operation {
  const { summary, body, query, answer, scope } = endpoint
  return {
    operationId: operationId(endpoint),
    summary,
    tags: [tagOf(endpoint)],
    ...(scope && { description: `Needs the scope \`${scope}\` of keys that list scopes.` }),
    parameters: [...pathParameters(endpoint), ...(query ? queryParameters(query) : []), ...headerParameters(endpoint)],
    ...(body && { requestBody: { required: !body.safeParse({}).success, content: json(schemaOf(body, 'input')) } }),
    responses: {
      [answer.status]: {
        description: answer.status === 204 ? 'Done; there is nothing to say.' : 'Done.',
        headers: ANSWER_HEADERS,
        ...(answer.status !== 204 && { content: json(schemaOf(answer.schema, 'output')) }),
      },
      ...Object.fromEntries(
        Object.entries(errors).map(([status, meaning]) => [
          status,
          { description: meaning, headers: ANSWER_HEADERS, content: json({ $ref: '#/components/schemas/Error' }) },
        ]),
      ),
    },
  }
}

/** `/payments/:id/cancel` belongs to `payments`. */
export const tagOf = ({ path }: Pick<Endpoint, 'path'>): string => path.split('/')[1] ?? ''

/** `POST /payments/:id/cancel` is `postPaymentsIdCancel`. */
function operationId({ method, path }: Endpoint): string {
  const words = path.split(/[^a-zA-Z\d]+/).filter((word) => word !== '')
  return method + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('')
}

const pathParameters = ({ path }: Endpoint): Parameter[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name: name!,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

function queryParameters(query: z.ZodType): Parameter[] {
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, JsonSchema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
    ...(typeof schema.description === 'string' && { description: schema.description }),
  }))
}

/** Where a request that is repeated does nothing twice. */
function headerParameters({ method, run }: Endpoint): Parameter[] {
  if (method !== 'post' || typeof run === 'function') return []
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      schema: { type: 'string', minLength: 1, maxLength: 255 },
      description: 'Any text of your own: the same request with the same key is done once, for 24 hours.',
    },
  ]
}

const ANSWER_HEADERS: ResponseObject['headers'] = {
  'X-Request-Id': { schema: { type: 'string' }, description: 'Names this request when you ask for help.' },
  'X-RateLimit-Limit': { schema: { type: 'integer' }, description: 'Requests a minute.' },
  'X-RateLimit-Remaining': { schema: { type: 'integer' } },
  'X-RateLimit-Reset': { schema: { type: 'integer' }, description: 'Unix seconds.' },
}

const errorSchema = ({ errorKey }: DialectRules): JsonSchema =>
  schemaOf(
    z.object({
      [errorKey]: z.string().describe('What was wrong, and what to send instead.'),
      code: z.string().optional().describe('Stable, for programs.'),
      issues: z
        .array(z.object({ path: z.string(), message: z.string() }))
        .optional()
        .describe('Each field that was wrong.'),
    }),
    'input',
  )

const json = (schema: JsonSchema) => ({ 'application/json': { schema } })

/** What cannot be said in JSON Schema, such as a check in code, is left to the text of its error. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' })
  return rest as JsonSchema
}
