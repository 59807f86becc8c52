import { LRUCache } from 'lru-cache'
import { type Appearance, MAX_RADIUS } from '../server/accounts/appearance.ts'
import { type HexColor, parseColor } from '../server/accounts/color.ts'
import { fontFamilies, writeFamilies } from '../server/accounts/font.ts'
import { type Palette, paletteOf, type Theme } from '../server/accounts/palette.ts'
import type { PageLook } from './pages/document.tsx'

/**
 * What a merchant's appearance comes to on a page. The style sheet is written here, from colours, numbers and names of
 * fonts that are read once more: nothing that was sent is repeated, so nothing but these can stand in it.
 */
export function lookOf(appearance: Appearance | null): PageLook | null {
  if (!appearance) return null
  const declarations = [...colors(appearance), ...corners(appearance), ...fonts(appearance)]
  return {
    style: declarations.length > 0 ? `:root{${declarations.join(';')}}` : null,
    logoUrl: appearance.logo_url,
  }
}

const NAMES: Record<keyof Palette, string> = {
  accent: 'accent',
  accentStrong: 'accent-strong',
  onAccent: 'on-accent',
  focusHalo: 'focus-halo',
  infoSurface: 'info-surface',
  infoLine: 'info-line',
}

/** Of both themes, as soon as an accent is set for one. */
function colors({ accent, accent_dark }: Appearance): string[] {
  const light = parseColor(accent ?? accent_dark ?? '')
  const dark = parseColor(accent_dark ?? accent ?? '')
  return light && dark
    ? [...themeColors('light', palette('light', light)), ...themeColors('dark', palette('dark', dark))]
    : []
}

/** Made once for each accent: looking for a readable shade takes longer than all the rest of a page. */
const palettes = new LRUCache<string, Palette>({ max: 1_000 })

function palette(theme: Theme, accent: HexColor): Palette {
  const name = theme + accent
  const made = palettes.get(name) ?? paletteOf(theme, accent)
  palettes.set(name, made)
  return made
}

const themeColors = (theme: Theme, palette: Palette): string[] =>
  (Object.keys(NAMES) as (keyof Palette)[]).map((name) => `--${NAMES[name]}-${theme}:${palette[name]}`)

/** Panels are rounder than what stands in them, up to where they would cut into it. */
const ROUNDEST_PANEL = 32

function corners({ radius }: Appearance): string[] {
  if (!Number.isInteger(radius) || radius! < 0 || radius! > MAX_RADIUS) return []
  return [`--corner:${Number(radius)}px`, `--corner-large:${Math.min(2 * radius!, ROUNDEST_PANEL)}px`]
}

function fonts({ font }: Appearance): string[] {
  const families = font === null ? null : fontFamilies(font)
  return families ? [`--font:${writeFamilies(families)}`] : []
}
