import { testApi, testKey } from '../http/test-api.ts'
import type { TestCore } from '../test-core.ts'

export type TestCaller = Awaited<ReturnType<typeof testCaller>>

/** Asks Paylinq's API as an app would, with a key of its own. */
export async function testCaller(core: TestCore, appId: string) {
  const { app } = testApi(core, 'paylinq')
  const key = await testKey(core, 'paylinq', appId)
  return async (method: string, path: string, body?: unknown) => {
    const answer = await app.request(path, {
      method,
      headers: { 'X-API-Key': key },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: answer.status === 204 ? null : await answer.json() }
  }
}
