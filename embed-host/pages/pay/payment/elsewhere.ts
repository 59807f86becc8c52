import type { ReadonlySignal } from '@preact/signals'

/** Where the payer is while a page of the provider's own takes the payment; null while on this page. */
export type Away =
  /** In a window beside this one. `lost`: the browser has cut it off from us, so nobody knows whether it is open. */
  | { at: 'window'; lost: boolean }
  /** On the way to `address` in this tab. It is null until the server has told it. */
  | { at: 'leaving'; address: string }

/** A payment that is made somewhere else. */
export interface Elsewhere {
  away: ReadonlySignal<Away | null>
  /** Brings the provider's window to the front. */
  show(): void
  /** The payer does not want to go on there. */
  giveUp(): void
}
