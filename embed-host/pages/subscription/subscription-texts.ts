import { type Language, languageFor } from '../../ui/texts/languages.ts'
import { type SubscriptionTexts, subscriptionEn } from '../../ui/texts/subscription-en.ts'

/** By primary language subtag: the same languages as the other pages speak. */
const texts: Readonly<Record<string, SubscriptionTexts>> = { en: subscriptionEn }

/** In the language of the page's other texts. */
export const subscriptionTexts = ({ locale }: Pick<Language, 'locale'>): SubscriptionTexts =>
  texts[new Intl.Locale(languageFor(locale).locale).language] ?? subscriptionEn
