import type { Core } from '../core.ts'

/** Something that falls due without a request. */
export interface Job {
  name: string
  /** Does a bounded part of what is due. @returns whether there may be more to do now. */
  run(core: Core): Promise<boolean>
}

export interface Worker {
  /** Resolves when nothing is due any more by the core's clock. */
  settle(): Promise<void>
  /** Waits for what is being done, and starts nothing more. */
  stop(): Promise<void>
}

/** Runs all jobs about once a second; one that has more to do goes on at once. */
export function startWorker(core: Core, jobs: Job[], every = 1_000): Worker {
  let stopped = false
  let round: Promise<void> | null = null
  const timer = setInterval(() => void runRound(), every)

  function runRound(): Promise<void> {
    round ??= Promise.all(jobs.map(runJob)).then(() => {
      round = null
    })
    return round
  }

  async function runJob(job: Job) {
    try {
      while (!stopped && (await job.run(core))) {
        // More of the same is due.
      }
    } catch (error) {
      core.logger.error({ err: error, job: job.name }, 'job failed; it runs again in the next round')
    }
  }

  return {
    async settle() {
      // A round that was under way may have looked before the clock moved.
      await round
      await runRound()
    },
    async stop() {
      stopped = true
      clearInterval(timer)
      await round
    },
  }
}
