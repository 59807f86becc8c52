import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface HostProcess {
  /** Resolves to where it listens. @throws when it ends before it does. */
  listening: Promise<string>
  /** Ends it with SIGKILL, in the middle of whatever it does. Nothing happens when it has ended already. */
  kill(): Promise<void>
  /** Has it finish what it does. @throws when it does not end well. */
  stop(): Promise<void>
}

/** Where Node itself keeps what it compiled, when it is asked to: hosts are started often here. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'node-compile-cache')

/** Starts `host.ts`. Whoever starts it ends it. */
export function startHostProcess(environment: Record<string, string>): HostProcess {
  const child = fork(join(import.meta.dirname, 'host.ts'), {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE, ...environment },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const listening = firstMessage(child)
  // A host that is killed while it starts has nobody to tell.
  listening.catch(() => {})
  return {
    listening,
    async kill() {
      if (hasEnded(child)) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    async stop() {
      const ended = once(child, 'exit')
      child.disconnect()
      const [code, signal] = await ended
      if (code !== 0) throw new Error(`The host ended with ${code ?? signal} when it was to stop.`)
    },
  }
}

function firstMessage(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { address: string }).address))
    child.once('exit', (code, signal) => reject(new Error(`The host ended with ${code ?? signal} before it listened.`)))
  })
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null
