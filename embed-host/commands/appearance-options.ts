import { type Command, InvalidArgumentError } from 'commander'
import { parseAppearance } from '../../server/accounts/appearance.ts'

/** As typed: false where it was taken back. */
export interface AppearanceOptions {
  accent?: string | false
  accentDark?: string | false
  radius?: number | false
  font?: string | false
  logo?: string | false
}

export const addAppearanceOptions = (command: Command): Command =>
  command
    .option('--accent <colour>', 'of buttons and links on its pages, like #0a7d5c')
    .option('--no-accent', 'ours again')
    .option('--accent-dark <colour>', 'the same in the dark theme (default: made of the other one)')
    .option('--no-accent-dark', 'made of the other one again')
    .option('--radius <pixels>', 'of the corners of buttons and fields, 0 to 24', readPixels)
    .option('--no-radius', 'ours again')
    .option('--font <families>', 'fonts that payers have installed, with commas between')
    .option('--no-font', 'ours again')
    .option('--logo <address>', 'a picture beside the name, https; a square one looks best')
    .option('--no-logo', 'the initial again')

function readPixels(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Write a whole number, without a unit.')
}

/**
 * Undefined when none of them was given.
 * @throws Problem `invalid`
 */
export function appearanceOf({ accent, accentDark, radius, font, logo }: AppearanceOptions) {
  const typed = { accent, accent_dark: accentDark, radius, font, logo_url: logo }
  const given = Object.entries(typed).filter(([, value]) => value !== undefined)
  if (given.length === 0) return undefined
  return parseAppearance(Object.fromEntries(given.map(([name, value]) => [name, value === false ? null : value])))
}
