import { type Instant, toInstant } from '../clock.ts'
import type { CircuitRow } from '../store/schema.ts'
import { type TransitionTable, transition } from '../transitions.ts'

/**
 * A circuit breaker for one provider account. Outages in a row open it: the account is left out for a while, then one
 * probe goes out, whose end closes it or opens it for longer. Declines and refusals are no outages.
 */
export interface Circuit {
  state: CircuitRow['state']
  /** Outages in a row. */
  failures: number
  /** How often it opened in a row. */
  opened: number
  /** When a probe may go out; while one is out, when that counts as lost. Null while closed. */
  retryAt: Instant | null
}

export const CIRCUIT_TRANSITIONS: TransitionTable<Circuit['state']> = {
  closed: ['open'],
  open: ['half_open'],
  half_open: ['closed', 'open'],
}

export const HEALTHY: Circuit = { state: 'closed', failures: 0, opened: 0, retryAt: null }

/** So many outages in a row open it. */
const OPENS_AFTER = 5
/** How long it stays open the first time, in milliseconds; each time in a row twice as long. */
const FIRST_WAIT = 30_000
const LONGEST_WAIT = 10 * 60_000
/** A probe that nobody has told the end of by then is lost, and another may go out. */
const PROBE_LOST_AFTER = 60_000

export const isProbeDue = ({ state, retryAt }: Circuit, now: Instant): boolean =>
  state !== 'closed' && retryAt !== null && retryAt <= now

/** The circuit after one more outage. What is told late, while it is open, changes nothing. */
export function afterOutage(circuit: Circuit, now: number): Circuit {
  if (circuit.state === 'open') return circuit
  const failures = circuit.failures + 1
  if (circuit.state === 'closed' && failures < OPENS_AFTER) return { ...circuit, failures }
  const state = transition('Circuit', CIRCUIT_TRANSITIONS, circuit.state, 'open')
  const wait = Math.min(FIRST_WAIT * 2 ** circuit.opened, LONGEST_WAIT)
  return { state, failures, opened: circuit.opened + 1, retryAt: toInstant(now + wait) }
}

/** The circuit while its one probe is out. A lost probe is followed by another. */
export function probing(circuit: Circuit, now: number): Circuit {
  const state = circuit.state === 'half_open' ? circuit.state : move(circuit.state, 'half_open')
  return { ...circuit, state, retryAt: toInstant(now + PROBE_LOST_AFTER) }
}

/** The circuit after something went well. An open one waits for its own probe: this began before it opened. */
export function afterSuccess(circuit: Circuit): Circuit {
  if (circuit.state === 'open') return circuit
  if (circuit.state === 'half_open') move(circuit.state, 'closed')
  return HEALTHY
}

const move = (from: Circuit['state'], to: Circuit['state']) => transition('Circuit', CIRCUIT_TRANSITIONS, from, to)
