/** How the three fields of a card are read, written and judged. */

export interface FieldProblem {
  code: string
  /** A key of the texts. */
  text:
    | 'incomplete_number'
    | 'invalid_number'
    | 'incomplete_expiry'
    | 'invalid_expiry'
    | 'past_expiry'
    | 'incomplete_cvc'
}

export type Brand = 'visa' | 'mastercard' | 'amex' | 'discover' | 'unknown'

export const digitsOf = (value: string) => value.replace(/\D/g, '')

export function brandOf(digits: string): Brand {
  if (digits.startsWith('4')) return 'visa'
  if (/^(5[1-5]|2[2-7])/.test(digits)) return 'mastercard'
  if (/^3[47]/.test(digits)) return 'amex'
  if (/^6(011|5)/.test(digits)) return 'discover'
  return 'unknown'
}

const numberLength = (digits: string) => (brandOf(digits) === 'amex' ? 15 : 16)
export const cvcLength = (digits: string) => (brandOf(digits) === 'amex' ? 4 : 3)

/** In groups as on the card: four by four, or 4-6-5. */
export function formatNumber(value: string): string {
  const digits = digitsOf(value).slice(0, numberLength(digitsOf(value)))
  const groups =
    brandOf(digits) === 'amex' ? /^(\d{1,4})(\d{1,6})?(\d{1,5})?$/ : /^(\d{1,4})(\d{1,4})?(\d{1,4})?(\d{1,4})?$/
  return groups.exec(digits)?.slice(1).filter(Boolean).join(' ') ?? ''
}

/** MM / YY, from digits, from what a browser fills in (12/2030), and while the payer deletes. */
export function formatExpiry(value: string, deleting: boolean): string {
  const filled = /^\s*(\d{1,2})\s*[/-]\s*(?:20)?(\d{2})\s*$/.exec(value)
  let digits = filled ? filled[1]!.padStart(2, '0') + filled[2] : digitsOf(value)
  if (/^[2-9]/.test(digits)) digits = `0${digits}`
  const [month, year] = [digits.slice(0, 2), digits.slice(2, 4)]
  if (year) return `${month} / ${year}`
  return month.length === 2 && !deleting ? `${month} / ` : month
}

/** Month and full year, as far as they are typed. */
export function readExpiry(value: string) {
  const digits = digitsOf(value)
  return { month: Number(digits.slice(0, 2)), year: 2000 + Number(digits.slice(2, 4)), complete: digits.length === 4 }
}

export function numberProblem(value: string): FieldProblem | undefined {
  const digits = digitsOf(value)
  if (digits.length < numberLength(digits)) return { code: 'incomplete_number', text: 'incomplete_number' }
  return passesLuhn(digits) ? undefined : { code: 'invalid_number', text: 'invalid_number' }
}

/** `now` is the service's time: the sandbox's may be ahead of the browser's. */
export function expiryProblem(value: string, now: Date): FieldProblem | undefined {
  const { month, year, complete } = readExpiry(value)
  if (!complete) return { code: 'incomplete_expiry', text: 'incomplete_expiry' }
  if (month < 1 || month > 12) return { code: 'invalid_expiry_month', text: 'invalid_expiry' }
  const months = (year - now.getUTCFullYear()) * 12 + month - (now.getUTCMonth() + 1)
  if (months < 0) return { code: 'invalid_expiry_year_past', text: 'past_expiry' }
  return months > 50 * 12 ? { code: 'invalid_expiry_year', text: 'invalid_expiry' } : undefined
}

export function cvcProblem(value: string, number: string): FieldProblem | undefined {
  return digitsOf(value).length < cvcLength(digitsOf(number))
    ? { code: 'incomplete_cvc', text: 'incomplete_cvc' }
    : undefined
}

function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i += 1) {
    const value = Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 1 : 2)
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}
