import type { Texts } from './en.ts'
import type { Language } from './language.ts'

/**
 * All languages of the hosted pages, for the server. A browser loads its own alone, see `load-language.ts`. Every file
 * beside this one that is named by a primary language subtag is one.
 */
const languages: Readonly<Record<string, { texts: Texts }>> = import.meta.glob('./[a-z][a-z].ts', { eager: true })

/** Primary language subtags of the languages that we have texts for. */
export const LANGUAGES = Object.keys(languages).map((path) => path.slice('./'.length, -'.ts'.length))

/**
 * The first of the wishes, such as `de-AT`, that we have texts for. Where there is none it is English *and* English
 * numbers: a sentence and the amount in it belong together.
 */
export function languageFor(wishes: readonly string[]): Language {
  for (const locale of wishes.flatMap(canonical)) {
    const language = languages[`./${new Intl.Locale(locale).language}.ts`]
    if (language) return { texts: language.texts, locale }
  }
  return { texts: languages['./en.ts']!.texts, locale: 'en' }
}

function canonical(wish: string): string[] {
  try {
    return Intl.getCanonicalLocales(wish)
  } catch {
    return []
  }
}
