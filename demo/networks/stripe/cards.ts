import { ApiError } from './errors.ts'

/** Why the bank says no. */
export interface Decline {
  code: 'card_declined' | 'expired_card' | 'incorrect_cvc' | 'processing_error'
  decline_code?: string
  message: string
}

/** What a test card does when it is charged. */
export interface CardBehaviour {
  /** Asks for 3-D Secure first. */
  authenticates: boolean
  decline?: Decline
  /** Its owner disputes the charge as soon as it is made. */
  disputes?: true
  /** What its bank does with refunds: it takes a while, or sends them back after a while. */
  refunds?: 'pending' | 'failing'
}

const declined = (decline_code: string, message = 'Your card was declined.'): Decline => ({
  code: 'card_declined',
  decline_code,
  message,
})

export const GENERIC_DECLINE = declined('generic_decline')

const PAYS: CardBehaviour = { authenticates: false }
const AUTHENTICATES: CardBehaviour = { authenticates: true }
const declines = (decline: Decline): CardBehaviour => ({ authenticates: false, decline })

/** Stripe's test cards (docs.stripe.com/testing). */
const TEST_CARDS: Record<string, CardBehaviour> = {
  '4242424242424242': PAYS,
  '4000056655665556': PAYS,
  '5555555555554444': PAYS,
  '2223003122003222': PAYS,
  '378282246310005': PAYS,
  '6011111111111117': PAYS,
  '4000000000000259': { authenticates: false, disputes: true },
  '4000000000007726': { authenticates: false, refunds: 'pending' },
  '4000000000005126': { authenticates: false, refunds: 'failing' },
  '4000000000000002': declines(GENERIC_DECLINE),
  '4000000000009995': declines(declined('insufficient_funds', 'Your card has insufficient funds.')),
  '4000000000009987': declines(declined('lost_card')),
  '4000000000009979': declines(declined('stolen_card')),
  '4000000000000069': declines({ code: 'expired_card', message: 'Your card has expired.' }),
  '4000000000000127': declines({ code: 'incorrect_cvc', message: "Your card's security code is incorrect." }),
  '4000000000000119': declines({ code: 'processing_error', message: 'The card could not be processed. Try again.' }),
  '4000002760003184': AUTHENTICATES,
  '4000002500003155': AUTHENTICATES,
  '4000000000003220': AUTHENTICATES,
  '4000008400001629': { authenticates: true, decline: GENERIC_DECLINE },
}

/** What the bank of a card that is no test card answers in test mode. */
const REAL_CARD = declines(declined('test_mode_live_card', 'This is a test payment, and the card is not a test card.'))

export const behaviourOf = (number: string): CardBehaviour => TEST_CARDS[number] ?? REAL_CARD

/** The names under which the cards can be used without their numbers. */
export const CARD_TOKENS: Record<string, string> = {
  pm_card_visa: '4242424242424242',
  pm_card_mastercard: '5555555555554444',
  pm_card_amex: '378282246310005',
  pm_card_createDispute: '4000000000000259',
  pm_card_pendingRefund: '4000000000007726',
  pm_card_refundFail: '4000000000005126',
  pm_card_visa_chargeDeclined: '4000000000000002',
  pm_card_visa_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_visa_chargeDeclinedLostCard: '4000000000009987',
  pm_card_visa_chargeDeclinedStolenCard: '4000000000009979',
  pm_card_chargeDeclined: '4000000000000002',
  pm_card_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_chargeDeclinedExpiredCard: '4000000000000069',
  pm_card_chargeDeclinedIncorrectCvc: '4000000000000127',
  pm_card_chargeDeclinedProcessingError: '4000000000000119',
  pm_card_authenticationRequired: '4000002760003184',
  pm_card_threeDSecure2Required: '4000000000003220',
}

export interface CardInput {
  number: string
  exp_month: number
  exp_year: number
  cvc?: string
}

/** Refuses a card whose data cannot be right; `now` is in milliseconds. Returns its number without blanks, its year in full. */
export function checkCard(card: CardInput, now: number): CardInput {
  const number = card.number.replaceAll(/[\s-]/g, '')
  const year = card.exp_year < 100 ? 2000 + card.exp_year : card.exp_year
  const today = new Date(now)
  const months = (year - today.getUTCFullYear()) * 12 + card.exp_month - (today.getUTCMonth() + 1)
  if (!/^\d{12,19}$/.test(number)) throw wrong('invalid_number', 'number', 'The card number is not a valid one.')
  if (!passesLuhn(number)) throw wrong('incorrect_number', 'number', 'Your card number is incorrect.')
  if (card.exp_month < 1 || card.exp_month > 12) {
    throw wrong('invalid_expiry_month', 'exp_month', "Your card's expiration month is invalid.")
  }
  if (months < 0 || year > today.getUTCFullYear() + 50) {
    throw months < 0 && year === today.getUTCFullYear()
      ? wrong('invalid_expiry_month', 'exp_month', "Your card's expiration month is invalid.")
      : wrong('invalid_expiry_year', 'exp_year', "Your card's expiration year is invalid.")
  }
  if (card.cvc !== undefined && !/^\d{3,4}$/.test(card.cvc)) {
    throw wrong('invalid_cvc', 'cvc', "Your card's security code is invalid.")
  }
  return { ...card, number, exp_year: year }
}

const wrong = (code: string, param: string, message: string) =>
  new ApiError(402, { type: 'card_error', code, param, message })

/** ISO/IEC 7812-1 annex B. */
function passesLuhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

export function brandOf(number: string): 'visa' | 'mastercard' | 'amex' | 'discover' | 'unknown' {
  if (number.startsWith('4')) return 'visa'
  if (/^(5[1-5]|2[2-7])/.test(number)) return 'mastercard'
  if (/^3[47]/.test(number)) return 'amex'
  if (/^6(011|5)/.test(number)) return 'discover'
  return 'unknown'
}
