import type { Texts } from './en.ts'

/** A language that we have texts for, and the locale in which its amounts and dates are written. */
export interface Language {
  texts: Texts
  /** BCP 47, for `Intl` and `<html lang>`. */
  locale: string
}
