import { contrast, type HexColor, lightness, mix, parseColor, withLightness } from './color.ts'

/** The colours of a page that follow from a merchant's accent. `tokens.css` has our own, by the same names. */
export interface Palette {
  accent: HexColor
  /** Under the pointer. */
  accentStrong: HexColor
  /** Text on either of them. */
  onAccent: HexColor
  focusHalo: HexColor
  infoSurface: HexColor
  infoLine: HexColor
}

export type Theme = 'light' | 'dark'

interface Ground {
  /** Page, panel and what lies sunken in it, as `tokens.css` has them: the accent is text on each. */
  surfaces: readonly HexColor[]
  panel: HexColor
  /** The lightness to which an accent is moved until it can be read. */
  readableAt: 0 | 1
  /** Shares of the accent in what is mixed of it and the panel. */
  shares: { focusHalo: number; infoSurface: number; infoLine: number }
}

const hex = (text: string): HexColor => parseColor(text)!

/** What an accent stands on. */
export const GROUNDS: Record<Theme, Ground> = {
  light: {
    surfaces: [hex('#ffffff'), hex('#f5f6f9')],
    panel: hex('#ffffff'),
    readableAt: 0,
    shares: { focusHalo: 0.25, infoSurface: 0.08, infoLine: 0.24 },
  },
  dark: {
    surfaces: [hex('#16191f'), hex('#0e1014'), hex('#1d2128')],
    panel: hex('#16191f'),
    readableAt: 1,
    shares: { focusHalo: 0.35, infoSurface: 0.08, infoLine: 0.3 },
  },
}

/** WCAG 2.2, 1.4.3, for text of any size. */
export const ENOUGH_CONTRAST = 4.5

const ON_ACCENT = [hex('#ffffff'), hex('#10131c')] as const

/** How well an accent can be read where it is read worst. */
export const contrastIn = (theme: Theme, accent: HexColor): number =>
  Math.min(...GROUNDS[theme].surfaces.map((surface) => contrast(accent, surface)))

const STEP = 1 / 400

/** The accent itself, or where it cannot be read the nearest one of its hue that can: darker, or in the dark lighter. */
export function readableIn(theme: Theme, accent: HexColor): HexColor {
  const { readableAt } = GROUNDS[theme]
  let shade = accent
  for (let at = lightness(accent); contrastIn(theme, shade) < ENOUGH_CONTRAST; ) {
    at += readableAt === 0 ? -STEP : STEP
    shade = withLightness(accent, Math.min(Math.max(at, 0), 1))
  }
  return shade
}

/** All of a theme's colours that follow from an accent, which is made readable first. */
export function paletteOf(theme: Theme, asked: HexColor): Palette {
  const { panel, shares } = GROUNDS[theme]
  const accent = readableIn(theme, asked)
  const accentStrong = strongerIn(theme, accent)
  return {
    accent,
    accentStrong,
    onAccent: bestOn(accent, accentStrong),
    focusHalo: mix(accent, panel, shares.focusHalo),
    infoSurface: mix(accent, panel, shares.infoSurface),
    infoLine: mix(accent, panel, shares.infoLine),
  }
}

const STRONGER = 0.08

/** Further from the surfaces; an accent that is as far as can be comes back towards them, and stays readable. */
function strongerIn(theme: Theme, accent: HexColor): HexColor {
  const { readableAt } = GROUNDS[theme]
  const at = lightness(accent)
  const left = readableAt === 0 ? at : 1 - at
  const away = left > STRONGER ? STRONGER : -STRONGER
  return readableIn(theme, withLightness(accent, readableAt === 0 ? at - away : at + away))
}

function bestOn(...grounds: HexColor[]): HexColor {
  const worst = (text: HexColor) => Math.min(...grounds.map((ground) => contrast(text, ground)))
  const [light, dark] = ON_ACCENT
  return worst(light) >= worst(dark) ? light : dark
}
