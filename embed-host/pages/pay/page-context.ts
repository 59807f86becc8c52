import type { ReadonlySignal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Language } from '../../ui/texts/language.ts'
import type { ServerClock } from './server-clock.ts'

/** What every part of the page needs to know, whatever it shows. */
export interface PageContext extends Language {
  /** Inside a merchant's page: no links that lead away from it. */
  embed: boolean
  /** The merchant's; null: they have none. */
  logoUrl: string | null
  /** The server's time in milliseconds. */
  now: ReadonlySignal<number>
  /** `UTC` as rendered, then undefined for the payer's own time zone. */
  timeZone: ReadonlySignal<'UTC' | undefined>
}

export function createPageContext(
  language: Language,
  { embed, logoUrl }: Pick<PageContext, 'embed' | 'logoUrl'>,
  clock: ServerClock,
  timeZone: PageContext['timeZone'],
): PageContext {
  return { ...language, embed, logoUrl, now: clock.now, timeZone }
}

const Context = createContext<PageContext | null>(null)

export const PageProvider = Context.Provider

export function usePage(): PageContext {
  const page = useContext(Context)
  if (!page) throw new Error('A part of the pay page was rendered outside PageProvider.')
  return page
}
