import { z } from 'zod'
import { invalid } from '../problem.ts'

const address = z.email().max(254)

/**
 * Where a merchant or an app is told what it has to see to itself.
 * @throws Problem `invalid`
 */
export function parseEmail(text: string): string {
  const { data } = address.safeParse(text.trim())
  if (data === undefined) throw invalid('email', 'must be an e-mail address, like ops@shop.example')
  return data
}
