import type { Mode } from '../store/schema.ts'

/** Whose payments, and what else an app has: every look-up is bounded by app and mode. */
export interface Owner {
  appId: string
  mode: Mode
  /** The key that asks: it is kept with what it makes. */
  keyId?: string | null
}

/** Who asks: nobody sees another merchant's invoices, nor those of the other mode. */
export interface InvoiceOwner {
  merchantId: string
  mode: Mode
  /** The key that asks: it is kept with what it makes. */
  keyId?: string | null
}
