/** Chance that can be had again: the same seed gives the same numbers. */
export interface Chance {
  /** From 0 up to, not including, `limit`. */
  below(limit: number): number
  shuffle<T>(items: readonly T[]): T[]
}

/** How often tests kill: a few times, or with LONG=1 as often as it takes to meet rare moments. */
export const KILLS = process.env.LONG ? 100 : 3

/** Of all chance in these tests. Another one: SEED=2. */
export const SEED = Number(process.env.SEED ?? 1)

/** A linear congruential generator, with the numbers of "Numerical Recipes". */
export function openChance(seed = SEED): Chance {
  let state = seed >>> 0
  const below = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return (state / 2 ** 32) * limit
  }
  return {
    below,
    shuffle: (items) =>
      items
        .map((item) => ({ item, place: below(1) }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item),
  }
}
