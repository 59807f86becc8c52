import { expect, it } from 'vitest'
import { changeAppearance, parseAppearance, readAppearance } from './appearance.ts'

/** What it says of the one field that is wrong. */
function refusal(given: object): string {
  try {
    parseAppearance(given)
  } catch (error) {
    return (error as Error).message
  }
  throw new Error(`${JSON.stringify(given)} was taken.`)
}

it('takes what can be shown, in one way of writing it', () => {
  const given = {
    accent: '#0A7D5C',
    accent_dark: '#7FE0BF',
    radius: 12,
    font: `Avenir Next,'Noto Sans JP' , ヒラギノ角ゴ, Serif`,
    logo_url: 'https://CDN.shop.example:443/logo 1.svg'.replace(' ', '%20'),
  }
  expect(parseAppearance(given)).toEqual({
    accent: '#0a7d5c',
    accent_dark: '#7fe0bf',
    radius: 12,
    font: '"Avenir Next", "Noto Sans JP", "ヒラギノ角ゴ", serif',
    logo_url: 'https://cdn.shop.example/logo%201.svg',
  })
  expect(parseAppearance({ logo_url: 'http://127.0.0.1:3000/l.png' })).toEqual({
    logo_url: 'http://127.0.0.1:3000/l.png',
  })
})

it('names the field, the contrast that it has, and the nearest colour that would do', () => {
  expect(refusal({ accent: '#ffd400' })).toMatch(
    /^appearance\.accent: has a contrast of 1\.32 to 1 with the light pages it is read on, and needs 4\.5: (#\w{6}) is the nearest that would do$/,
  )
  expect(refusal({ accent_dark: '#202020' })).toMatch(/^appearance\.accent_dark: .* with the dark pages .*: #8[\da-f]/)
  for (const [field, color] of [
    ['accent', '#ffd400'],
    ['accent_dark', '#202020'],
    ['accent', '#737373'],
  ] as const) {
    const nearest = /(#\w{6}) is the nearest/.exec(refusal({ [field]: color }))![1]!
    expect(parseAppearance({ [field]: nearest })).toEqual({ [field]: nearest })
  }
})

const ATTACKS = [
  '#0a7d5c;}body{display:none}',
  '#0a7d5c}</style><script>alert(1)</script>',
  'red;background:url(https://evil.example)',
  'url(https://evil.example/x)',
  'expression(alert(1))',
  '\\75rl(https://evil.example)',
  'Arial\n}body{}',
  '</style>',
  'var(--text)',
  '@import "x"',
  '/* */',
  'Arial"; } body { color: red',
  'Arial\u0000',
  'Arial\u2028',
  '__proto__',
]

it.each(ATTACKS)('takes %j for no colour, no radius and no logo', (text) => {
  expect(refusal({ accent: text })).toBe('appearance.accent: must be a colour like #0a7d5c')
  expect(refusal({ accent_dark: text })).toMatch(/^appearance\.accent_dark: must be a colour/)
  expect(refusal({ radius: text as never })).toBe('appearance.radius: must be a number, not a string')
  expect(refusal({ logo_url: text })).toMatch(/^appearance\.logo_url: must be an https address/)
})

it('takes what it answered for a font again, however long the list', () => {
  const list = Array.from({ length: 30 }, (_, n) => `Font${n}`).join(',')
  expect(refusal({ font: list })).toMatch(/must have at most 200 characters with each name in quotes/)
  const { font } = parseAppearance({ font: Array.from({ length: 20 }, (_, n) => `F${n}`).join(',') })
  expect(parseAppearance({ font: font! }).font).toBe(font)
})

it.each(ATTACKS.filter((text) => text !== '__proto__'))('takes %j for no font', (text) => {
  expect(refusal({ font: text })).toMatch(/^appearance\.font: must be a list of font families/)
})

it.each(['', ',', 'Arial,', ' ', '""', `"Arial'`, `"A"B`, `O'Neil`, 'Arial\t', 'Ari_al', 'Arial, url', 'a(b)'])(
  'takes a font list like %j only if each part is a name',
  (text) => {
    if (text === 'Arial, url') return expect(parseAppearance({ font: text })).toEqual({ font: '"Arial", "url"' })
    expect(refusal({ font: text })).toMatch(/^appearance\.font: must be a list/)
  },
)

it.each([
  ['http://shop.example/logo.svg', 'must be an https address'],
  ['http://localhost.shop.example/logo.svg', 'must be an https address'],
  ['//shop.example/logo.svg', 'must be an https address'],
  ['data:image/svg+xml,<svg/>', 'must be an https address'],
  ['javascript:alert(1)', 'must be an https address'],
  ['https://shop.example/\nlogo.svg', 'must be an https address'],
  ['https://shop.example\\logo.svg', 'must be an https address'],
  [' https://shop.example/logo.svg', 'must be an https address'],
  ['https://me:secret@shop.example/logo.svg', 'must not hold a user name'],
  ['https://me@shop.example/logo.svg', 'must not hold a user name'],
  ["https://shop.example;script-src'none'/logo.svg", 'must have a host with a name'],
  ['https://a,b/logo.svg', 'must have a host with a name'],
  ['https://[2001:db8::1]/logo.svg', 'must have a host with a name'],
  ['http://[::1]:3000/logo.svg', 'must be an https address'],
  [`https://shop.example/${'é'.repeat(1_000)}`, 'must have at most 2000 characters once it is encoded'],
  [`https://shop.example/${'a'.repeat(2_000)}`, 'must have at most 2000 characters'],
])('refuses the logo at %s', (url, message) => {
  expect(refusal({ logo_url: url })).toContain(`appearance.logo_url: ${message}`)
})

it.each([-1, 25, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a radius of %s', (radius) => {
  expect(refusal({ radius })).toMatch(/^appearance\.radius: must be/)
})

it('keeps nothing that it does not know, and no prototype', () => {
  const sent = JSON.parse('{"radius": 4, "css": "body{}", "__proto__": {"accent": "x"}, "constructor": {"radius": 1}}')
  const change = parseAppearance(sent)
  expect(Object.keys(change)).toEqual(['radius'])
  expect(JSON.parse(changeAppearance(null, change)!)).toEqual({
    accent: null,
    accent_dark: null,
    radius: 4,
    font: null,
    logo_url: null,
  })
  expect(Object.prototype).not.toHaveProperty('accent')
})

it('changes what is given, keeps the rest, and takes back one part or all', () => {
  const first = changeAppearance(null, parseAppearance({ accent: '#0a7d5c', radius: 0 }))
  expect(readAppearance(first)).toMatchObject({ accent: '#0a7d5c', radius: 0, font: null })
  const second = changeAppearance(first, parseAppearance({ font: 'Georgia' }))
  expect(readAppearance(second)).toMatchObject({ accent: '#0a7d5c', radius: 0, font: '"Georgia"' })
  const third = changeAppearance(second, parseAppearance({ accent: null, font: null }))
  expect(readAppearance(third)).toMatchObject({ accent: null, radius: 0, font: null })
  expect(changeAppearance(third, parseAppearance({ radius: null }))).toBeNull()
  expect(changeAppearance(second, null)).toBeNull()
  expect(changeAppearance(null, {})).toBeNull()
  expect(readAppearance(null)).toBeNull()
})
