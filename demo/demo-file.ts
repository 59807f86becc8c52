import type { HttpNetwork } from './sandbox-networks.ts'

/** `DATA_DIR/demo.json`: where everything is while the sandbox runs, for tests and for whoever tries the APIs. */
export interface DemoFile {
  host: string
  shop: string
  control: string
  paylinq: { apiKey: string; webhookSecret: string }
  paylinkr: { apiKey: string; origin: string; webhookSecret: string; stellarAddress: string }
  networks: Record<HttpNetwork, string>
  stellar: { networkPassphrase: string; usdcIssuer: string }
  /** Secret keys of funded wallets. */
  wallets: { stellar: string }
}
