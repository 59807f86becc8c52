/** What a loop waits on: until it is rung, or a time has passed. A ring while nobody waits ends the next wait. */
export interface Alarm {
  ring(): void
  wait(milliseconds: number): Promise<void>
}

export function openAlarm(): Alarm {
  let rung = false
  let end: (() => void) | null = null
  return {
    ring() {
      rung = true
      end?.()
    },
    async wait(milliseconds) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds)
          end = () => {
            clearTimeout(timer)
            resolve()
          }
        })
        end = null
      }
      rung = false
    },
  }
}
