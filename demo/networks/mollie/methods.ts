import { z } from 'zod'
import type { Account } from './account.ts'
import { type Amount, amountParameter, minorOf, readAmount } from './amounts.ts'
import { ApiError, noSuch, unprocessable } from './errors.ts'
import { documentation, link } from './links.ts'

export const METHOD_IDS = ['creditcard', 'ideal', 'bancontact'] as const
export type MethodId = (typeof METHOD_IDS)[number]

interface Method {
  description: string
  /** Limits of the method in euros (docs.mollie.com/docs: cards, ideal, bancontact); other currencies have none here. */
  minimum: string
  maximum: string | null
  onlyEuros: boolean
  /** How long the payer has. */
  expiresAfter: number
}

const MINUTE = 60_000

export const METHODS: Record<MethodId, Method> = {
  creditcard: {
    description: 'Card',
    minimum: '0.01',
    maximum: '10000.00',
    onlyEuros: false,
    expiresAfter: 15 * MINUTE,
  },
  ideal: { description: 'iDEAL', minimum: '0.01', maximum: '50000.00', onlyEuros: true, expiresAfter: 15 * MINUTE },
  bancontact: { description: 'Bancontact', minimum: '0.02', maximum: null, onlyEuros: true, expiresAfter: 60 * MINUTE },
}

/** For a payment whose method is still to be chosen. */
export const EXPIRES_WITHOUT_METHOD_AFTER = 15 * MINUTE

const euros = (value: string): Amount => ({ currency: 'EUR', value })

/** Why a method cannot take an amount; null when it can. */
export function objectionOf(id: MethodId, amount: Amount): string | null {
  const { description, minimum, maximum, onlyEuros } = METHODS[id]
  if (amount.currency !== 'EUR') return onlyEuros ? `${description} takes euros alone.` : null
  const minor = minorOf(amount)
  if (minor < minorOf(euros(minimum))) return `The amount is lower than the minimum of ${minimum} for ${description}.`
  if (maximum !== null && minor > minorOf(euros(maximum))) {
    return `The amount is higher than the maximum of ${maximum} for ${description}.`
  }
  return null
}

export const methodListParameters = z.strictObject({
  amount: amountParameter.optional(),
  locale: z.string().optional(),
  resource: z.enum(['payments', 'orders']).optional(),
  sequenceType: z.enum(['oneoff', 'first', 'recurring']).optional(),
  billingCountry: z.string().length(2).optional(),
  includeWallets: z.string().optional(),
  include: z.string().optional(),
})

export function listMethods(account: Account, input: z.infer<typeof methodListParameters>) {
  if (input.amount) readAmount(input.amount)
  const { amount, sequenceType = 'oneoff' } = input
  const methods = METHOD_IDS.filter((id) => sequenceType === 'oneoff' && (!amount || objectionOf(id, amount) === null))
  return {
    count: methods.length,
    _embedded: { methods: methods.map((id) => present(account, id)) },
    _links: { self: link(account, '/v2/methods'), documentation },
  }
}

export function getMethod(account: Account, id: string) {
  if (isMethodId(id)) return present(account, id)
  throw noSuch('payment method', id)
}

const isMethodId = (id: string): id is MethodId => (METHOD_IDS as readonly string[]).includes(id)

/**
 * The methods that a request names: one, several to choose among, or none for all.
 * @throws ApiError for one that the profile does not have, or that cannot take the amount.
 */
export function readMethods(given: string | string[] | null | undefined, amount: Amount): MethodId[] {
  const named = given === undefined || given === null ? [...METHOD_IDS] : [given].flat()
  const enabled = named.map((id) => {
    if (isMethodId(id)) return id
    throw unprocessable(`The payment method ${id} is not enabled in this website profile.`, 'method')
  })
  const usable = enabled.filter((id) => objectionOf(id, amount) === null)
  if (usable.length > 0) return usable
  throw enabled[0]
    ? unprocessable(objectionOf(enabled[0], amount)!, 'amount')
    : new ApiError(400, 'Name at least one payment method, or leave the parameter out.', 'method')
}

const present = (account: Account, id: MethodId) => {
  const image = (file: string) => `https://www.mollie.com/external/icons/payment-methods/${file}`
  return {
    resource: 'method',
    id,
    description: METHODS[id].description,
    minimumAmount: euros(METHODS[id].minimum),
    maximumAmount: METHODS[id].maximum === null ? null : euros(METHODS[id].maximum),
    image: { size1x: image(`${id}.png`), size2x: image(`${id}%402x.png`), svg: image(`${id}.svg`) },
    status: 'activated',
    _links: { self: link(account, `/v2/methods/${id}`), documentation },
  }
}
