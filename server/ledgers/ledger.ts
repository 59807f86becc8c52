import type { Instant } from '../clock.ts'
import type { Mode, Network } from '../store/schema.ts'

/**
 * The port to a ledger: where the money that arrives at a receiving address is read from. Horizon is behind it today;
 * Stellar RPC and the XRP Ledger fit the same shape.
 */

/** Money that arrived at an address and is final. */
export interface Transfer {
  transactionHash: string
  /** Tells the transfers of one transaction to one address apart. */
  operationIndex: number
  sender: string | null
  assetCode: string
  /** Null for the network's own asset. */
  assetIssuer: string | null
  /** What was delivered, in the asset's smallest unit; more than nothing. */
  amount: bigint
  /** Memo or tag as it was sent; null when there was none. */
  reference: string | null
  ledger: number
  closedAt: Instant
  /**
   * Why it cannot be told what came, where it cannot: the amount is then as much as could be read, or nothing. It is
   * kept for its merchant to look at, and never credited.
   */
  unreadable?: string | undefined
}

/** An address and the network it is on: what is watched. */
export interface Place {
  mode: Mode
  network: Network
  address: string
}

/** A stretch of what happened at an address, in order. */
export interface Page {
  transfers: Transfer[]
  /** Where the next page begins. Cursors are decimal numbers as text and grow with the ledger. */
  cursor: string
  /** There was nothing further when it was asked for. */
  isLast: boolean
  /**
   * When the newest ledger closed that the server knew before it was asked for the page: with the last page, all of
   * that ledger is read. Null where that is not known.
   */
  closedBefore: Instant | null
}

export interface StreamListener {
  onPage(page: Page): void
  /** The stream ended by itself, and no page follows. Never called after it was closed by us. */
  onCut(error: Error): void
}

export interface ReadingOptions {
  /** No more at once than this; as much as the ledger's servers give where it is left out. */
  limit?: number
  /** What closed by then was read: a server need not have it any more. Without it, nothing was. */
  readUntil?: Instant
}

export interface LedgerSource {
  /** After everything at the address that closed before `instant`, before everything else. */
  cursorAt(address: string, instant: Instant): Promise<string>
  /** What comes after the cursor. Throws when no server can be asked that has all of it. */
  readPage(address: string, cursor: string, options?: ReadingOptions): Promise<Page>
  /** Tells of what comes after the cursor as it comes. @returns closes it. */
  stream(address: string, cursor: string, listener: StreamListener): () => void
}
