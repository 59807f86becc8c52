import { setTimeout as sleep } from 'node:timers/promises'
import type {
  PaymentMethod,
  PaymentView,
  PreparedAttempt,
  ProviderForm,
  StartedAttempt,
} from '../../server/checkout/views.ts'
import type { Chance } from '../crash/chance.ts'
import { type Answer, request } from '../crash/merchant.ts'
import { CHALLENGED_CARD, DECLINED_CARD, GOOD_CARD, POOR_CARD, payAtProvider, turnBack } from './browser.ts'
import type { Weather } from './weather.ts'

/** How often somebody tries before giving up, below what the host allows for one payment in a minute. */
const TRIES = 6
const LOOKS = 10
const BETWEEN_LOOKS_MS = 20

const CARDS = [GOOD_CARD, GOOD_CARD, GOOD_CARD, CHALLENGED_CARD, DECLINED_CARD, POOR_CARD]

export interface Payer {
  /** The host's. */
  address: string
  paymentId: string
  method: PaymentMethod
  weather: Weather
  chance: Chance
}

let payers = 0

/**
 * Opens the pay page and tries until it is paid or patience is over, as people do: with cards that are declined, in two
 * windows at once, turning back at the provider, pressing twice, leaving without a word.
 */
export async function pay(payer: Payer): Promise<void> {
  payers += 1
  const page = openPage(payer, `10.2.${payers >> 8}.${payers & 255}`)
  for (let n = 0; n < TRIES && !isOver(await page.look()); n += 1) {
    const windows = payer.chance.below(1) < 0.15 ? 2 : 1
    await Promise.all(Array.from({ length: windows }, () => tryOnce(payer, page)))
    await untilAnswered(page)
  }
}

type Page = ReturnType<typeof openPage>

function openPage({ address, paymentId, method }: Payer, from: string) {
  const url = `${address}/checkout/${paymentId}`
  const attempts = `${address}/checkout/payments/${paymentId}/attempts`
  const ask = <T>(path: string, body?: object): Promise<Answer<T>> =>
    request<T>(attempts + path, {
      method: 'POST',
      headers: { 'X-Forwarded-For': from },
      ...(body && { body: JSON.stringify(body) }),
    })
  return {
    look: async () => (await request<PaymentView>(url)).body.status,
    prepare: () => ask<PreparedAttempt>('', { method }),
    start: (attemptId: string) => ask<StartedAttempt>(`/${attemptId}/start`),
    submitted: (attemptId: string) => ask<null>(`/${attemptId}/submitted`),
  }
}

async function tryOnce({ weather, chance }: Payer, page: Page): Promise<void> {
  await weather.turn()
  const prepared = expected(await page.prepare())
  if (!prepared) return
  await weather.turn()
  const started = expected(await page.start(prepared.attemptId))
  if (!started) return
  await weather.turn()
  const mood = chance.below(1)
  if (mood < 0.08) return
  // Not reached, or not answered: the page says so, and nobody knows what was done.
  await Promise.allSettled(atProvider(prepared.form, started, mood, chance))
  if (chance.below(1) < 0.8) expected(await page.submitted(prepared.attemptId))
}

function atProvider(form: ProviderForm, started: StartedAttempt, mood: number, chance: Chance): Promise<void>[] {
  if (mood < 0.16) return [turnBack(form, started)]
  const card = CARDS[Math.floor(chance.below(CARDS.length))]!
  const presses = mood < 0.24 ? 2 : 1
  return Array.from({ length: presses }, () => payAtProvider(form, started, card))
}

const isOver = (status: PaymentView['status']) => status === 'succeeded' || status === 'cancelled'

async function untilAnswered(page: Page): Promise<void> {
  for (let n = 0; n < LOOKS; n += 1) {
    const status = await page.look()
    if (status !== 'processing' && status !== 'requires_action') return
    await sleep(BETWEEN_LOOKS_MS)
  }
}

/** Null where the host says that it cannot be done now. @throws for what it must never answer. */
function expected<T>({ status, body }: Answer<T>): T | null {
  if (status === 409 || status === 502) return null
  if (status >= 300) throw new Error(`The host answered ${status}: ${JSON.stringify(body)}`)
  return body
}
