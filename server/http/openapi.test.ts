import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { endpoint } from './api.ts'
import { paylinq } from './dialects.ts'
import { openApiDocument } from './openapi.ts'
import { answerChecker } from './test-openapi.ts'

const document = openApiDocument(
  paylinq,
  [
    endpoint({
      method: 'post',
      path: '/beans/:id/roast',
      summary: 'Roast beans',
      body: z.object({ degree: z.enum(['light', 'dark']), seconds: z.int().positive().optional() }),
      query: z.object({ limit: z.coerce.number().optional().describe('How many.') }),
      answer: { status: 201, schema: z.object({ id: z.string(), weight: z.int().nullable() }) },
      run: { inTransaction: async () => ({ status: 201, body: null }) },
    }),
    endpoint({
      method: 'delete',
      path: '/beans/:id',
      summary: 'Throw beans away',
      answer: { status: 204, schema: z.null() },
      run: async () => ({ status: 204, body: null }),
    }),
  ],
  {
    title: 'Beans',
    description: '',
    serverUrl: 'https://beans.example/v1',
    securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
    errors: { 404: 'No such beans.' },
  },
)

describe('an OpenAPI document', () => {
  it('says of each operation what it takes', () => {
    const roast = document.paths['/beans/{id}/roast']!.post!
    expect(roast.parameters.map(({ name, in: place, required }) => `${place} ${name} ${required}`)).toEqual([
      'path id true',
      'query limit false',
      'header Idempotency-Key false',
    ])
    expect(roast.requestBody!.content['application/json'].schema).toMatchObject({
      required: ['degree'],
      properties: { degree: { enum: ['light', 'dark'] }, seconds: { type: 'integer' } },
    })
    expect([roast.operationId, roast.tags]).toEqual(['postBeansIdRoast', ['beans']])
  })

  it('says what every operation answers, errors in the shape of the dialect', () => {
    const { responses } = document.paths['/beans/{id}']!.delete!
    expect(Object.keys(responses)).toEqual(['204', '404'])
    expect(responses[204]!.content).toBeUndefined()
    expect(document.components.schemas.Error).toMatchObject({ required: ['detail'] })
  })

  const check = answerChecker(document)

  it('is met by answers that are as it says', () => {
    check('POST', '/beans/1/roast', 201, { id: 'b', weight: null })
    check('POST', '/beans/1/roast', 404, { detail: 'No.', code: 'not_found', issues: [] })
    check('DELETE', '/beans/1', 204, null)
  })

  it.each<[string, string, string, number, unknown]>([
    ['lacks a field', 'POST', '/beans/1/roast', 201, { id: 'b' }],
    ['has a field that is not documented', 'POST', '/beans/1/roast', 201, { id: 'b', weight: 1, secret: 'x' }],
    ['has a field of another type', 'POST', '/beans/1/roast', 201, { id: 'b', weight: 1.5 }],
    ['has a status that is not documented', 'POST', '/beans/1/roast', 200, { id: 'b', weight: 1 }],
    ['has an error of another shape', 'POST', '/beans/1/roast', 404, { error: 'No.' }],
    ['has a body where there should be none', 'DELETE', '/beans/1', 204, {}],
  ])('is broken by an answer that %s', (_, method, path, status, body) => {
    expect(() => check(method, path, status, body)).toThrow()
  })
})
