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
  for (const locale of wishes.slice(0, MOST_WISHES).flatMap(plain)) {
    const language = languages[`./${new Intl.Locale(locale).language}.ts`]
    if (language) return { texts: language.texts, locale }
  }
  return { texts: languages['./en.ts']!.texts, locale: 'en' }
}

/** Nobody speaks more, and whoever sends more gets no more of our time. */
const MOST_WISHES = 20

/** Language, script and region. What else a tag may hold, such as another calendar, would change dates and digits. */
function plain(wish: string): string[] {
  try {
    const { language, script, region } = new Intl.Locale(wish.replaceAll('_', '-'))
    return [[language, script, region].filter(Boolean).join('-')]
  } catch {
    return []
  }
}
