import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

export interface Child<Hello> {
  hello: Hello
  stop(): Promise<void>
}

/** Starts a script of this folder in a process of its own, and waits for what it sends first. */
export function start<Hello>(script: string, ...args: string[]): Promise<Child<Hello>> {
  const child = fork(join(import.meta.dirname, script), args, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code} before it was ready.`)))
    child.once('message', (hello) => resolve({ hello: hello as Hello, stop: () => stop(child) }))
  })
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.disconnect()
  })
}
