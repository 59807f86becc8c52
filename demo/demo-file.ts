import type { NetworkName } from './sandbox-networks.ts'

/** `DATA_DIR/demo.json`: where everything is while the sandbox runs, for tests and for whoever tries the APIs. */
export interface DemoFile {
  host: string
  shop: string
  control: string
  paylinq: { apiKey: string; webhookSecret: string }
  paylinkr: { apiKey: string; origin: string; webhookSecret: string; stellarAddress: string; xrplAddress: string }
  networks: Record<NetworkName, string>
  stellar: { networkPassphrase: string; usdcIssuer: string }
  /** A secret key and a seed of funded wallets. */
  wallets: { stellar: string; xrpl: string }
}
