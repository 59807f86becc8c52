import type { Answer } from './answer.ts'
import type { ApiAnswer, ApiFailure } from './checkout-api.ts'

const REPEAT_FIRST = 1_000
const REPEAT_SLOWEST = 8_000

interface Patience {
  /** Waits that many milliseconds before the call is repeated. */
  wait(ms: number): Promise<void>
  /** False once nobody needs the answer any more. */
  goesOn(): boolean
}

/** Repeats a call whose answer was lost: only for what the server does once, however often it is asked. */
export async function untilAnswered<Value>(
  call: () => ApiAnswer<Value>,
  { wait, goesOn }: Patience,
): Promise<Answer<Value, ApiFailure>> {
  let pause = REPEAT_FIRST
  for (;;) {
    const answer = await call()
    if (answer.ok || answer.failure !== 'unreachable' || !goesOn()) return answer
    await wait(pause)
    pause = Math.min(pause * 2, REPEAT_SLOWEST)
  }
}
