import type { ReadonlySignal } from '@preact/signals'
import type { PageContext } from './page-context.ts'

/** What every page has that shows a view of something to be paid. */
export interface LiveModel {
  page: PageContext
  offline: ReadonlySignal<boolean>
  title: ReadonlySignal<string>
  /** Money may be moving: the page must not be closed. */
  busy: ReadonlySignal<boolean>
  /** Keeps all of it current, from hydration on. */
  follow(): void
}
