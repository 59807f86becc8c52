import { z } from 'zod'
import { type Instant, toInstant } from '../clock.ts'

const INSTANT_LENGTH = '2026-04-15T10:35:00.000Z'.length

/** In a request. Read as the store writes instants, whatever the offset it was given with. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant, like 2026-04-15T10:35:00Z' })
  .transform((given): Instant => toInstant(Date.parse(given)))
  // In UTC it can lie in a year of five digits, which no order of texts has a place for.
  .refine((written) => written.length === INSTANT_LENGTH, 'must lie between the years 0 and 9999')
