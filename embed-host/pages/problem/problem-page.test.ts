import { describe, expect, it } from 'vitest'
import { type ProblemPageModel, renderProblemPage } from './problem-page.tsx'

const render = (changes: Partial<ProblemPageModel> = {}) =>
  renderProblemPage({
    why: 'not_found',
    reloadUrl: '/pay/x?embed=1',
    embed: false,
    theme: 'system',
    locales: ['en'],
    styles: ['/assets/pay.css'],
    program: null,
    ...changes,
  })

it('says that a link leads nowhere, where loading it again helps nobody', () => {
  const html = render()
  expect(html).toContain('Link not found')
  expect(html).not.toMatch(/<a |<script/)
})

it.each(['failed', 'rate_limited'] as const)('offers to load the page again: %s', (why) => {
  expect(render({ why })).toContain('href="/pay/x?embed=1"')
})

describe('inside a merchant’s page', () => {
  const html = render({
    why: 'failed',
    embed: true,
    locales: ['de-AT'],
    theme: 'dark',
    program: { script: '/assets/problem.js', nonce: 'r4nd0m' },
  })

  it('has a program under the policy’s nonce', () => {
    expect(html).toContain('<script type="module" src="/assets/problem.js" nonce="r4nd0m">')
    for (const [script] of html.matchAll(/<script[^>]*>/g)) expect(script).toContain('nonce="r4nd0m"')
    expect(html).not.toMatch(/\sstyle=|\son\w+=|<style/)
  })

  it('tells whoever embeds it why, in the page’s words', () => {
    const json = /<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(html)![1]!
    expect(JSON.parse(json)).toMatchObject({
      error: 'failed',
      allowedOrigins: ['*'],
      words: { title: 'Etwas ist schiefgegangen', close: 'Schließen' },
      theme: 'dark',
    })
  })
})
