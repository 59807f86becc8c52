/** Why a card is refused, in Mollie's codes (docs.mollie.com/reference/get-payment, `details.failureReason`). */
export interface Failure {
  reason: string
  message: string
}

/** What a test card does when it is charged. */
export interface CardBehaviour {
  /** Asks for 3-D Secure first. */
  authenticates: boolean
  failure: Failure | null
}

const fails = (reason: string, message: string): CardBehaviour => ({
  authenticates: false,
  failure: { reason, message },
})

export const DECLINED: Failure = { reason: 'card_declined', message: 'The card was declined.' }
export const NOT_AUTHENTICATED: Failure = {
  reason: 'authentication_failed',
  message: 'The authentication with the bank failed.',
}

/** The sandbox's test cards, the same for every card network in it. */
const TEST_CARDS: Record<string, CardBehaviour> = {
  '4242424242424242': { authenticates: false, failure: null },
  '5555555555554444': { authenticates: false, failure: null },
  '4000002760003184': { authenticates: true, failure: null },
  '4000000000000002': { authenticates: false, failure: DECLINED },
  '4000000000009995': fails('insufficient_funds', 'The card has insufficient funds.'),
  '4000000000000069': fails('card_expired', 'The card has expired.'),
  '4000000000000127': fails('invalid_cvv', 'The security code is not right.'),
}

/** What the bank of a card that is no test card answers. */
const REAL_CARD = fails('invalid_card_number', 'This is a test payment, and the card is no test card.')

export const behaviourOf = (number: string): CardBehaviour => TEST_CARDS[number] ?? REAL_CARD

export const labelOf = (number: string): string =>
  number.startsWith('4') ? 'Visa' : number.startsWith('3') ? 'American Express' : 'Mastercard'

export type CardField = 'number' | 'expiry' | 'code'

/** What is wrong with the card's data as it was typed, by field, for the payer; `number` comes back without blanks. */
export function checkCard(
  typed: Record<CardField, string>,
  now: number,
): { number: string; problems: Partial<Record<CardField, string>> } {
  const number = typed.number.replaceAll(/[\s-]/g, '')
  const problems: Partial<Record<CardField, string>> = {}
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number)) problems.number = 'Check the card number.'
  const expires = readExpiry(typed.expiry)
  if (!expires) problems.expiry = 'Write month and year, like 04/29.'
  else if (expires <= now) problems.expiry = 'The card has expired.'
  if (!/^\d{3,4}$/.test(typed.code.trim())) problems.code = 'The code has three or four digits.'
  return { number, problems }
}

/** Until when a card is good, in milliseconds; null when it cannot be read. */
function readExpiry(typed: string): number | null {
  const [, month, year] = /^\s*(\d{1,2})\s*\/?\s*((?:20)?\d{2})\s*$/.exec(typed) ?? []
  if (!month || !year || Number(month) < 1 || Number(month) > 12) return null
  // Months are counted from zero: this is the first moment of the month after.
  return Date.UTC(2000 + (Number(year) % 100), Number(month))
}

/** ISO/IEC 7812-1 annex B. */
function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
