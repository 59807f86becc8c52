export interface Measure {
  name: string
  ours: number
  limit: number
  /** ours ÷ limit. */
  ratio: number
  unit: string
}

const ROUNDS = 3

/** Takes the limit and ours in turn, some rounds, and keeps the median of each. */
export async function inTurn(
  name: string,
  unit: string,
  ours: () => Promise<number>,
  limit: () => Promise<number>,
): Promise<Measure> {
  const taken: { ours: number; limit: number }[] = []
  for (let round = 0; round < ROUNDS; round += 1) taken.push({ limit: await limit(), ours: await ours() })
  const our = median(taken.map((one) => one.ours))
  const their = median(taken.map((one) => one.limit))
  return { name, ours: Math.round(our), limit: Math.round(their), ratio: Number((our / their).toFixed(3)), unit }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]!
}
