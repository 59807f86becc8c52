import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Appearance } from '../server/accounts/appearance.ts'
import { parseAppearance } from '../server/accounts/appearance.ts'
import { lookOf } from './look.ts'

const NONE: Appearance = { accent: null, accent_dark: null, radius: null, font: null, logo_url: null }
const styleOf = (given: object) => lookOf({ ...NONE, ...parseAppearance(given) })?.style

it('is ours where nothing is set', () => {
  expect(lookOf(null)).toBeNull()
  expect(lookOf({ ...NONE, logo_url: 'https://shop.example/logo.svg' })).toEqual({
    style: null,
    logoUrl: 'https://shop.example/logo.svg',
  })
})

it('sets custom properties for both themes', () => {
  expect(styleOf({ accent: '#0a7d5c', accent_dark: '#7fe0bf' })).toBe(
    ':root{--accent-light:#0a7d5c;--accent-strong-light:#075740;--on-accent-light:#ffffff;--focus-halo-light:#c2dfd6;' +
      '--info-surface-light:#ebf5f2;--info-line-light:#c4e0d8;--accent-dark:#7fe0bf;--accent-strong-dark:#a0e8cf;' +
      '--on-accent-dark:#10131c;--focus-halo-dark:#3b5f57;--info-surface-dark:#1e292c;--info-line-dark:#36554f}',
  )
  expect(styleOf({ radius: 0 })).toBe(':root{--corner:0px;--corner-large:0px}')
  expect(styleOf({ radius: 24 })).toBe(':root{--corner:24px;--corner-large:32px}')
  expect(styleOf({ font: 'Avenir Next, serif' })).toBe(':root{--font:"Avenir Next", serif}')
})

it('makes the colour of one theme of the other one’s', () => {
  const light = styleOf({ accent: '#7a0000' })!
  expect(light).toContain('--accent-light:#7a0000;')
  expect(light).toMatch(/--accent-dark:#(ff|f\w)\w{4};/)
  expect(styleOf({ accent_dark: '#ffe680' })).toMatch(/--accent-light:#\w{4}00;.*--accent-dark:#ffe680;/)
})

const PARTS = [
  '#0a7d5c',
  'Arial',
  ';',
  '}',
  '</style>',
  '<!--',
  'url(',
  'expression(',
  '\\7d ',
  '\n',
  '"',
  "'",
  ',',
  ' ',
  '*/',
]
const anything = fc.array(fc.oneof(fc.constantFrom(...PARTS), fc.string({ unit: 'grapheme' })), { maxLength: 6 })

it('holds nothing but colours, lengths and names, whatever lies in the store', () => {
  const text = anything.map((parts) => parts.join(''))
  const stored = fc.record({
    accent: text,
    accent_dark: text,
    radius: fc.oneof(text, fc.double(), fc.integer({ min: -5, max: 40 })),
    font: text,
    logo_url: fc.constant(null),
  })
  fc.assert(
    fc.property(stored, (appearance) => {
      const { style } = lookOf(appearance as unknown as Appearance)!
      expect(style ?? '').toMatch(
        /^$|^:root\{((--[a-z-]+:#[\da-f]{6}|--corner(-large)?:\d{1,2}px|--font:("[\p{L}\p{M}\p{N} -]+"|[a-z-]+)(, ("[\p{L}\p{M}\p{N} -]+"|[a-z-]+))*)(;(?=-)|(?=\})))+\}$/u,
      )
    }),
    { numRuns: 2_000 },
  )
})
