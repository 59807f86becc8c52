import type { Migration } from '../migrate.ts'
import { firstTables } from './0001-first-tables.ts'

/** In order. A step that was released is never changed: add another. */
export const migrations: Migration[] = [firstTables]
