import type { TestApi } from '../http/test-api.ts'

export const SUPPORT = { name: 'Pro Support', amount: '99.00', interval: 'MONTHLY' }
export const BUYER = {
  customerEmail: 'buyer@example.com',
  customerName: 'Alex Buyer',
  externalCustomerRef: 'cust_2048',
}

interface Asked {
  /** Another one than the merchant's own. */
  key?: string
  body?: object
  headers?: Record<string, string>
}

/** What a merchant's server asks the API, by its key. */
export function merchantServer(api: TestApi, ownKey: string) {
  async function ask(method: string, path: string, { key = ownKey, body, headers = {} }: Asked = {}) {
    const answer = await api.app.request(path, {
      method,
      headers: { Authorization: `Bearer ${key}`, ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: answer.status, headers: answer.headers, body: await answer.json() }
  }
  const makePackage = async (change: object = {}) =>
    (await ask('POST', '/subscription-packages', { body: { ...SUPPORT, ...change } })).body
  return { ask, makePackage }
}
