import { describe, expect, it } from 'vitest'
import { en, type Texts } from './en.ts'
import { languageFor } from './languages.ts'

describe('the language of a page', () => {
  it('keeps the region for amounts and dates', () => {
    expect(languageFor('en-gb')).toEqual({ texts: en, locale: 'en-GB' })
  })

  it('falls back to English words and English numbers together', () => {
    expect(languageFor('tlh')).toEqual({ texts: en, locale: 'en' })
  })

  it('does not fail on what is not a language at all', () => {
    for (const wish of ['', '*', 'not_a_locale', '"><script>']) expect(languageFor(wish).locale).toBe('en')
  })
})

describe('the English texts', () => {
  it('let only the paying button begin with "Pay"', () => {
    const names: (keyof Texts['common'])[] = ['copy', 'tryAgain', 'print']
    for (const name of names) expect(en.common[name]).not.toMatch(/^pay/i)
    for (const name of Object.values(en.wallet.use)) expect(name).not.toMatch(/^pay/i)
    for (const name of [en.common.backTo('Payday'), en.common.returnTo('Payday'), en.invoice.copyItem('Amount')]) {
      expect(name).not.toMatch(/^pay/i)
    }
    expect(en.payment.pay('€25.00')).toBe('Pay €25.00')
  })
})
