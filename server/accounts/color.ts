/** A colour as CSS and people write it, in lower case: `#0a7d5c`. */
export type HexColor = string & { readonly brand: 'HexColor' }

/** Red, green and blue, each from 0 to 255. */
type Rgb = readonly [number, number, number]

const HEX = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i

/** Null for everything that is not `#rrggbb`. */
export function parseColor(text: string): HexColor | null {
  const parts = HEX.exec(text)
  return parts && toHex(parts.slice(1).map((part) => Number.parseInt(part, 16)))
}

const toHex = (parts: readonly number[]): HexColor =>
  `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}` as HexColor

const toRgb = (color: HexColor): Rgb => {
  const value = Number.parseInt(color.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** How well one can be read on the other, from 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: HexColor, other: HexColor): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** WCAG 2.2, "relative luminance". */
function luminance(color: HexColor): number {
  const [red, green, blue] = toRgb(color).map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** @param share of `color`, from 0 to 1; the rest is `ground`. */
export function mix(color: HexColor, ground: HexColor, share: number): HexColor {
  const under = toRgb(ground)
  return toHex(toRgb(color).map((part, n) => part * share + under[n]! * (1 - share)))
}

/** How light a colour is: 0 is black, 1 white (the L of HSL). */
export function lightness(color: HexColor): number {
  const rgb = toRgb(color)
  return (Math.max(...rgb) + Math.min(...rgb)) / 510
}

/** The same hue and saturation (of HSL) at another lightness, from 0 to 1. */
export function withLightness(color: HexColor, to: number): HexColor {
  const rgb = toRgb(color)
  const from = lightness(color)
  const [most, least] = [Math.max(...rgb), Math.min(...rgb)]
  const middle = from * 255
  // Black and white have no hue: all of their shades are grey.
  if (most === least) return toHex([to * 255, to * 255, to * 255])
  const reach = Math.min(to, 1 - to) / Math.min(from, 1 - from)
  return toHex(rgb.map((part) => to * 255 + (part - middle) * reach))
}
