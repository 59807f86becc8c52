/** Names a package in an address: `pro-support`. No id looks like one, so that either can be asked for. */
export const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/

const LONGEST = 60

/** A slug that says what the name says; "package" for a name without Latin letters and digits. */
export function slugOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  return words.slice(0, LONGEST).replace(/^-+|-+$/g, '') || 'package'
}
