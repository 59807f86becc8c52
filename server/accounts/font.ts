/** Names that CSS has a meaning for; in quotes they would be names of fonts. */
const GENERIC = new Set([
  'serif',
  'sans-serif',
  'monospace',
  'cursive',
  'fantasy',
  'system-ui',
  'ui-serif',
  'ui-sans-serif',
  'ui-monospace',
  'ui-rounded',
  '-apple-system',
  'blinkmacsystemfont',
])

/** Letters, digits, spaces and hyphens, with nothing around them, or one kind of quotes. */
const FAMILY = /^(["']?)([\p{L}\p{M}\p{N} -]+)\1$/u

/** The families of a list as CSS and people write it, or null where it is none: `"Avenir Next", Georgia`. */
export function fontFamilies(text: string): string[] | null {
  const names = text.split(',').map((part) => FAMILY.exec(part.replace(/^ +| +$/g, ''))?.[2]?.trim())
  return names.every((name): name is string => Boolean(name)) ? names : null
}

/** As CSS reads them: in quotes a name cannot be anything else. */
export const writeFamilies = (families: readonly string[]): string =>
  families.map((name) => (GENERIC.has(name.toLowerCase()) ? name.toLowerCase() : `"${name}"`)).join(', ')
