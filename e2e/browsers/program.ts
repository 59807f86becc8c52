import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const ENDS_WITHIN_MS = 5_000

/** A program that runs beside the tests. What it says on descriptor 3 can be read there; the rest is nobody's. */
export interface Program {
  child: ChildProcess
  end(): Promise<void>
}

export function startProgram(path: string, args: string[], env: NodeJS.ProcessEnv = process.env): Program {
  const child = spawn(path, args, { env, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  // Whoever waits for what it does is told by the time that it takes.
  child.once('error', () => {})
  const kill = () => child.kill()
  // Whatever ends the tests, it ends with them.
  process.once('exit', kill)
  return {
    child,
    async end() {
      process.off('exit', kill)
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const force = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS)
      await ended
      clearTimeout(force)
    },
  }
}

/** For a program that must be told where to listen. */
export async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
