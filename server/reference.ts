import { randomUUIDv7 } from 'node:crypto'
import { Hono } from 'hono'
import type { Config } from './config.ts'
import type { Core } from './core.ts'
import { paylinkr, paylinq } from './http/dialects.ts'
import { type ApiDescription, type OpenApiDocument, openApiDocument, type Parameter } from './http/openapi.ts'
import { postmanCollection } from './http/postman.ts'
import { paylinkrEndpoints } from './paylinkr.ts'
import { paylinqEndpoints } from './paylinq.ts'
import { addExamples } from './reference-examples.ts'

/** What is said of the Paylinq API beside its operations. */
const describePaylinq = ({ publicUrl, rateLimit }: Config): ApiDescription => ({
  title: 'Paylinq API',
  description: [
    'Card and wallet payments over several providers, with one integration. Create a payment, send the payer to its ' +
      '`payment_url` or embed it, and receive a webhook.',
    'Amounts are whole numbers in the smallest currency unit: `2500` is €25.00, or ¥2500. Times are ISO 8601 in UTC.',
    'Lists are answered newest first, a page at a time: send `next_cursor` as `cursor` for the page after.',
    `A key may ask ${rateLimit} times a minute. \`Retry-After\` says how long to wait after a 429.`,
    'Send an `Idempotency-Key` with whatever you might have to send twice: the same request with the same key is done ' +
      'once, and answered the same for 24 hours.',
  ].join('\n\n'),
  serverUrl: `${publicUrl}/v1`,
  securitySchemes: {
    apiKey: {
      type: 'apiKey',
      in: 'header',
      name: 'X-API-Key',
      description: 'Of your app: `plq_live_…`, or `plq_test_…` for payments that move no real money.',
    },
  },
  errors: {
    400: 'A field is missing or wrong; `detail` names it and says what to send.',
    401: 'The key is missing or not known.',
    404: 'Nothing with this id is yours.',
    409: 'Done already, or in a state that does not allow it.',
    413: 'The body is over 100 kB.',
    422: 'The provider refused; `detail` has its words.',
    429: 'Too many requests: wait, and retry.',
    500: 'Our fault: retry after a short delay.',
    502: 'The provider was not reached, and nothing was done: retry after a short delay.',
  },
})

/** What is said of the PayLinkr API beside its operations. */
const describePaylinkr = ({ publicUrl, rateLimit }: Config): ApiDescription => ({
  title: 'PayLinkr API',
  description: [
    'Invoices, subscription packages and recurring plans, paid in stablecoins and other assets straight to the ' +
      "merchant's own address.",
    'Amounts are decimal text in the asset: `"250.00"`. Times are ISO 8601 in UTC.',
    'Lists are answered newest first, by `page` and `limit`.',
    'A key that is limited to scopes needs the one that an operation names. A key that is limited to origins needs one ' +
      'of them: browsers send `Origin` by themselves, servers send `X-Api-Origin`.',
    `A key may ask ${rateLimit} times a minute. \`Retry-After\` says how long to wait after a 429.`,
    'Send an `Idempotency-Key` with whatever you might have to send twice: the same request with the same key is done ' +
      'once, and answered the same for 24 hours.',
  ].join('\n\n'),
  serverUrl: `${publicUrl}/api/v1`,
  securitySchemes: {
    apiKey: {
      type: 'http',
      scheme: 'bearer',
      description: 'Your key: `plr_live_…`, or `plr_test_…` for invoices that move no real money.',
    },
  },
  errors: {
    400: 'A field is missing or has the wrong type; `error` names it and says what to send.',
    401: 'The key is missing or not known, or its account is not on the Pro plan.',
    403: "The key lacks the operation's scope, or may not be used from this origin.",
    404: 'Nothing with this id is yours.',
    409: 'Done already, or in a state that does not allow it.',
    413: 'The body is over 100 kB.',
    422: 'A field breaks a rule; `error` names it and says what to send.',
    429: 'Too many requests: wait, and retry.',
    500: 'Our fault: retry after a short delay.',
  },
})

const API_ORIGIN: Parameter = {
  name: 'X-Api-Origin',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description: "One of the key's origins, where it is limited to some and the request does not come from a browser.",
}

export const paylinqDocument = (core: Core): OpenApiDocument =>
  openApiDocument(paylinq, paylinqEndpoints(core), describePaylinq(core.config))

export function paylinkrDocument(core: Core): OpenApiDocument {
  const document = addExamples(openApiDocument(paylinkr, paylinkrEndpoints(core), describePaylinkr(core.config)))
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations)) operation.parameters.push(API_ORIGIN)
  }
  return document
}

/**
 * `/v1/openapi.json` and `/api/openapi`, for programs, and `/api/postman/collection`, all without a key. People read
 * `/docs`.
 */
export function referenceRoutes(core: Core): Hono {
  const app = new Hono()
  const serve = (path: string, content: object, headers: Record<string, string> = {}) => {
    const text = JSON.stringify(content)
    app.get(path, (c) =>
      c.body(text, 200, {
        'Content-Type': 'application/json',
        'Access-Control-Allow-Origin': '*',
        'X-Request-Id': randomUUIDv7(),
        ...headers,
      }),
    )
  }
  serve('/v1/openapi.json', paylinqDocument(core))
  serve('/api/openapi', paylinkrDocument(core))
  serve('/api/postman/collection', postmanCollection(paylinkrDocument(core)), {
    'Content-Disposition': 'attachment; filename="paylinkr.postman_collection.json"',
  })
  return app
}
