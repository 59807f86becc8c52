import type { JsonSchema, OpenApiDocument, Operation } from '../../../server/http/openapi.ts'

/** A request as it is typed into a shell: with all that is required, and the document's own example where it has one. */
export function curlOf(document: OpenApiDocument, method: string, path: string, operation: Operation): string {
  const url = (document.servers[0]?.url ?? '') + path.replaceAll(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase())
  const headers = [authenticationHeader(document)]
  const body = bodyOf(operation)
  if (body !== undefined) headers.push('Content-Type: application/json')
  if (operation.parameters.some(({ name }) => name === 'Idempotency-Key')) headers.push('Idempotency-Key: order-1234')
  const verb = method === 'get' ? '' : ` -X ${method.toUpperCase()}`
  const lines = [`curl${verb} ${quoted(url)}`, ...headers.map((header) => `-H ${quoted(header)}`)]
  if (body !== undefined) lines.push(`-d ${quoted(JSON.stringify(body, null, 2))}`)
  return lines.join(' \\\n  ')
}

function authenticationHeader({ components }: OpenApiDocument): string {
  const [scheme] = Object.values(components.securitySchemes) as { type?: string; name?: string }[]
  return scheme?.type === 'apiKey' ? `${scheme.name}: $KEY` : 'Authorization: Bearer $KEY'
}

function bodyOf({ requestBody }: Operation): unknown {
  const content = requestBody?.content['application/json'] as { schema: JsonSchema; example?: unknown } | undefined
  return content && (content.example ?? exampleOf(content.schema))
}

const FORMAT_EXAMPLES: Record<string, string> = {
  'date-time': '2030-01-31T12:00:00Z',
  email: 'buyer@example.com',
  uri: 'https://shop.example/thanks',
}

/** Something that has the schema's shape. */
function exampleOf(schema: JsonSchema): unknown {
  const [one = schema] = ((schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined) ?? []
  if (one !== schema) return exampleOf(one)
  if ('const' in schema) return schema.const
  if (Array.isArray(schema.enum)) return schema.enum[0]
  switch (schema.type) {
    case 'object':
      return exampleObject(schema)
    case 'array':
      return [exampleOf(schema.items as JsonSchema)]
    case 'integer':
    case 'number':
      return Math.max(2500 % (Number(schema.maximum ?? Number.POSITIVE_INFINITY) + 1), Number(schema.minimum ?? 0))
    case 'boolean':
      return true
    default:
      return FORMAT_EXAMPLES[String(schema.format)] ?? '…'
  }
}

/** What is required; of an object that requires nothing, its first field, so that it says something. */
function exampleObject({ properties = {}, required = [] }: JsonSchema): Record<string, unknown> {
  const names = Object.keys(properties as object)
  const shown = (required as string[]).length > 0 ? (required as string[]) : names.slice(0, 1)
  return Object.fromEntries(
    shown.map((name) => [name, example(name, (properties as Record<string, JsonSchema>)[name])]),
  )
}

/** Names that tell more than a type does. */
const NAMED: Record<string, unknown> = {
  currency: 'EUR',
  name: 'Alex Buyer',
  title: 'Order 1234',
  code: 'WELCOME10',
  payment_id: 'PAYMENT_ID',
  webhook_url: 'https://shop.example/webhooks',
}

const example = (name: string, schema: JsonSchema | undefined): unknown =>
  NAMED[name] ?? (schema ? exampleOf(schema) : '…')

/** In single quotes a shell changes nothing but a single quote; `$KEY` has to be filled in, so it stands in double ones. */
const quoted = (text: string): string => (text.includes('$KEY') ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`)
