import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { Pages } from './assets.ts'
import { problemPage } from './page-request.ts'
import * as render from './pages/render.tsx'
import { PLAIN_PAGE_POLICY } from './security.ts'

const pages = { render, pay: { styles: ['/pay.css'] }, problemScript: '/problem.js' } as unknown as Pages

async function answer(path: string, wishes?: { embed: boolean }) {
  const app = new Hono().all('*', (c) => problemPage(c, pages, 500, wishes))
  const response = await app.request(path)
  return {
    status: response.status,
    policy: response.headers.get('content-security-policy')!,
    html: await response.text(),
  }
}

describe('a page that says what is wrong', () => {
  it('has no script where it stands by itself, and its policy allows none', async () => {
    const { status, policy, html } = await answer('/pay/x?theme=dark')
    expect(status).toBe(500)
    expect(policy).toBe(PLAIN_PAGE_POLICY)
    expect(policy).not.toContain('script-src')
    expect(html).not.toContain('<script')
  })

  it.each([
    ['by its address', () => answer('/pay/x?embed=1')],
    ['by its path', () => answer('/embed/subscription/x', { embed: true })],
  ])('inside a merchant’s page, as is known %s, has one under a nonce of its own', async (_, ask) => {
    const { policy, html } = await ask()
    const nonce = /script-src 'nonce-([^']{20,})'/.exec(policy)![1]!
    expect(html).toContain(`<script type="module" src="/problem.js" nonce="${nonce}">`)
    expect((await ask()).policy).not.toContain(nonce)
    expect(policy).toContain('frame-ancestors *')
    expect(policy).not.toMatch(/unsafe|connect-src|frame-src|form-action/)
  })
})
