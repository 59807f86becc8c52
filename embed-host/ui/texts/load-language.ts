import type { Texts } from './en.ts'
import type { Language } from './language.ts'

/** Each a file of its own. The document names it among what is needed, so it is there when it is asked for. */
const languages = import.meta.glob<{ texts: Texts }>('./[a-z][a-z].ts')

/** The language that the server wrote the page in. */
export async function loadLanguage({ locale }: Pick<Language, 'locale'>): Promise<Language> {
  const { texts } = await languages[`./${new Intl.Locale(locale).language}.ts`]!()
  return { texts, locale }
}
