import type { Lease } from './lease.ts'

/*
 * Which of the leased deliveries is sent next. Each endpoint has a lane, lanes take turns, and a lane's width is how
 * many of its deliveries may be under way at once. A lane widens with every delivery that arrives and narrows with
 * every one that does not: an endpoint that hangs is down to one connection after its first time-outs, and a fast one
 * gets all it can use.
 */

const WIDTH_NEW = 4
const WIDTH_MOST = 16
/** Deliveries under way to all endpoints together. */
const MOST_UNDER_WAY = 256
/** Deliveries leased ahead for a lane, for each place in it. A lane of one leases none ahead: it may be dead. */
const AHEAD = 8

interface Lane {
  width: number
  waiting: Lease[]
  underWay: number
  /** The store has more for it. */
  backlog: boolean
}

export interface Lanes {
  /** Deliveries that may be leased now for an endpoint. */
  room(endpointId: string): number
  /** @param backlog endpoints that have more due in the store. */
  add(leases: Lease[], backlog: ReadonlySet<string>): void
  /** Takes the next delivery to send; `done` must follow. */
  next(): Lease | undefined
  /**
   * @param delivered null when it was not tried.
   * @returns whether the lane runs low while the store has more for it.
   */
  done(lease: Lease, delivered: boolean | null): boolean
  /** Takes out what waits for one endpoint, or for all. */
  clear(endpointId?: string): Lease[]
}

export function openLanes(): Lanes {
  const lanes = new Map<string, Lane>()
  /** Lanes that could send now, in the order of their turns. */
  const ready = new Set<Lane>()
  let underWay = 0

  const capacity = ({ width }: Lane) => (width > 1 ? width * AHEAD : 1)
  const roomIn = (lane: Lane) => Math.max(0, capacity(lane) - lane.waiting.length - lane.underWay)

  function queueUp(lane: Lane) {
    if (lane.waiting.length > 0 && lane.underWay < lane.width) ready.add(lane)
    else ready.delete(lane)
  }

  function laneOf({ endpoint }: Lease): Lane {
    let lane = lanes.get(endpoint.id)
    if (!lane) {
      lane = { width: endpoint.failing ? 1 : WIDTH_NEW, waiting: [], underWay: 0, backlog: false }
      lanes.set(endpoint.id, lane)
    }
    return lane
  }

  return {
    room(endpointId) {
      const lane = lanes.get(endpointId)
      return lane ? roomIn(lane) : WIDTH_NEW * AHEAD
    },
    add(leases, backlog) {
      for (const lease of leases) {
        const lane = laneOf(lease)
        lane.waiting.push(lease)
        queueUp(lane)
      }
      for (const [id, lane] of lanes) lane.backlog = backlog.has(id)
    },
    next() {
      const [lane] = ready
      if (!lane || underWay >= MOST_UNDER_WAY) return undefined
      const lease = lane.waiting.shift()!
      lane.underWay += 1
      underWay += 1
      ready.delete(lane)
      queueUp(lane)
      return lease
    },
    done(lease, delivered) {
      const lane = laneOf(lease)
      lane.underWay -= 1
      underWay -= 1
      if (delivered) lane.width = Math.min(WIDTH_MOST, lane.width * 2)
      else if (delivered === false) lane.width = Math.max(1, lane.width >> 1)
      queueUp(lane)
      return lane.backlog && roomIn(lane) * 2 >= capacity(lane)
    },
    clear(endpointId) {
      const cleared = endpointId === undefined ? [...lanes.values()] : [lanes.get(endpointId)].filter((lane) => !!lane)
      const leases = cleared.flatMap((lane) => lane.waiting.splice(0))
      for (const lane of cleared) queueUp(lane)
      return leases
    },
  }
}
