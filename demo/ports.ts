import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** Where each part of the sandbox listens, counted from PORT. */
export const OFFSETS = {
  host: 0,
  shop: 1,
  control: 2,
  stripe: 3,
  airwallex: 4,
  mollie: 5,
  horizon: 6,
  paypal: 7,
  xrpl: 8,
  rates: 9,
  smtp: 10,
} as const

export type Part = keyof typeof OFFSETS

const PARTS = Object.keys(OFFSETS) as Part[]

export const HIGHEST_BASE = 65_535 - Math.max(...Object.values(OFFSETS))

/** @throws naming the first port that is taken, and what to write instead. */
export async function requireFreePorts(base: number): Promise<void> {
  if (!Number.isInteger(base) || base < 1 || base > HIGHEST_BASE) {
    throw new Error(`PORT must be a whole number from 1 to ${HIGHEST_BASE}.`)
  }
  const taken = await firstTaken(base)
  if (!taken) return
  const other = base + 100 > HIGHEST_BASE ? base - 100 : base + 100
  throw new Error(
    `Port ${base + OFFSETS[taken]} (${taken}) is taken. Stop what listens there, or choose others: ` +
      `PORT=${other} npm start`,
  )
}

/** A PORT whose whole range is free: below those that systems hand out by themselves, and at random, so that two that look at the same time find two. */
export async function findFreeBase(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const base = randomInt(10_240, 32_000)
    if (!(await firstTaken(base))) return base
  }
  throw new Error('No range of free ports was found.')
}

async function firstTaken(base: number): Promise<Part | undefined> {
  for (const part of PARTS) if (!(await isFree(base + OFFSETS[part]))) return part
  return undefined
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
