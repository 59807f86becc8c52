import type Stripe from 'stripe'
import { z } from 'zod'
import type { Account } from './account.ts'
import { getCharge, saveCharge } from './charges.ts'
import { invalidRequest, noSuch } from './errors.ts'
import { recordEvent } from './events.ts'
import { newId } from './ids.ts'
import { page } from './lists.ts'
import { changedMetadata, created, expand, metadata, paging, text } from './parameters.ts'

const DAYS_TO_ANSWER = 7

export const disputeListParameters = z.strictObject({
  ...paging,
  created,
  charge: text.optional(),
  payment_intent: text.optional(),
})

export const disputeUpdateParameters = z.strictObject({
  evidence: z.strictObject({ uncategorized_text: text }).optional(),
  metadata: metadata.optional(),
  submit: z.enum(['true', 'false']).optional(),
  expand,
})

/** What a test card that disputes does right after it was charged. */
export function openDispute(account: Account, charge: Stripe.Charge): Stripe.Dispute {
  const dispute = {
    id: newId('du'),
    object: 'dispute',
    amount: charge.amount_captured,
    balance_transactions: [],
    charge: charge.id,
    created: account.seconds(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { uncategorized_text: null },
    evidence_details: {
      due_by: account.seconds() + DAYS_TO_ANSWER * 24 * 60 * 60,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: 'fraudulent',
    status: 'needs_response',
  } as unknown as Stripe.Dispute
  account.books.put('dispute', dispute.id, dispute)
  saveCharge(account, { ...charge, disputed: true })
  recordEvent(account, 'charge.dispute.created', dispute)
  return dispute
}

export function getDispute(account: Account, id: string): Stripe.Dispute {
  const dispute = account.books.get<Stripe.Dispute>('dispute', id)
  if (!dispute) throw noSuch('dispute', id)
  return dispute
}

export const listDisputes = (account: Account, input: z.infer<typeof disputeListParameters>) =>
  page<Stripe.Dispute>(
    account.books,
    'dispute',
    '/v1/disputes',
    input,
    (dispute) =>
      (input.charge === undefined || dispute.charge === input.charge) &&
      (input.payment_intent === undefined || dispute.payment_intent === input.payment_intent),
  )

/** In test mode the words of the evidence decide: `winning_evidence` or `losing_evidence` (docs.stripe.com/testing). */
export function updateDispute(
  account: Account,
  id: string,
  { evidence, metadata: changes, submit }: z.infer<typeof disputeUpdateParameters>,
): Stripe.Dispute {
  const dispute = getOpen(account, id)
  dispute.metadata = changedMetadata(dispute.metadata, changes)
  if (evidence) {
    dispute.evidence.uncategorized_text = evidence.uncategorized_text
    dispute.evidence_details.has_evidence = true
    const submitted = submit !== 'false'
    if (submitted && evidence.uncategorized_text === 'winning_evidence') return close(account, dispute, 'won')
    if (submitted && evidence.uncategorized_text === 'losing_evidence') return close(account, dispute, 'lost')
    if (submitted) dispute.status = 'under_review'
  }
  account.books.put('dispute', id, dispute)
  recordEvent(account, 'charge.dispute.updated', dispute)
  return dispute
}

/** Gives up: the dispute is lost. */
export const closeDispute = (account: Account, id: string): Stripe.Dispute =>
  close(account, getOpen(account, id), 'lost')

function close(account: Account, dispute: Stripe.Dispute, status: 'won' | 'lost'): Stripe.Dispute {
  dispute.status = status
  account.books.put('dispute', dispute.id, dispute)
  const charge = getCharge(account, dispute.charge as string)
  saveCharge(account, { ...charge, disputed: status === 'lost' })
  recordEvent(account, 'charge.dispute.closed', dispute)
  return dispute
}

function getOpen(account: Account, id: string): Stripe.Dispute {
  const dispute = getDispute(account, id)
  if (dispute.status !== 'won' && dispute.status !== 'lost') return dispute
  throw invalidRequest(`The dispute ${id} is ${dispute.status}: nothing can be changed any more.`)
}
