import { invalid } from './errors.ts'

/** Why a payment failed. */
export interface Decline {
  code: 'issuer_declined' | 'authentication_declined'
  message: string
  /** The bank's own answer (airwallex.com/docs/payments__response-codes__issuer-response-codes). */
  response: string | null
}

/** What a test card does when it is charged. */
export interface CardBehaviour {
  /** Asks for 3-D Secure first. */
  authenticates: boolean
  decline?: Decline
}

const byIssuer = (response: string, message = 'The card issuer declined this transaction.'): Decline => ({
  code: 'issuer_declined',
  message,
  response,
})

export const DO_NOT_HONOUR = byIssuer('05')
export const NOT_AUTHENTICATED: Decline = {
  code: 'authentication_declined',
  message: 'The user failed authentication.',
  response: null,
}

const TEST_CARDS: Record<string, CardBehaviour> = {
  '4242424242424242': { authenticates: false },
  '5555555555554444': { authenticates: false },
  '4000000000000002': { authenticates: false, decline: DO_NOT_HONOUR },
  '4000000000009995': { authenticates: false, decline: byIssuer('51', 'The card has insufficient funds.') },
  '4000000000000069': { authenticates: false, decline: byIssuer('54', 'The card has expired.') },
  '4000000000000127': { authenticates: false, decline: byIssuer('N7', 'The security code is wrong.') },
  '4000002760003184': { authenticates: true },
  '4000008400001629': { authenticates: true, decline: DO_NOT_HONOUR },
}

/** What becomes of a card that is no test card. */
const REAL_CARD: CardBehaviour = { authenticates: false, decline: byIssuer('14', 'The card is no test card.') }

export const behaviourOf = (number: string): CardBehaviour => TEST_CARDS[number] ?? REAL_CARD

export interface CardInput {
  number: string
  expiry_month: string
  expiry_year: string
  cvc?: string | undefined
  name?: string | undefined
}

/** Refuses a card whose data cannot be right. `now` is in milliseconds. @returns the card, its number without blanks. */
export function checkCard(card: CardInput, now: number): CardInput {
  const number = card.number.replaceAll(/\s/g, '')
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) throw wrong('number', 'is not a card number')
  if (!/^(0[1-9]|1[0-2])$/.test(card.expiry_month)) throw wrong('expiry_month', 'must be 01 to 12')
  if (!/^20\d\d$/.test(card.expiry_year)) throw wrong('expiry_year', 'must be four digits')
  const today = new Date(now)
  const months =
    (Number(card.expiry_year) - today.getUTCFullYear()) * 12 + Number(card.expiry_month) - today.getUTCMonth() - 1
  if (months < 0) throw wrong('expiry_year', 'is in the past')
  if (card.cvc !== undefined && !/^\d{3,4}$/.test(card.cvc)) throw wrong('cvc', 'must be three or four digits')
  return { ...card, number }
}

const wrong = (field: string, why: string) => {
  const source = `payment_method.card.${field}`
  return invalid(source, `${source} ${why}`)
}

/** ISO/IEC 7812-1 annex B. */
function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

export function brandOf(number: string): string {
  if (number.startsWith('4')) return 'visa'
  if (/^(5[1-5]|2[2-7])/.test(number)) return 'mastercard'
  return 'unknown'
}
