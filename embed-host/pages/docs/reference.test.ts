import { describe, expect, it } from 'vitest'
import type { OpenApiDocument } from '../../../server/http/openapi.ts'
import { fieldsOf, typeWords } from './fields.ts'
import { apiReference } from './reference.ts'

const document: OpenApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Tea API', version: '1.0.0', description: 'Tea.\n\nAmounts are in grams.' },
  servers: [{ url: 'https://tea.example/v1' }],
  security: [{ apiKey: [] }],
  tags: [{ name: 'tea-orders' }],
  paths: {
    '/tea-orders/{id}': {
      patch: {
        operationId: 'patchTeaOrdersId',
        summary: 'Change an order',
        tags: ['tea-orders'],
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string' }, description: 'Yours.' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { note: { type: 'string' }, grams: { type: 'integer', minimum: 1 } },
                required: ['note', 'grams'],
              },
            },
          },
        },
        responses: {
          200: {
            description: 'Done.',
            content: { 'application/json': { schema: { type: 'object', properties: {} } } },
          },
          409: { description: 'Brewed already.' },
        },
      },
    },
  },
  components: {
    schemas: {},
    securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'X-Tea-Key', description: 'Of your pot.' } },
  },
}

describe('the reference of an API', () => {
  const api = apiReference(document, { id: 'tea', documentUrl: '/tea.json' })

  it('has its resources with their operations', () => {
    expect(api.resources.map(({ id, name }) => [id, name])).toEqual([['tea-tea-orders', 'Tea orders']])
    expect(api.resources[0]?.operations[0]).toMatchObject({
      id: 'tea-patchTeaOrdersId',
      method: 'PATCH',
      path: '/v1/tea-orders/{id}',
      status: '200',
    })
    expect(api.paragraphs).toEqual(['Tea.', 'Amounts are in grams.'])
    expect(api.errors).toEqual([{ status: '409', meaning: 'Brewed already.' }])
  })

  it('shows a request with all that is required', () => {
    expect(api.resources[0]?.operations[0]?.curl).toBe(
      [
        "curl -X PATCH 'https://tea.example/v1/tea-orders/ID'",
        '-H "X-Tea-Key: $KEY"',
        "-H 'Content-Type: application/json'",
        "-H 'Idempotency-Key: order-1234'",
        `-d '{\n  "note": "…",\n  "grams": 2500\n}'`,
      ].join(' \\\n  '),
    )
  })
})

describe('the fields of a body', () => {
  it('are listed with those inside them', () => {
    const line = { type: 'object', properties: { grams: { type: 'integer' } }, required: ['grams'] }
    const schema = {
      type: 'object',
      properties: {
        lines: { type: 'array', items: line, description: 'What was ordered.' },
        buyer: {
          anyOf: [{ type: 'object', properties: { name: { type: 'string', default: 'you' } } }, { type: 'null' }],
        },
      },
      required: ['lines'],
    }
    expect(fieldsOf(schema)).toEqual([
      { name: 'lines', type: 'list of object', required: true, meaning: 'What was ordered.' },
      { name: 'lines[].grams', type: 'integer', required: true, meaning: '' },
      { name: 'buyer', type: 'object or null', required: false, meaning: '' },
      { name: 'buyer.name', type: 'string', required: false, meaning: 'Default: "you".' },
    ])
  })

  it.each([
    [{ enum: ['USDC', 'XLM', 'XRP'] }, '"USDC", "XLM" or "XRP"'],
    [{ anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] }, 'date and time or null'],
    [{ const: 'EMAIL' }, '"EMAIL"'],
    [{ type: 'array', items: { type: ['string', 'integer'] } }, 'list of string or integer'],
    [{}, 'any'],
  ])('%j is %s', (schema, words) => {
    expect(typeWords(schema)).toBe(words)
  })
})
