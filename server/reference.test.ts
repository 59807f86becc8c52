import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import type { Core } from './core.ts'
import { paylinkrEndpoints } from './paylinkr.ts'
import { paylinkrDocument, referenceRoutes } from './reference.ts'
import { TEST_SECRET } from './test-core.ts'

/** A reference is made without asking a store anything. */
const core = { config: readConfig({ PAYLINK_SECRET: TEST_SECRET, PUBLIC_URL: 'https://pay.example' }) } as Core

describe('the PayLinkr reference', () => {
  const document = paylinkrDocument(core)
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )

  it('describes every endpoint, once, under the address where it is', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(document.servers).toEqual([{ url: 'https://pay.example/api/v1' }])
    const described = operations.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`)
    const there = paylinkrEndpoints(core).map(({ method, path }) => `${method} ${path}`)
    expect(described.sort()).toEqual(there.sort())
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('asks for a bearer token, and names the origin’s header', () => {
    expect(document.components.securitySchemes).toMatchObject({ apiKey: { type: 'http', scheme: 'bearer' } })
    expect(document.security).toEqual([{ apiKey: [] }])
    for (const { operation } of operations) {
      expect(operation.parameters.map(({ name }) => name)).toContain('X-Api-Origin')
      expect(Object.keys(operation.responses)).toEqual(
        expect.arrayContaining(['400', '401', '403', '404', '409', '422']),
      )
    }
    expect(document.components.schemas.Error).toMatchObject({ required: ['error'] })
  })

  it('has an example for each body, which fits', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    for (const { method, path, operation } of operations) {
      const body = operation.requestBody?.content['application/json'] as
        | { schema: object; example?: object }
        | undefined
      if (!body) continue
      expect([method, path, body.example]).toEqual([method, path, expect.any(Object)])
      expect([method, path, ajv.validate(body.schema, body.example)]).toEqual([method, path, true])
    }
  })

  it('is served to anybody, the collection as a download', async () => {
    const app = referenceRoutes(core)
    const openapi = await app.request('/api/openapi')
    expect(openapi.headers.get('content-type')).toBe('application/json')
    expect(await openapi.json()).toEqual(JSON.parse(JSON.stringify(document)))
    const collection = await app.request('/api/postman/collection')
    expect(collection.headers.get('content-disposition')).toMatch(/^attachment; filename=".+\.json"$/)
    expect((await collection.json()).info.schema).toContain('v2.1.0')
    expect((await (await app.request('/v1/openapi.json')).json()).info.title).toBe('Paylinq API')
  })
})
