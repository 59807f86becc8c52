import { invalid } from '../problem.ts'

const MAX_LENGTH = 100

/**
 * What people call a merchant, an app or a key: pages and terminals show it as it is.
 * @throws Problem `invalid` when it is empty, too long, or holds control characters.
 */
export function parseName(text: string): string {
  const name = text.trim()
  if (name === '') throw invalid('name', 'must not be empty: write what people will recognise, like "Fjord Coffee".')
  if (name.length > MAX_LENGTH) throw invalid('name', `has ${name.length} characters: ${MAX_LENGTH} are the most.`)
  if (/\p{Cc}/u.test(name)) throw invalid('name', 'must be one line, without control characters.')
  return name
}
