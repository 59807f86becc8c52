import { describe, expect, it } from 'vitest'
import { texts as de } from './de.ts'
import { texts as en, type Texts } from './en.ts'
import { LANGUAGES, languageFor } from './languages.ts'

/** The first is a count to those sentences that want one. */
const INSERTED = ['31', '«b»', '«c»']

/** Every sentence by its place, with something inserted where it takes something. */
function sentencesOf(texts: object, place = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]): [string, string][] => {
      const path = `${place}.${key}`
      if (typeof value === 'function') return [[path, value(...INSERTED)]]
      return typeof value === 'object' ? [...sentencesOf(value, path)] : [[path, value]]
    }),
  )
}

describe('the language of a page', () => {
  it('keeps the region for amounts and dates', () => {
    expect(languageFor(['en-gb'])).toEqual({ texts: en, locale: 'en-GB' })
  })

  it('is the first wish that we have texts for', () => {
    expect(languageFor(['tlh', 'de-AT', 'en'])).toEqual({ texts: de, locale: 'de-AT' })
  })

  it('keeps no more of a wish than language, script and region', () => {
    const wishes = ['en-u-ca-buddhist-nu-hanidec', 'de-1996', 'zh-Hant-TW-x-mine', 'pt_BR']
    expect(wishes.map((wish) => languageFor([wish]).locale)).toEqual(['en', 'de', 'zh-Hant-TW', 'pt-BR'])
  })

  it('falls back to English words and English numbers together', () => {
    for (const wishes of [['tlh'], []]) expect(languageFor(wishes)).toEqual({ texts: en, locale: 'en' })
  })

  it('does not fail on what is not a language at all', () => {
    for (const wish of ['', '*', 'not_a_locale', '"><script>', '../en']) expect(languageFor([wish]).locale).toBe('en')
  })

  it('is one of twelve', () => {
    expect(LANGUAGES.sort()).toEqual(['ar', 'de', 'en', 'es', 'fr', 'it', 'ja', 'nl', 'pl', 'pt', 'tr', 'zh'])
  })
})

describe.each(LANGUAGES)('the texts in %s', (language) => {
  const { texts } = languageFor([language])

  it('have every sentence of the English ones and no other', () => {
    expect([...sentencesOf(texts).keys()].sort()).toEqual([...sentencesOf(en).keys()].sort())
  })

  it('leave no sentence empty, and nothing out that the English one inserts', () => {
    const english = sentencesOf(en)
    for (const [path, sentence] of sentencesOf(texts)) {
      expect(sentence.trim(), path).not.toBe('')
      const inserted = INSERTED.filter((value) => english.get(path)!.includes(value))
      for (const value of inserted) expect(sentence, path).toContain(value)
    }
  })

  it('are written from the side on which the script begins', () => {
    expect(texts.direction).toBe(language === 'ar' ? 'rtl' : 'ltr')
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
