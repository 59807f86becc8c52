import { Hono } from 'hono'
import { toInstant } from '../clock.ts'
import { newId } from '../ids.ts'
import { paylinkrEndpoints } from '../paylinkr.ts'
import { paylinqEndpoints } from '../paylinq.ts'
import { paylinkrDocument, paylinqDocument } from '../reference.ts'
import type { Dialect, Mode } from '../store/schema.ts'
import type { TestCore } from '../test-core.ts'
import { createApi } from './api.ts'
import { paylinkr, paylinq } from './dialects.ts'
import type { OpenApiDocument } from './openapi.ts'
import { openKeyring } from './principal.ts'
import { openRateLimit } from './rate-limit.ts'
import { openRequestLog, type RequestLog } from './request-log.ts'
import { answerChecker } from './test-openapi.ts'

export interface TestApi {
  app: Hono
  requestLog: RequestLog
}

/** A dialect's API over a test's core, to be asked without a network. */
export function testApi(core: TestCore, dialect: Dialect, limit = 1_000_000): TestApi {
  const requestLog = openRequestLog(core.store, core.logger)
  const services = {
    store: core.store,
    clock: core.clock,
    secrets: core.secrets,
    logger: core.logger,
    keyring: openKeyring(core),
    rateLimit: openRateLimit(core.store, newId('test'), limit),
    addressLimit: openRateLimit(core.store, newId('test'), limit),
    trustedProxies: 0,
    requestLog,
  }
  const app =
    dialect === 'paylinq'
      ? checked(createApi(paylinq, paylinqEndpoints(core), services), paylinqDocument(core))
      : checked(createApi(paylinkr, paylinkrEndpoints(core), services), paylinkrDocument(core))
  return { app, requestLog }
}

/** The API as it is, but that an answer which its document does not describe is an error. */
function checked(api: Hono, document: OpenApiDocument): Hono {
  const check = answerChecker(document)
  const app = new Hono()
  app.onError((error) => {
    throw error
  })
  app.all('*', async (c) => {
    const response = await api.fetch(c.req.raw, c.env)
    const text = await response.clone().text()
    check(c.req.method, c.req.path, response.status, text === '' ? null : JSON.parse(text))
    return response
  })
  return app
}

/** @returns the key, as its owner would hold it. */
export async function testKey(
  core: TestCore,
  dialect: Dialect,
  ownerId: string,
  { mode = 'test', scopes = [], origins = [] }: { mode?: Mode; scopes?: string[]; origins?: string[] } = {},
): Promise<string> {
  const key = newId(`${dialect === 'paylinq' ? 'plq' : 'plr'}_${mode}_`)
  await core.store.db
    .insertInto('api_keys')
    .values({
      id: newId('key_'),
      dialect,
      owner_id: ownerId,
      mode,
      name: 'Test',
      hash: core.secrets.hashApiKey(key),
      preview: '',
      scopes: JSON.stringify(scopes),
      origins: JSON.stringify(origins),
      created_at: toInstant(core.clock.now()),
      last_used_at: null,
      revoked_at: null,
    })
    .execute()
  return key
}
