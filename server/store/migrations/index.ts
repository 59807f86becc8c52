import { firstTables } from './0001-first-tables.ts'
import { paymentResources } from './0002-payment-resources.ts'
import { billing } from './0003-billing.ts'
import { invoiceCounts } from './0004-invoice-counts.ts'
import { appearance } from './0005-appearance.ts'
import { upkeep } from './0006-upkeep.ts'
import { returns } from './0007-returns.ts'
import { widgetScripts } from './0008-widget-scripts.ts'
import type { Migration } from './migration.ts'

/** In order. A step that was released is never changed: add another. */
export const migrations: Migration[] = [
  firstTables,
  paymentResources,
  billing,
  invoiceCounts,
  appearance,
  upkeep,
  returns,
  widgetScripts,
]
