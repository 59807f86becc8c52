import { Hono } from 'hono'
import { beforeEach, expect, it } from 'vitest'
import { updateApp } from '../server/accounts/accounts.ts'
import { parseAppearance } from '../server/accounts/appearance.ts'
import { createPaymentLink } from '../server/payment-links/payment-links.ts'
import { testProvider } from '../server/payments/test-provider.ts'
import { describeOnBothStores } from '../server/store/test-stores.ts'
import { type TestCore, testApp, testCore } from '../server/test-core.ts'
import * as render from './pages/render.tsx'
import { shopRoutes } from './shop.ts'

const SCRIPT = { script: '/page.js', styles: [], languages: {} }
const PAGES = {
  render,
  pay: SCRIPT,
  subscription: SCRIPT,
  problemScript: '',
  shopStyles: ['/shop.css'],
  docsStyles: [],
}
const LOOK = '?embed=1&theme=dark&locale=en-GB'

let visitors = 0

describeOnBothStores('the page of a payment link', (store) => {
  let core: TestCore
  let host: Hono
  let appId: string
  let linkId: string

  beforeEach(async () => {
    core = testCore(store(), { with: { stripe: () => testProvider() }, config: { trustedProxies: 1 } })
    appId = (await testApp(core)).appId
    const link = await core.store.transaction((tx) =>
      createPaymentLink(
        core,
        tx,
        { appId, mode: 'test' },
        {
          title: 'Tasting',
          amount: 1500n,
          currency: 'EUR',
          productIds: [],
          expiresAt: null,
          active: true,
          successUrl: null,
        },
      ),
    )
    linkId = link.id
    host = new Hono().route('/shop', shopRoutes(core, PAGES))
    visitors += 1
  })

  /** Limits are counted over all of a store, so each test's visitor has an address of their own. */
  const ask = (path: string, init: RequestInit = {}) =>
    host.request(`/shop/${linkId}${path}`, {
      ...init,
      headers: { 'x-forwarded-for': `203.0.113.${visitors}`, ...init.headers },
    })
  const goOn = (query: string, form: Record<string, string>) =>
    ask(`/pay${query}`, { method: 'POST', body: new URLSearchParams(form) })
  async function visit(query = '') {
    const page = await (await ask(query)).text()
    const attribute = (pattern: RegExp) => pattern.exec(page)![1]!.replaceAll('&amp;', '&')
    return { token: attribute(/name="visit" value="([^"]+)"/), action: attribute(/<form[^>]* action="([^"]+)"/) }
  }

  it('leads to one payment, in the look that it was asked for', async () => {
    const { token, action } = await visit(LOOK)
    expect(action).toBe(`/shop/${linkId}/pay${LOOK}`)
    const answer = await goOn(LOOK, { visit: token })
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      expect.stringMatching(/^\/pay\/[0-9a-f-]{36}\?embed=1&theme=dark&locale=en-GB$/),
    ])
    const again = await goOn(LOOK, { visit: token })
    expect(again.headers.get('location')).toBe(answer.headers.get('location'))
  })

  it("has the app's look, under the nonce of its policy", async () => {
    expect(await (await ask('')).text()).not.toMatch(/<style|<img/)
    const appearance = parseAppearance({ accent: '#0a7d5c', logo_url: 'https://cdn.shop.example/"><script>.svg' })
    await updateApp(core, appId, { appearance })
    const answer = await ask('')
    const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy')!)![1]!
    const page = await answer.text()
    expect(/<style nonce="([^"]+)">:root\{--accent-light:#0a7d5c;/.exec(page)![1]).toBe(nonce)
    expect(page).toContain('src="https://cdn.shop.example/%22%3E%3Cscript%3E.svg" alt referrerpolicy="no-referrer"')
    const again = (await ask('')).headers.get('content-security-policy')
    expect(again).not.toContain(nonce)
    expect(await (await host.request('/shop/plink_none')).text()).not.toMatch(/<style|<img/)
  })

  it('passes on nothing else of its address', async () => {
    expect((await visit('?utm=1&theme="><script>')).action).toBe(`/shop/${linkId}/pay?theme=%22%3E%3Cscript%3E`)
    expect((await visit('?returned=x')).action).toBe(`/shop/${linkId}/pay`)
  })

  it("shows the form to whoever loads the form's own address", async () => {
    const answer = await ask('/pay?embed=1')
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/shop/${linkId}?embed=1`])
  })

  it('takes no more than its form holds', async () => {
    const { token } = await visit()
    expect((await goOn('', { visit: token, more: 'x'.repeat(10_000) })).status).toBe(413)
    const stream = new Blob(['x'.repeat(20_000)]).stream()
    expect((await ask('/pay', { method: 'POST', body: stream, duplex: 'half' } as RequestInit)).status).toBe(413)
  })

  it.each(['multipart/form-data', 'application/json'])('shows itself again for a form of %s', async (type) => {
    const answer = await ask('/pay', { method: 'POST', body: '{}', headers: { 'content-type': type } })
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('<form')
  })
})
