import { readFileSync } from 'node:fs'
import { renderToString } from 'preact-render-to-string'
import { expect, it } from 'vitest'
import { Guide } from './guide.tsx'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const unescaped = (html: string) => html.replaceAll('&quot;', '"').replaceAll('&lt;', '<')

const PLACES = {
  'the guide': unescaped(renderToString(<Guide host="https://pay.example" />)),
  'the README': read('README.md'),
  'the package’s README': read('widget/package/README.md'),
  'the demo shop': read('demo/shop/embedding/ways.ts'),
  'the widget': read('widget/checkout-frame.tsx'),
}

it.each(Object.entries(PLACES))('%s allows a frame what its page can make use of', (_, text) => {
  const allowed = [...text.matchAll(/<iframe\s(?![^>]*\/embed\/subscription\/)[^>]*?\ballow="([^"]*)"/g)].map(
    ([, allow]) => allow,
  )
  expect(allowed.length).toBeGreaterThan(0)
  for (const allow of allowed) expect(allow).toBe('payment *; publickey-credentials-get *; clipboard-write')
})

it.each(['the guide', 'the README', 'the package’s README'] as const)(
  '%s tells what a sandbox must let it do',
  (place) => {
    const tokens = /allow-scripts(?:\s+allow-[a-z-]+)*/.exec(PLACES[place])?.[0].split(/\s+/)
    expect(tokens).toEqual([
      'allow-scripts',
      'allow-same-origin',
      'allow-forms',
      'allow-popups',
      'allow-popups-to-escape-sandbox',
      'allow-top-navigation-by-user-activation',
      'allow-modals',
    ])
  },
)
