import type { Owner } from '../accounts/owner.ts'
import { toInstant } from '../clock.ts'
import type { Core } from '../core.ts'
import type { PaymentRow } from '../store/schema.ts'
import { createPayment, type NewPayment } from './payments.ts'

/** A payment of 25 euros that lives for a day, but for what a test asks for. */
export const newPayment = (core: Core, owner: Owner, asked: Partial<NewPayment> = {}): Promise<PaymentRow> =>
  core.store.transaction((tx) =>
    createPayment(core, tx, owner, {
      amount: 2500n,
      currency: 'EUR',
      description: 'Beans',
      externalRef: 'order_1',
      customerId: null,
      customerEmail: null,
      customerName: null,
      productIds: [],
      couponCode: null,
      linkId: null,
      payerAddress: null,
      successUrl: null,
      cancelUrl: null,
      metadata: {},
      expiresAt: toInstant(core.clock.now() + 24 * 60 * 60_000),
      ...asked,
    }),
  )
