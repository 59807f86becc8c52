/** A state machine's whole truth: from each state, the states it may move to. */
export type TransitionTable<State extends string> = Readonly<Record<State, readonly State[]>>

/** A change the table does not list: a bug in the caller, or a message that came too late. */
export class IllegalTransition extends Error {
  constructor(what: string, from: string, to: string) {
    super(`${what} cannot move from ${from} to ${to}.`)
  }
}

/**
 * The only way to a new state. @returns `to`.
 * @throws IllegalTransition for what the table does not list.
 */
export function transition<State extends string>(
  what: string,
  table: TransitionTable<State>,
  from: State,
  to: State,
): State {
  if (!table[from].includes(to)) throw new IllegalTransition(what, from, to)
  return to
}
