import type { Theme } from '../../../widget/messages.ts'
import { CheckIcon } from '../../ui/icons.tsx'
import type { Language } from '../../ui/texts/language.ts'
import { languageFor } from '../../ui/texts/languages.ts'
import { renderDocument } from '../document.tsx'

export interface RemindersPageModel {
  /** Whose reminders. */
  merchantName: string
  /** They were stopped just now, or before. */
  stopped: boolean
  theme: Theme
  /** BCP 47, the best first. */
  locales: readonly string[]
  styles: readonly string[]
}

/** Where the link of a reminder leads, as a whole HTML document without a script. */
export function renderRemindersPage({ merchantName, stopped, theme, locales, styles }: RemindersPageModel): string {
  const language = languageFor(locales)
  const { heading, stoppedHeading } = language.texts.reminders
  return renderDocument({
    title: stopped ? stoppedHeading : heading,
    language,
    theme,
    embed: false,
    styles,
    live: null,
    children: stopped ? <Stopped {...{ language, merchantName }} /> : <Question {...{ language, merchantName }} />,
  })
}

interface Addressed {
  language: Language
  merchantName: string
}

/** Looking at it stops nothing: mail programs follow links by themselves. */
function Question({ language, merchantName }: Addressed) {
  const { heading, question, stop } = language.texts.reminders
  return (
    <main class="page" data-kind="reminders">
      <div class="problem">
        <div class="outcome">
          <h1 class="outcome-heading">{heading}</h1>
          <p>{question(merchantName)}</p>
          <form method="post">
            <button class="button button-primary" type="submit">
              {stop}
            </button>
          </form>
        </div>
      </div>
    </main>
  )
}

function Stopped({ language, merchantName }: Addressed) {
  const { stoppedHeading, stopped } = language.texts.reminders
  return (
    <main class="page" data-kind="reminders">
      <div class="problem">
        <div class="outcome outcome-success">
          <div class="outcome-mark">
            <CheckIcon />
          </div>
          <h1 class="outcome-heading">{stoppedHeading}</h1>
          <p>{stopped(merchantName)}</p>
        </div>
      </div>
    </main>
  )
}
