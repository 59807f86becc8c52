import type { Account } from './account.ts'
import type { Decline } from './cards.ts'
import { randomText } from './ids.ts'
import type { KeptIntent } from './kept-intents.ts'

/** How a payer came to pay, and so where the bank's page leads: on from the hosted page, or back to a merchant's. */
export type Way =
  | { kind: 'api'; returnUrl: string | null }
  | { kind: 'page'; successUrl: string | null; failUrl: string | null }

/** A payer who is asked to authenticate: 3-D Secure's challenge. */
export interface Challenge {
  way: Way
  /** What the bank says once the payer has authenticated. */
  decline: Decline | null
  /** Proof of the answer, which a merchant's page hands to `confirm_continue`. */
  acsResponse: string
  answer: 'passed' | 'failed' | null
}

/** Keeps the challenge of an intent's last attempt and returns the address of its page. */
export function openChallenge(account: Account, intent: KeptIntent, way: Way, decline: Decline | null): string {
  const challenge: Challenge = { way, decline, acsResponse: randomText(40), answer: null }
  account.books.put('challenge', intent.id, challenge)
  return `${account.url}/3ds/${intent.id}?client_secret=${intent.client_secret}`
}

export const findChallenge = (account: Account, { id }: KeptIntent): Challenge | undefined =>
  account.books.get<Challenge>('challenge', id)

/** Keeps what the payer told the bank, for a merchant's page to go on with. */
export const keepAnswer = (account: Account, intent: KeptIntent, challenge: Challenge, answer: Challenge['answer']) =>
  account.books.put('challenge', intent.id, { ...challenge, answer })
