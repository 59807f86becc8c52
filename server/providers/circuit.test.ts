import { describe, expect, it } from 'vitest'
import { toInstant } from '../clock.ts'
import { afterOutage, afterSuccess, type Circuit, HEALTHY, isProbeDue, probing } from './circuit.ts'

const NOW = Date.parse('2026-01-15T12:00:00.000Z')
const after = (ms: number) => toInstant(NOW + ms)
const outages = (count: number, from: Circuit = HEALTHY) =>
  Array.from({ length: count }).reduce<Circuit>((circuit) => afterOutage(circuit, NOW), from)

describe('a circuit', () => {
  it('opens after five outages in a row, and not before', () => {
    expect(outages(4).state).toBe('closed')
    expect(outages(5)).toEqual({ state: 'open', failures: 5, opened: 1, retryAt: after(30_000) })
  })

  it('forgets outages once something goes well', () => {
    expect(afterSuccess(outages(4))).toEqual(HEALTHY)
  })

  it('lets a probe out when its time has come', () => {
    const open = outages(5)
    expect(isProbeDue(open, after(29_999))).toBe(false)
    expect(isProbeDue(open, after(30_000))).toBe(true)
    const out = probing(open, NOW + 30_000)
    expect(out.state).toBe('half_open')
    expect(isProbeDue(out, after(30_000))).toBe(false)
    // Whoever had it is gone.
    expect(isProbeDue(out, after(90_000))).toBe(true)
  })

  it('closes when the probe goes well, and opens for twice as long when it does not', () => {
    const out = probing(outages(5), NOW)
    expect(afterSuccess(out)).toEqual(HEALTHY)
    expect(afterOutage(out, NOW)).toMatchObject({ state: 'open', opened: 2, retryAt: after(60_000) })
  })

  it('never stays open for more than ten minutes', () => {
    let circuit = outages(5)
    for (let n = 0; n < 20; n += 1) circuit = afterOutage(probing(circuit, NOW), NOW)
    expect(circuit.retryAt).toBe(after(600_000))
  })

  it('takes no notice of what is told late, while it is open', () => {
    const open = outages(5)
    expect(afterOutage(open, NOW + 10_000)).toBe(open)
    expect(afterSuccess(open)).toBe(open)
  })
})
