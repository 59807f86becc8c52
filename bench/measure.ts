export interface Measure {
  name: string
  ours: number
  limit: number
  /** ours ÷ limit. */
  ratio: number
  unit: string
  /** What others have, each with its version; the limit is then the least of these. */
  others?: Record<string, number>
}

const ROUNDS = 3

/** Takes the limit and ours in turn, some rounds, and keeps the median of each. */
export async function inTurn(
  name: string,
  unit: string,
  ours: () => Promise<number>,
  limit: () => Promise<number>,
  rounds = ROUNDS,
): Promise<Measure> {
  const taken: { ours: number; limit: number }[] = []
  for (let round = 0; round < rounds; round += 1) taken.push({ limit: await limit(), ours: await ours() })
  const our = median(taken.map((one) => one.ours))
  const their = median(taken.map((one) => one.limit))
  return { name, ours: Math.round(our), limit: Math.round(their), ratio: Number((our / their).toFixed(3)), unit }
}

/** Of what is the same in every run, or is only held to a limit. */
export function against(name: string, unit: string, ours: number, limit: number): Measure {
  return { name, ours, limit, ratio: Number((ours / limit).toFixed(3)), unit }
}

/** Beside published figures of other products: the least of them is the limit. */
export function againstOthers(name: string, unit: string, ours: number, others: Record<string, number>): Measure {
  return { ...against(name, unit, ours, Math.min(...Object.values(others))), others }
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
