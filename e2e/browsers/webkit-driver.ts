import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort, type Program, startProgram } from './program.ts'

const STARTS_WITHIN_MS = 15_000

/** Starts WebKit's driver, on a display of its own that nobody sees. What the browser keeps, it keeps in `home`. */
export async function startWebKitDriver(programs: { driver: string; display: string }, home: string) {
  await using started = new AsyncDisposableStack()
  const display = startProgram(programs.display, ['-displayfd', '3', '-screen', '0', '1600x1600x24'])
  started.defer(display.end)
  const port = await findFreePort()
  const driver = startProgram(programs.driver, [`--port=${port}`], {
    ...process.env,
    DISPLAY: `:${await numberOf(display)}`,
    HOME: home,
    XDG_CACHE_HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_DATA_HOME: home,
    // Not the display that someone sits at, and not their language.
    GDK_BACKEND: 'x11',
    LC_ALL: 'C.UTF-8',
    LIBGL_ALWAYS_SOFTWARE: '1',
    // There is no bus to find assistive technology on.
    NO_AT_BRIDGE: '1',
  })
  started.defer(driver.end)
  const url = `http://127.0.0.1:${port}`
  await waitUntilItAnswers(url)
  const running = started.move()
  return { url, end: () => running.disposeAsync() }
}

/** It looks for one that is free, and says which as soon as it can be drawn on. */
async function numberOf({ child }: Program): Promise<string> {
  const [line] = await once(child.stdio[3]!, 'data', { signal: AbortSignal.timeout(STARTS_WITHIN_MS) })
  return String(line).trim()
}

async function waitUntilItAnswers(url: string) {
  const deadline = Date.now() + STARTS_WITHIN_MS
  const answers = () =>
    fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await answers())) {
    if (Date.now() > deadline) throw new Error('WebKitWebDriver did not start.')
    await sleep(50)
  }
}
