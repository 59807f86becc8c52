import { Hono } from 'hono'
import type { Config } from './config.ts'
import type { Core } from './core.ts'
import { paylinq } from './http/dialects.ts'
import { type ApiDescription, type OpenApiDocument, openApiDocument } from './http/openapi.ts'
import { paylinqEndpoints } from './paylinq.ts'

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

export const paylinqDocument = (core: Core): OpenApiDocument =>
  openApiDocument(paylinq, paylinqEndpoints(core), describePaylinq(core.config))

/** `/v1/openapi.json`, for programs, without a key. People read `/docs`. */
export function referenceRoutes(core: Core): Hono {
  const app = new Hono()
  const text = JSON.stringify(paylinqDocument(core))
  app.get('/v1/openapi.json', (c) =>
    c.body(text, 200, { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' }),
  )
  return app
}
