import { setTimeout as sleep } from 'node:timers/promises'
import type { Chance } from './chance.ts'

/**
 * A moment to kill at: shortly after something has happened a certain number of times. Counted, because a time from now
 * would come before the work has begun on one machine, and after its end on another.
 */
export interface Moment {
  happened(): void
  reached: Promise<void>
}

const SHORTLY_MS = 10

/** One by chance, among as many as will happen. */
export function pickMoment(chance: Chance, willHappen: number): Moment {
  const delay = chance.below(SHORTLY_MS)
  let awaited = Math.floor(chance.below(willHappen))
  const { promise, resolve } = Promise.withResolvers<void>()
  const resolveWhenDue = () => {
    if (awaited <= 0) resolve()
  }
  resolveWhenDue()
  return {
    happened() {
      awaited -= 1
      resolveWhenDue()
    },
    reached: promise.then(() => sleep(delay)),
  }
}
