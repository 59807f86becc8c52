import type { Instant } from '../clock.ts'
import type { DeliveryRow, EventRow } from '../store/schema.ts'
import type { SigningSecrets } from './endpoint-secrets.ts'

/** The right to make one attempt of a delivery, until the lease ends. */
export interface Lease {
  delivery: DueDelivery
  /** Counts from 1. No other lease of this delivery has the same, which is how a late result is known. */
  attempt: number
  expiresAt: Instant
  endpoint: LeasedEndpoint
  event: EventRow
}

/** As it was when it was leased. */
export type DueDelivery = Pick<DeliveryRow, 'id' | 'event_id' | 'endpoint_id' | 'attempts' | 'due_at' | 'created_at'>

export interface LeasedEndpoint {
  id: string
  url: string
  secrets: SigningSecrets
  failing: boolean
}
