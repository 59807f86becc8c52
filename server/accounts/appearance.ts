import { z } from 'zod'
import { validate } from '../http/validation.ts'
import type { Json } from '../store/schema.ts'
import { type HexColor, parseColor } from './color.ts'
import { fontFamilies, writeFamilies } from './font.ts'
import { HOST } from './origins.ts'
import { contrastIn, ENOUGH_CONTRAST, readableIn, type Theme } from './palette.ts'

/** How the pages look on which a merchant's customers pay, as APIs and the store write it. What is null is ours. */
export interface Appearance {
  /** Of buttons and links in the light theme. Where only one of the two is set, the other one is made of it. */
  accent: HexColor | null
  accent_dark: HexColor | null
  /** Of buttons and fields, in CSS pixels. */
  radius: number | null
  /** Families in the order of preference; ours come after them. */
  font: string | null
  logo_url: string | null
}

const NONE: Appearance = { accent: null, accent_dark: null, radius: null, font: null, logo_url: null }

export const MAX_RADIUS = 24
const MAX_FONT_LENGTH = 200
const MAX_LOGO_LENGTH = 2_000
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1'])

const accentOf = (theme: Theme) =>
  z.string().transform((text, context) => {
    const color = parseColor(text)
    const problem = color ? whyUnreadable(theme, color) : 'must be a colour like #0a7d5c'
    if (color && !problem) return color
    context.addIssue({ code: 'custom', message: problem! })
    return z.NEVER
  })

function whyUnreadable(theme: Theme, color: HexColor): string | null {
  const found = contrastIn(theme, color)
  if (found >= ENOUGH_CONTRAST) return null
  // Rounded down: 4.49 is not 4.5.
  const written = (Math.floor(found * 100) / 100).toFixed(2)
  return (
    `has a contrast of ${written} to 1 with the ${theme} pages it is read on, and needs ${ENOUGH_CONTRAST}: ` +
    `${readableIn(theme, color)} is the nearest that would do`
  )
}

const font = z.string().transform((text, context) => {
  const families = fontFamilies(text)
  const written = families && writeFamilies(families)
  if (written && written.length <= MAX_FONT_LENGTH) return written
  const message = written
    ? `must have at most ${MAX_FONT_LENGTH} characters with each name in quotes, and has ${written.length}`
    : 'must be a list of font families, in letters, digits, spaces and hyphens: "Avenir Next", Georgia'
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

const logoUrl = z
  .string()
  .max(MAX_LOGO_LENGTH)
  .transform((text, context) => {
    const problem = whyNoLogo(text)
    if (!problem) return new URL(text).href
    context.addIssue({ code: 'custom', message: problem })
    return z.NEVER
  })

function whyNoLogo(text: string): string | null {
  const url = /[\s\p{Cc}\\]/u.test(text) ? null : URL.parse(text)
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname))
  if (!url || !secure) return 'must be an https address (http for localhost only), like https://shop.example/logo.svg'
  if (url.username || url.password) return 'must not hold a user name or a password'
  // A page's policy names the host, and has no way to write others.
  if (!HOST.test(url.hostname)) return 'must have a host with a name, like https://shop.example/logo.svg'
  if (url.href.length > MAX_LOGO_LENGTH) return `must have at most ${MAX_LOGO_LENGTH} characters once it is encoded`
  return null
}

/** What to change: what is left out stays, and null takes it back. */
export const appearanceChange = z.object({
  accent: accentOf('light')
    .nullish()
    .describe(
      'Colour of buttons and links in the light theme, `#rrggbb`. It must be readable there: contrast 4.5 to 1.',
    ),
  accent_dark: accentOf('dark')
    .nullish()
    .describe('The same in the dark theme. Where only one of the two is set, the other one is made of it.'),
  radius: z.int().min(0).max(MAX_RADIUS).nullish().describe('Of the corners of buttons and fields, in pixels.'),
  font: font
    .nullish()
    .describe('Font families with commas between, which the payer has installed. Ours come after them.'),
  logo_url: logoUrl
    .nullish()
    .describe('Address of a picture that stands beside your name, https; a square one looks best.'),
})

export type AppearanceChange = z.output<typeof appearanceChange>

export const appearanceAnswer = z.object({
  accent: z.string().nullable(),
  accent_dark: z.string().nullable(),
  radius: z.int().nullable(),
  font: z.string().nullable(),
  logo_url: z.string().nullable(),
})

const whole = z.object({ appearance: appearanceChange })

/** @throws Problem that names each field that is wrong: `appearance.accent` */
export const parseAppearance = (given: z.input<typeof appearanceChange>): AppearanceChange =>
  validate(whole, { appearance: given }, 'appearance').appearance

/**
 * What the store is to hold after a change: null once nothing is set any more.
 * @param kept what it holds.
 * @param change null takes all of it back.
 */
export function changeAppearance(kept: Json | null, change: AppearanceChange | null): Json | null {
  if (change === null) return null
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  const changed: Appearance = { ...(readAppearance(kept) ?? NONE), ...Object.fromEntries(given) }
  return Object.values(changed).every((value) => value === null) ? null : JSON.stringify(changed)
}

/** From the store's `appearance`, which holds nothing but what was parsed. */
export const readAppearance = (json: Json | null): Appearance | null => (json === null ? null : JSON.parse(json))
