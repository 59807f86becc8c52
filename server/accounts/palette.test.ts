import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contrast, type HexColor, lightness, mix, parseColor, withLightness } from './color.ts'
import { contrastIn, ENOUGH_CONTRAST, GROUNDS, paletteOf, readableIn, type Theme } from './palette.ts'

const hex = (text: string) => parseColor(text)!
const anyColor = fc.integer({ min: 0, max: 0xffffff }).map((value) => hex(`#${value.toString(16).padStart(6, '0')}`))
const THEMES: Theme[] = ['light', 'dark']

/** The style sheet that accents are used in: name of a token to its colours in the light and the dark theme. */
const TOKENS = new Map(
  [
    ...readFileSync(join(import.meta.dirname, '../../embed-host/ui/styles/tokens.css'), 'utf8').matchAll(
      /--([\w-]+): light-dark\((?:var\(--[\w-]+, )?(#\w{6})\)?, (?:var\(--[\w-]+, )?(#\w{6})\)/g,
    ),
  ].map(([, name, light, dark]) => [name, { light: hex(light!), dark: hex(dark!) }]),
)
const token = (name: string, theme: Theme): HexColor => TOKENS.get(name)![theme]

describe('colours', () => {
  it('are read in either case, and nothing else is', () => {
    expect(parseColor('#0A7d5C')).toBe('#0a7d5c')
    for (const text of ['', '#abc', '0a7d5c', '#0a7d5', '#0a7d5cff', ' #0a7d5c', '#0a7d5c\n', '#0a7d5g', 'red']) {
      expect(parseColor(text)).toBeNull()
    }
  })

  it.each([
    ['#000000', '#ffffff', 21],
    ['#777777', '#ffffff', 4.48],
    ['#767676', '#ffffff', 4.54],
    ['#ff0000', '#ffffff', 4],
    ['#4553d6', '#4553d6', 1],
  ])('%s has on %s the contrast that WCAG gives it', (one, other, expected) => {
    expect(contrast(hex(one), hex(other))).toBeCloseTo(expected, 1)
    expect(contrast(hex(other), hex(one))).toBe(contrast(hex(one), hex(other)))
  })

  it('keep their hue at another lightness, and come back', () => {
    expect(withLightness(hex('#ff0000'), 0.25)).toBe('#800000')
    expect(withLightness(hex('#000000'), 0.5)).toBe('#808080')
    expect(mix(hex('#ff0000'), hex('#ffffff'), 0.5)).toBe('#ff8080')
    fc.assert(fc.property(anyColor, (color) => withLightness(color, lightness(color)) === color))
  })
})

describe('a palette', () => {
  it('is held to the surfaces of the style sheet', () => {
    for (const theme of THEMES) {
      const surfaces = ['panel', 'page', 'sunken', 'field'].map((name) => token(name, theme))
      expect(new Set(GROUNDS[theme].surfaces)).toEqual(new Set(surfaces))
      expect(GROUNDS[theme].panel).toBe(token('panel', theme))
      expect(contrastIn(theme, token('accent', theme))).toBeGreaterThan(ENOUGH_CONTRAST)
    }
  })

  it('has an accent that can be read, and is left as it is where it can be already', () => {
    fc.assert(
      fc.property(anyColor, fc.constantFrom(...THEMES), (color, theme) => {
        const readable = readableIn(theme, color)
        expect(contrastIn(theme, readable)).toBeGreaterThanOrEqual(ENOUGH_CONTRAST)
        if (contrastIn(theme, color) >= ENOUGH_CONTRAST) expect(readable).toBe(color)
      }),
    )
  })

  it('goes no further than it must', () => {
    expect(readableIn('light', hex('#ffd400'))).toBe('#866f00')
    for (const [theme, color] of [['light', '#ffd400'] as const, ['dark', '#1020c0'] as const]) {
      expect(contrastIn(theme, readableIn(theme, hex(color)))).toBeLessThan(ENOUGH_CONTRAST + 0.15)
    }
  })

  it('has text that can be read on every colour of it, whatever the accent', () => {
    fc.assert(
      fc.property(anyColor, fc.constantFrom(...THEMES), (color, theme) => {
        const palette = paletteOf(theme, color)
        const reads = (text: HexColor, ground: HexColor) =>
          expect(contrast(text, ground)).toBeGreaterThanOrEqual(ENOUGH_CONTRAST)
        reads(palette.onAccent, palette.accent)
        reads(palette.onAccent, palette.accentStrong)
        expect(contrastIn(theme, palette.accentStrong)).toBeGreaterThanOrEqual(ENOUGH_CONTRAST)
        reads(token('text', theme), palette.focusHalo)
        reads(token('text', theme), palette.infoSurface)
        reads(token('text-muted', theme), palette.infoSurface)
        expect(palette.accentStrong).not.toBe(palette.accent)
      }),
    )
  })
})
