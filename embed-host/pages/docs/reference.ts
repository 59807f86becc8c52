import type { JsonSchema, OpenApiDocument, Operation } from '../../../server/http/openapi.ts'
import { curlOf } from './curl.ts'
import { type Field, fieldsOf, typeWords } from './fields.ts'

/** An API as people read it, made from the document that programs read. */
export interface ApiReference {
  /** Begins the ids of everything in it. */
  id: string
  title: string
  paragraphs: string[]
  baseUrl: string
  /** What every request needs: the header, and where its value comes from. */
  authentication: string
  documentUrl: string
  resources: ResourceReference[]
  errors: { status: string; meaning: string }[]
}

export interface ResourceReference {
  id: string
  name: string
  operations: OperationReference[]
}

export interface OperationReference {
  id: string
  method: string
  path: string
  summary: string
  /** Such as the scope it needs. */
  note: string | null
  parameters: Field[]
  body: Field[]
  status: string
  answer: Field[]
  curl: string
}

interface ReferenceOptions {
  id: string
  documentUrl: string
}

export function apiReference(document: OpenApiDocument, { id, documentUrl }: ReferenceOptions): ApiReference {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
  return {
    id,
    title: document.info.title,
    paragraphs: document.info.description.split('\n\n'),
    baseUrl: document.servers[0]?.url ?? '',
    authentication: authenticationOf(document),
    documentUrl,
    resources: document.tags.map(({ name }) => ({
      id: `${id}-${name}`,
      name: nameOf(name),
      operations: operations
        .filter(({ operation }) => operation.tags.includes(name))
        .map(({ method, path, operation }) => operationReference(document, id, method, path, operation)),
    })),
    errors: errorsOf(operations.map(({ operation }) => operation)),
  }
}

/** `payment-links` is "Payment links". */
const nameOf = (tag: string): string => {
  const words = tag.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function operationReference(
  document: OpenApiDocument,
  apiId: string,
  method: string,
  path: string,
  operation: Operation,
): OperationReference {
  const [status, answer] = Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? ['', undefined]
  return {
    id: `${apiId}-${operation.operationId}`,
    method: method.toUpperCase(),
    path: new URL(document.servers[0]?.url ?? 'http://localhost').pathname + path,
    summary: operation.summary,
    note: operation.description ?? null,
    parameters: operation.parameters.map(({ name, in: place, required, schema, description }) => ({
      name,
      place,
      type: typeWords(schema),
      required,
      meaning: description ?? '',
    })),
    body: fieldsOf(schemaOf(operation.requestBody?.content)),
    status,
    answer: fieldsOf(schemaOf(answer?.content)),
    curl: curlOf(document, method, path, operation),
  }
}

/** What an API answers a mistake with is the same for all its operations. */
function errorsOf(operations: Operation[]): ApiReference['errors'] {
  const meanings = operations.flatMap(({ responses }) =>
    Object.entries(responses)
      .filter(([status]) => !status.startsWith('2'))
      .map(([status, { description }]) => [status, description] as const),
  )
  return [...new Map(meanings)].map(([status, meaning]) => ({ status, meaning }))
}

function authenticationOf({ components }: OpenApiDocument): string {
  const [scheme] = Object.values(components.securitySchemes) as { description?: string }[]
  return scheme?.description ?? ''
}

const schemaOf = (content: Record<string, { schema: JsonSchema }> | undefined): JsonSchema | undefined =>
  content?.['application/json']?.schema
