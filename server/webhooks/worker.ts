import { setTimeout as pause } from 'node:timers/promises'
import { instantNow, toMillis } from '../clock.ts'
import type { Core } from '../core.ts'
import { createAlarm } from '../worker/alarm.ts'
import { type Result, recordResults } from './deliveries.ts'
import { isDelivered } from './delivery.ts'
import { openLanes } from './lanes.ts'
import type { Lease } from './lease.ts'
import { giveBack, leaseDue } from './leases.ts'
import { composeMessage, type Message } from './message.ts'
import { openSender, type SenderOptions } from './send.ts'

export interface DeliveryWorker {
  /** Resolves once nothing is due any more by the core's clock, and all that was sent is recorded. */
  drain(): Promise<void>
  /** Takes nothing new, waits a moment for what is under way, and leaves nothing open. */
  stop(): Promise<void>
}

/** Other nodes' deliveries are not announced here, so the store is looked at from time to time. */
const LOOK_EVERY = 1_000
/** Between two looks, so that many announcements make one. */
const LOOK_APART = 5
const LEASED_AT_ONCE = 512
const RECORDED_AT_ONCE = 256
/** A commit is a flush of the disk, so results wait as long for others to share one. */
const RECORDED_APART = 5
/** Sending with less of the lease left could overlap with the node that gets it next. */
const LEASE_NEEDED = 20_000
/** What is under way when the worker stops gets as long to end. */
const STOP_GRACE = 5_000

/** Sends what the outbox holds. Any number of workers may run on one store. */
export function startDeliveryWorker(core: Core, options: SenderOptions = {}): DeliveryWorker {
  const sender = openSender(core.config, core.clock, options)
  const lanes = openLanes()
  const alarm = createAlarm()
  /** Leased, and neither recorded nor given back. */
  const held = new Set<string>()
  const underWay = new Set<Promise<void>>()
  const ended: Result[] = []
  const unsent: Lease[] = []
  let settling = false
  let drains: (() => void)[] = []
  let stopped: Promise<void> | null = null

  /** Leases what there is room for. @returns milliseconds until it is worth looking again. */
  async function look(): Promise<number> {
    const asked = drains.length
    const wanted = { limit: LEASED_AT_ONCE, room: lanes.room, held }
    const { leases, backlog, cutShort, nextDueAt } = await leaseDue(core, wanted)
    for (const { delivery } of leases) held.add(delivery.id)
    lanes.add(leases, backlog)
    sendWhatMay()
    if (cutShort) return 0
    if (held.size === 0) for (const resolve of drains.splice(0, asked)) resolve()
    return nextDueAt === null ? LOOK_EVERY : Math.max(0, Math.min(LOOK_EVERY, toMillis(nextDueAt) - core.clock.now()))
  }

  async function run() {
    while (!stopped) {
      const wait = await look().catch((error) => {
        core.logger.error({ err: error }, 'webhook deliveries not read')
        return LOOK_EVERY
      })
      await alarm.wait(wait)
      await pause(LOOK_APART)
    }
  }

  function sendWhatMay() {
    if (stopped) return
    for (let lease = lanes.next(); lease; lease = lanes.next()) {
      if (toMillis(lease.expiresAt) - core.clock.now() < LEASE_NEEDED) {
        lanes.done(lease, null)
        unsent.push(lease)
        continue
      }
      keepTrackOf(send(lease))
    }
    if (unsent.length > 0) keepTrackOf(settle())
  }

  function keepTrackOf(work: Promise<void>) {
    underWay.add(work)
    work.then(() => underWay.delete(work))
  }

  async function send(lease: Lease) {
    const sentAt = instantNow(core.clock)
    const outcome = await sender.send(lease.endpoint.url, messageOf(lease, sentAt))
    if (outcome) ended.push({ lease, sentAt, outcome })
    else unsent.push(lease)
    const low = lanes.done(lease, outcome && isDelivered(outcome))
    if (low) alarm.within(0)
    sendWhatMay()
    await settle()
  }

  /** Records what has ended, what ends within a moment in one transaction. */
  async function settle() {
    if (settling) return
    settling = true
    while (ended.length > 0 || unsent.length > 0) {
      await pause(RECORDED_APART)
      const results = ended.splice(0, RECORDED_AT_ONCE)
      const leases = unsent.splice(0)
      try {
        if (results.length > 0) for (const id of await recordResults(core, results)) drop(lanes.clear(id))
        if (leases.length > 0) await giveBack(core, leases)
      } catch (error) {
        // The leases run out, and the attempts are made again: a receiver knows a repeated delivery by its id.
        core.logger.error({ err: error, lost: results.length }, 'webhook attempts not recorded')
      }
      drop([...results.map(({ lease }) => lease), ...leases])
    }
    settling = false
  }

  function drop(leases: Lease[]) {
    for (const { delivery } of leases) held.delete(delivery.id)
    if (held.size === 0 && drains.length > 0) alarm.within(0)
  }

  const unsubscribe = core.changes.subscribe('deliveries', () => alarm.within(0))
  const running = run()

  async function stop() {
    unsubscribe()
    alarm.within(0)
    await running
    unsent.push(...lanes.clear())
    const grace = new AbortController()
    await Promise.race([Promise.all(underWay), pause(STOP_GRACE, undefined, { signal: grace.signal }).catch(() => {})])
    grace.abort()
    await sender.close()
    await Promise.all(underWay)
    await settle()
    for (const resolve of drains) resolve()
    drains = []
  }

  return {
    drain() {
      if (stopped) return stopped
      const drained = new Promise<void>((resolve) => drains.push(resolve))
      alarm.within(0)
      return drained
    },
    stop() {
      stopped ??= stop()
      return stopped
    },
  }
}

const messageOf = ({ delivery, event, endpoint }: Lease, sentAt: string): Message =>
  composeMessage(
    {
      deliveryId: delivery.id,
      dialect: event.dialect,
      type: event.type,
      payload: event.payload,
      createdAt: event.created_at,
    },
    endpoint.secrets,
    sentAt,
  )
