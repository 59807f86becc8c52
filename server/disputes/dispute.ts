import type { DisputeRow } from '../store/schema.ts'
import { type TransitionTable, transition } from '../transitions.ts'

export type DisputeStatus = DisputeRow['status']

/** `lost` may be reversed. What is `won` stays: a bank that tries again opens another dispute. */
export const DISPUTE_TRANSITIONS: TransitionTable<DisputeStatus> = {
  open: ['won', 'lost'],
  lost: ['won'],
  won: [],
}

export const moveDispute = (from: DisputeStatus, to: DisputeStatus) =>
  transition('Dispute', DISPUTE_TRANSITIONS, from, to)

/** Whether what is told moves it on. What was true before, and comes late, does not. */
export const movesOn = (from: DisputeStatus, to: DisputeStatus): boolean => DISPUTE_TRANSITIONS[from].includes(to)
