import { z } from 'zod'
import type { Account } from './account.ts'
import { amountParameter, readAmount, writeAmount } from './amounts.ts'
import { unprocessable } from './errors.ts'
import { newId, randomText } from './ids.ts'
import { pageOf, paging } from './lists.ts'
import { EXPIRES_WITHOUT_METHOD_AFTER, METHODS, type MethodId, readMethods } from './methods.ts'
import { description, metadata, webAddress } from './parameters.ts'
import { getPayment, isCancelable, isOver, type KeptPayment, move, savePayment } from './payment.ts'
import { type Embed, presentPayment } from './presenting.ts'

const locale = z.string().regex(/^[a-z]{2}_[A-Z]{2}$/, 'must be a locale, like en_US')

/** What this product sends, and what goes with it. Recurring payments and held cards are not part of the stand-in. */
export const createParameters = z.strictObject({
  amount: amountParameter,
  description,
  redirectUrl: webAddress,
  cancelUrl: webAddress.nullish(),
  webhookUrl: webAddress.nullish(),
  method: z.union([z.string(), z.array(z.string())]).nullish(),
  metadata: metadata.optional(),
  locale: locale.nullish(),
  sequenceType: z.literal('oneoff').optional(),
  captureMode: z.literal('automatic').nullish(),
})

export const updateParameters = z.strictObject({
  description: description.optional(),
  redirectUrl: webAddress.optional(),
  cancelUrl: webAddress.nullish(),
  webhookUrl: webAddress.nullish(),
  metadata: metadata.optional(),
  locale: locale.nullish(),
})

const embeds = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(['refunds', 'chargebacks', 'captures'])))

export const getParameters = z.strictObject({ embed: embeds.optional(), include: z.string().optional() })

export const listParameters = z.strictObject({ ...paging, sort: z.enum(['asc', 'desc']).optional() })

export function createPayment(
  account: Account,
  input: z.infer<typeof createParameters>,
  idempotencyKey: string | null,
): object {
  const amount = writeAmount(readAmount(input.amount), input.amount.currency)
  const methods = readMethods(input.method, amount)
  const method = typeof input.method === 'string' || methods.length === 1 ? methods[0]! : null
  const now = account.now()
  const payment: KeptPayment = {
    id: newId('tr'),
    token: randomText(32),
    idempotencyKey,
    createdAt: now,
    amount,
    description: input.description,
    redirectUrl: input.redirectUrl,
    cancelUrl: input.cancelUrl ?? null,
    webhookUrl: input.webhookUrl ?? null,
    locale: input.locale ?? null,
    metadata: input.metadata ?? null,
    methods,
    method,
    status: 'open',
    since: { open: now },
    expiresAt: now + timeFor(method),
    details: null,
    chargebacks: [],
  }
  account.books.put('checkout', payment.token, payment.id)
  return presentPayment(account, savePayment(account, payment))
}

export const timeFor = (method: MethodId | null): number =>
  method === null ? EXPIRES_WITHOUT_METHOD_AFTER : METHODS[method].expiresAfter

export const readPayment = (account: Account, id: string, embed: readonly Embed[] = []) =>
  presentPayment(account, getPayment(account, id), embed)

/** Tells nobody: an update makes no webhook. */
export function updatePayment(account: Account, id: string, input: z.infer<typeof updateParameters>) {
  const payment = getPayment(account, id)
  for (const field of ['redirectUrl', 'cancelUrl', 'webhookUrl'] as const) {
    if (input[field] !== undefined && isOver(payment)) {
      throw unprocessable(`The payment is ${payment.status}: its ${field} stays as it is.`, field)
    }
  }
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  return presentPayment(account, savePayment(account, { ...payment, ...given }))
}

export function cancelPayment(account: Account, id: string) {
  const payment = getPayment(account, id)
  if (!isCancelable(payment)) throw unprocessable(`This payment cannot be canceled: it is ${payment.status}.`)
  return presentPayment(account, move(account, payment, 'canceled'))
}

export function listPayments(account: Account, input: z.infer<typeof listParameters>) {
  const payments = account.books.list<KeptPayment>('payment').map(({ document }) => document)
  return pageOf(account, '/v2/payments', 'payments', payments, input, (payment) => presentPayment(account, payment))
}
