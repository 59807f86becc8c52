import { describe, expect, it } from 'vitest'
import { type Lanes, openLanes } from './lanes.ts'
import type { Lease } from './lease.ts'

let made = 0

const lease = (endpointId: string, failing = false) =>
  ({ delivery: { id: `delivery-${made++}` }, endpoint: { id: endpointId, failing } }) as Lease

const leases = (endpointId: string, count: number, failing = false) =>
  Array.from({ length: count }, () => lease(endpointId, failing))

const NONE = new Set<string>()

function takeAll(lanes: Lanes): Lease[] {
  const taken: Lease[] = []
  for (let next = lanes.next(); next; next = lanes.next()) taken.push(next)
  return taken
}

const endpointsOf = (taken: Lease[]) => taken.map(({ endpoint }) => endpoint.id)

describe('lanes', () => {
  it('take turns', () => {
    const lanes = openLanes()
    lanes.add([...leases('a', 3), ...leases('b', 3), ...leases('c', 1)], NONE)
    expect(endpointsOf(takeAll(lanes))).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'b'])
  })

  it('widen with what arrives, up to sixteen', () => {
    const lanes = openLanes()
    lanes.add(leases('a', 300), NONE)
    const underWay = takeAll(lanes)
    expect(underWay).toHaveLength(4)
    for (let round = 0; round < 5; round++) {
      for (const one of underWay.splice(0, 1)) lanes.done(one, true)
      underWay.push(...takeAll(lanes))
    }
    expect(underWay).toHaveLength(16)
  })

  it('narrow with what does not, down to one, and lease nothing ahead then', () => {
    const lanes = openLanes()
    lanes.add(leases('a', 10), NONE)
    for (const one of takeAll(lanes)) lanes.done(one, false)
    expect(takeAll(lanes)).toHaveLength(1)
    expect(lanes.room('a')).toBe(0)
  })

  it('begin at one for an endpoint known to fail', () => {
    const lanes = openLanes()
    lanes.add(leases('a', 5, true), NONE)
    expect(takeAll(lanes)).toHaveLength(1)
  })

  it('keep their width when a delivery was not tried', () => {
    const lanes = openLanes()
    lanes.add(leases('a', 20), NONE)
    for (const one of takeAll(lanes)) lanes.done(one, null)
    expect(takeAll(lanes)).toHaveLength(4)
  })

  it('ask for more only when one runs low that has more in the store', () => {
    const lanes = openLanes()
    lanes.add([...leases('a', 32), ...leases('b', 2)], new Set(['a']))
    const asked: string[] = []
    for (let next = lanes.next(); next; next = lanes.next()) if (lanes.done(next, null)) asked.push(next.endpoint.id)
    expect(asked).toHaveLength(17)
    expect(new Set(asked)).toEqual(new Set(['a']))
  })

  it('give out what waits for one endpoint, and not what is under way', () => {
    const lanes = openLanes()
    lanes.add([...leases('a', 6), ...leases('b', 6)], NONE)
    takeAll(lanes)
    expect(endpointsOf(lanes.clear('a'))).toEqual(['a', 'a'])
    expect(endpointsOf(lanes.clear())).toEqual(['b', 'b'])
    expect(lanes.clear('unknown')).toEqual([])
  })

  it('send no more than 256 at once, whatever the number of endpoints', () => {
    const lanes = openLanes()
    for (let n = 0; n < 100; n++) lanes.add(leases(`endpoint-${n}`, 4), NONE)
    expect(takeAll(lanes)).toHaveLength(256)
  })
})
