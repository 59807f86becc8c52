/** Names by API version 2025-06-30; those of disputes are never made here, but may be asked for. */
export const EVENT_NAMES = [
  ...[
    'created',
    'requires_payment_method',
    'requires_customer_action',
    'requires_capture',
    'pending',
    'pending_review',
    'succeeded',
    'cancelled',
  ].map((what) => `payment_intent.${what}` as const),
  ...['received', 'accepted', 'settled', 'failed'].map((what) => `refund.${what}` as const),
  ...[
    'requires_response',
    'challenged',
    'accepted',
    'expired',
    'reversed',
    'pending_closure',
    'pending_decision',
    'won',
    'lost',
  ].map((what) => `payment_dispute.${what}` as const),
]

export type EventName = (typeof EVENT_NAMES)[number]
