import type { Account } from './account.ts'
import { behaviourOf, DECLINED, type Failure, labelOf, NOT_AUTHENTICATED } from './cards.ts'
import type { MethodId } from './methods.ts'
import { isChosenByPayer, type KeptPayment, move, savePayment } from './payment.ts'
import { timeFor } from './payments.ts'

/** What a payer can do to a payment on its page. Each runs in a transaction. */

export function chooseMethod(account: Account, payment: KeptPayment, method: MethodId): KeptPayment {
  return savePayment(account, { ...payment, method, expiresAt: account.now() + timeFor(method) })
}

/** The payer is now at the bank's page: the payment cannot be stopped from outside until the bank tells more. */
export const goToBank = (account: Account, payment: KeptPayment): KeptPayment => move(account, payment, 'pending')

/** Charges a card, or has its bank ask the payer first. @param number without blanks. */
export function payByCard(account: Account, payment: KeptPayment, number: string): KeptPayment {
  const { authenticates, failure } = behaviourOf(number)
  const details = {
    cardNumber: number.slice(-4),
    cardLabel: labelOf(number),
    cardAudience: 'consumer',
    cardCountryCode: 'NL',
    cardSecurity: authenticates ? '3dsecure' : 'normal',
    feeRegion: 'intra-eu',
  }
  if (authenticates) return move(account, payment, 'pending', { details })
  return charge(account, { ...payment, details }, failure)
}

export const authenticate = (account: Account, payment: KeptPayment, complete: boolean): KeptPayment =>
  complete ? charge(account, payment, null) : fail(account, payment, NOT_AUTHENTICATED)

/** The outcomes that a test bank offers, by the state they lead to. */
export const BANK_OUTCOMES = ['paid', 'failed', 'canceled', 'expired'] as const
export type BankOutcome = (typeof BANK_OUTCOMES)[number]

export function leaveBank(account: Account, payment: KeptPayment, outcome: BankOutcome): KeptPayment {
  switch (outcome) {
    case 'paid': {
      const details = {
        consumerName: 'T. Tester',
        consumerAccount: payment.method === 'ideal' ? 'NL02ABNA0123456789' : 'BE68539007547034',
        consumerBic: payment.method === 'ideal' ? 'ABNANL2A' : 'GKCCBEBB',
      }
      return charge(account, { ...payment, details }, null)
    }
    case 'failed':
      return fail(account, payment, null)
    default:
      return move(account, payment, outcome)
  }
}

function charge(account: Account, payment: KeptPayment, failure: Failure | null): KeptPayment {
  const stopped = account.takeDecline() ? DECLINED : failure
  return stopped ? fail(account, payment, stopped) : move(account, payment, 'paid', { details: payment.details })
}

/** The end of a payment whose method was given; else the payer chooses again. */
function fail(account: Account, payment: KeptPayment, failure: Failure | null): KeptPayment {
  if (isChosenByPayer(payment)) {
    const chooseAgain = { method: null, details: null, expiresAt: account.now() + timeFor(null) }
    if (payment.status === 'open') return savePayment(account, { ...payment, ...chooseAgain })
    return move(account, payment, 'open', chooseAgain)
  }
  if (!failure) return move(account, payment, 'failed')
  const why = { failureReason: failure.reason, failureMessage: failure.message }
  const details = payment.method === 'creditcard' ? { ...payment.details, ...why } : null
  return move(account, payment, 'failed', { details })
}
