import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createAlarm } from './alarm.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function rung(wait: Promise<void>) {
  const state = { done: false }
  wait.then(() => {
    state.done = true
  })
  return state
}

it('rings when its time has come', async () => {
  const state = rung(createAlarm().wait(1000))
  await vi.advanceTimersByTimeAsync(999)
  expect(state.done).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(state.done).toBe(true)
})

it('rings earlier when it is asked to, never later', async () => {
  const alarm = createAlarm()
  const state = rung(alarm.wait(1000))
  alarm.within(5000)
  alarm.within(100)
  alarm.within(300)
  await vi.advanceTimersByTimeAsync(100)
  expect(state.done).toBe(true)
})

it('remembers what was asked between two waits, for one wait', async () => {
  const alarm = createAlarm()
  alarm.within(0)
  const first = rung(alarm.wait(1000))
  await vi.advanceTimersByTimeAsync(0)
  expect(first.done).toBe(true)
  const second = rung(alarm.wait(1000))
  await vi.advanceTimersByTimeAsync(999)
  expect(second.done).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(second.done).toBe(true)
})
