import { en, type Texts } from './en.ts'

/** The languages that the hosted pages speak, by primary language subtag. */
const languages: Readonly<Record<string, Texts>> = { en }

/** A language that we have texts for, and the locale in which its amounts and dates are written. */
export interface Language {
  texts: Texts
  /** BCP 47, for `Intl` and `<html lang>`. */
  locale: string
}

/**
 * The language for a wish such as `de-AT`. A language without texts falls back to English *and* to English numbers: a
 * sentence and the amount in it belong together.
 */
export function languageFor(wish: string): Language {
  const [locale = 'en'] = canonical(wish)
  const texts = languages[new Intl.Locale(locale).language]
  return texts ? { texts, locale } : { texts: en, locale: 'en' }
}

function canonical(wish: string): string[] {
  try {
    return Intl.getCanonicalLocales(wish)
  } catch {
    return []
  }
}
