const en = {
  number: 'Card number',
  expiry: 'Expiration date',
  expiry_hint: 'MM / YY',
  cvc: 'Security code',
  cvc_hint: 'CVC',
  incomplete_number: 'Your card number is incomplete.',
  invalid_number: 'Your card number is invalid.',
  incomplete_expiry: 'The expiration date is incomplete.',
  invalid_expiry: 'The expiration date is invalid.',
  past_expiry: 'The card has expired.',
  incomplete_cvc: 'The security code is incomplete.',
}

export type Texts = typeof en

const LANGUAGES: Record<string, Texts> = {
  en,
  de: {
    number: 'Kartennummer',
    expiry: 'Ablaufdatum',
    expiry_hint: 'MM / JJ',
    cvc: 'Prüfziffer',
    cvc_hint: 'CVC',
    incomplete_number: 'Die Kartennummer ist unvollständig.',
    invalid_number: 'Die Kartennummer ist ungültig.',
    incomplete_expiry: 'Das Ablaufdatum ist unvollständig.',
    invalid_expiry: 'Das Ablaufdatum ist ungültig.',
    past_expiry: 'Die Karte ist abgelaufen.',
    incomplete_cvc: 'Die Prüfziffer ist unvollständig.',
  },
  fr: {
    number: 'Numéro de carte',
    expiry: 'Date d’expiration',
    expiry_hint: 'MM / AA',
    cvc: 'Code de sécurité',
    cvc_hint: 'CVC',
    incomplete_number: 'Le numéro de carte est incomplet.',
    invalid_number: 'Le numéro de carte n’est pas valide.',
    incomplete_expiry: 'La date d’expiration est incomplète.',
    invalid_expiry: 'La date d’expiration n’est pas valide.',
    past_expiry: 'La carte a expiré.',
    incomplete_cvc: 'Le code de sécurité est incomplet.',
  },
  es: {
    number: 'Número de tarjeta',
    expiry: 'Fecha de caducidad',
    expiry_hint: 'MM / AA',
    cvc: 'Código de seguridad',
    cvc_hint: 'CVC',
    incomplete_number: 'El número de la tarjeta está incompleto.',
    invalid_number: 'El número de la tarjeta no es válido.',
    incomplete_expiry: 'La fecha de caducidad está incompleta.',
    invalid_expiry: 'La fecha de caducidad no es válida.',
    past_expiry: 'La tarjeta ha caducado.',
    incomplete_cvc: 'El código de seguridad está incompleto.',
  },
}

/** The language of a locale such as `de-AT`; `auto` is the browser's. English where there is none. */
export function textsFor(locale: string): { language: string; texts: Texts } {
  const language = (locale === 'auto' ? navigator.language : locale).split('-')[0]!
  return Object.hasOwn(LANGUAGES, language) ? { language, texts: LANGUAGES[language]! } : { language: 'en', texts: en }
}
