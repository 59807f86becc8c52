/** What a unit is worth before anybody says otherwise. */
export const PAIRS = {
  'USDC-USD': '1',
  'USDC-EUR': '0.86',
  'USDC-GBP': '0.75',
  'XLM-USD': '0.32',
  'XLM-EUR': '0.275',
  'XLM-GBP': '0.24',
  'XRP-USD': '2.4',
  'XRP-EUR': '2.06',
  'XRP-GBP': '1.8',
} as const

export type StandInPair = keyof typeof PAIRS

/** By pair: decimal text, or null where a source does not know it. */
export type Books = Map<string, { coinbase: string | null; kraken: string | null }>
