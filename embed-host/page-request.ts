import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { parseAccept } from 'hono/utils/accept'
import type { Pages } from './assets.ts'
import { PLAIN_PAGE_POLICY, problemPagePolicy } from './security.ts'

/** What every page's request is read for, and what is answered when there is no page. */

const THEMES = ['light', 'dark', 'system'] as const

/** How the embedding page, or the payer's browser, wants the page to be. */
export function askedFor(c: Context) {
  const theme = THEMES.find((name) => name === c.req.query('theme')) ?? 'system'
  return { embed: c.req.query('embed') === '1', theme, locales: localesOf(c) }
}

/** Of a browser's languages it is a tenth of that. */
const LONGEST_HEADER = 1_000

/** The best first: what the embedding page asks for, then what the payer's browser does. */
function localesOf(c: Context): string[] {
  const header = c.req.header('accept-language') ?? ''
  const accepted = parseAccept(header.slice(0, LONGEST_HEADER)).filter(({ q }) => q > 0)
  return [c.req.query('locale') ?? [], accepted.map(({ type }) => type)].flat()
}

/** The part of the query that says so, for pages that lead on to others of ours: `?embed=1&theme=dark`, or nothing. */
export function passedOn(c: Context): string {
  const wishes = Object.entries(c.req.query()).filter(([name]) => ['embed', 'theme', 'locale'].includes(name))
  return wishes.length > 0 ? `?${new URLSearchParams(wishes)}` : ''
}

const PROBLEMS = { 404: 'not_found', 429: 'rate_limited', 500: 'failed' } as const

/** @param wishes in place of what the address asks for */
export function problemPage(
  c: Context,
  pages: Pages,
  status: keyof typeof PROBLEMS,
  wishes: Partial<ReturnType<typeof askedFor>> = {},
): Response {
  const asked = { ...askedFor(c), ...wishes }
  // Only where it has somebody to talk to.
  const program = asked.embed ? { script: pages.problemScript, nonce: randomBytes(16).toString('base64') } : null
  c.header('Content-Security-Policy', program ? problemPagePolicy(program.nonce) : PLAIN_PAGE_POLICY)
  c.header('Cache-Control', 'no-store')
  const { styles } = pages.pay
  const page = { ...asked, why: PROBLEMS[status], reloadUrl: pathAndQuery(c), styles, program }
  return c.html(pages.render.renderProblemPage(page), status) as Response
}

/** Not the whole address: behind a proxy we do not know it as the payer's browser does. */
function pathAndQuery(c: Context): string {
  const { pathname, search } = new URL(c.req.url)
  return pathname + search
}
