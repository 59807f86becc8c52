import { join } from 'node:path'
import type { Clock } from '../server/clock.ts'
import { readKept, writeKept } from './kept-file.ts'

/** The sandbox's time: the computer's, moved forward as often as somebody asks. It never goes back. */
export interface MovableClock extends Clock {
  /**
   * @param duration ISO 8601, counted by the calendar in UTC from the time it is: a month after Jan 31 is Feb 28.
   * @returns the new time.
   * @throws RangeError with a sentence, when it is no duration or goes backwards.
   */
  advance(duration: string): number
}

interface KeptClock {
  /** Milliseconds ahead of the computer's clock. */
  ahead: number
}

/** Remembers in `dataDir` how far it was moved, so that a sandbox that is started again goes on from there. */
export function openClock(dataDir: string): MovableClock {
  const file = join(dataDir, 'clock.json')
  let { ahead } = readKept<KeptClock>(file) ?? { ahead: 0 }
  const now = () => Date.now() + ahead
  return {
    now,
    advance(duration) {
      const before = now()
      const after = addByCalendar(before, readDuration(duration))
      ahead += after - before
      writeKept(file, { ahead } satisfies KeptClock)
      return after
    },
  }
}

function readDuration(text: string): Temporal.Duration {
  let duration: Temporal.Duration
  try {
    duration = Temporal.Duration.from(text)
  } catch {
    throw new RangeError(
      `"${text}" is no ISO 8601 duration: write P1M for a month, P7D for a week, PT15M for a quarter of an hour.`,
    )
  }
  if (duration.sign < 0) throw new RangeError(`"${text}" goes backwards, and the clock only goes forward.`)
  return duration
}

function addByCalendar(ms: number, duration: Temporal.Duration): number {
  try {
    return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO('UTC').add(duration).epochMilliseconds
  } catch {
    throw new RangeError(`${duration} from now is further than the calendar goes.`)
  }
}
