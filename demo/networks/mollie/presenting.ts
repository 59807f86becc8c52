import { type Account, timeText } from './account.ts'
import { writeAmount } from './amounts.ts'
import { documentation, link, page } from './links.ts'
import { type Chargeback, isCancelable, isOver, type KeptPayment, remainingOf, wentBack } from './payment.ts'
import { type KeptRefund, refundsOf } from './refund.ts'

/** Payments, refunds and chargebacks as the API answers them (docs.mollie.com/reference). */

export const PROFILE_ID = 'pfl_SandboxShop'

export type Embed = 'refunds' | 'chargebacks' | 'captures'

export function presentPayment(account: Account, payment: KeptPayment, embed: readonly Embed[] = []) {
  const { since } = payment
  return {
    resource: 'payment',
    id: payment.id,
    mode: account.mode,
    createdAt: timeText(payment.createdAt),
    amount: payment.amount,
    ...(payment.status === 'paid' && paidAmounts(account, payment)),
    description: payment.description,
    method: payment.method,
    metadata: payment.metadata,
    status: payment.status,
    ...(isOver(payment) ? {} : { isCancelable: isCancelable(payment), expiresAt: timeText(payment.expiresAt) }),
    ...(since.paid && { paidAt: timeText(since.paid) }),
    ...(since.failed && { failedAt: timeText(since.failed) }),
    ...(since.canceled && { canceledAt: timeText(since.canceled) }),
    ...(since.expired && { expiredAt: timeText(since.expired) }),
    ...(payment.locale && { locale: payment.locale }),
    profileId: PROFILE_ID,
    sequenceType: 'oneoff',
    redirectUrl: payment.redirectUrl,
    ...(payment.cancelUrl && { cancelUrl: payment.cancelUrl }),
    ...(payment.webhookUrl && { webhookUrl: payment.webhookUrl }),
    ...(payment.details && { details: payment.details }),
    _links: paymentLinks(account, payment),
    ...(embed.length > 0 && { _embedded: embedded(account, payment, embed) }),
  }
}

function paidAmounts(account: Account, payment: KeptPayment) {
  const { currency } = payment.amount
  const { refunded, chargedBack } = wentBack(account, payment)
  return {
    amountRefunded: writeAmount(refunded, currency),
    amountRemaining: writeAmount(remainingOf(account, payment), currency),
    ...(chargedBack > 0n && { amountChargedBack: writeAmount(chargedBack, currency) }),
  }
}

function paymentLinks(account: Account, payment: KeptPayment) {
  const self = `/v2/payments/${payment.id}`
  return {
    self: link(account, self),
    ...(payment.status === 'open' && { checkout: page(checkoutUrl(account, payment)) }),
    dashboard: page(`https://www.mollie.com/dashboard/org_1/payments/${payment.id}`),
    ...(refundsOf(account, payment.id).length > 0 && { refunds: link(account, `${self}/refunds`) }),
    ...(payment.chargebacks.length > 0 && { chargebacks: link(account, `${self}/chargebacks`) }),
    documentation,
  }
}

export const checkoutUrl = ({ url }: Account, { token }: KeptPayment): string => `${url}/checkout/${token}`

function embedded(account: Account, payment: KeptPayment, embed: readonly Embed[]) {
  return {
    ...(embed.includes('refunds') && {
      refunds: refundsOf(account, payment.id).map((refund) => presentRefund(account, refund)),
    }),
    ...(embed.includes('chargebacks') && {
      chargebacks: payment.chargebacks.map((chargeback) => presentChargeback(account, payment, chargeback)),
    }),
    ...(embed.includes('captures') && { captures: [] }),
  }
}

export function presentRefund(account: Account, refund: KeptRefund) {
  const payment = `/v2/payments/${refund.paymentId}`
  return {
    resource: 'refund',
    id: refund.id,
    mode: account.mode,
    amount: refund.amount,
    status: refund.status,
    createdAt: timeText(refund.createdAt),
    description: refund.description,
    metadata: refund.metadata,
    paymentId: refund.paymentId,
    _links: {
      self: link(account, `${payment}/refunds/${refund.id}`),
      payment: link(account, payment),
      documentation,
    },
  }
}

export function presentChargeback(account: Account, { id, amount: { currency } }: KeptPayment, kept: Chargeback) {
  const payment = `/v2/payments/${id}`
  return {
    resource: 'chargeback',
    id: kept.id,
    amount: kept.amount,
    settlementAmount: { currency, value: `-${kept.amount.value}` },
    createdAt: timeText(kept.createdAt),
    reversedAt: kept.reversedAt === null ? null : timeText(kept.reversedAt),
    paymentId: id,
    _links: {
      self: link(account, `${payment}/chargebacks/${kept.id}`),
      payment: link(account, payment),
      documentation,
    },
  }
}
