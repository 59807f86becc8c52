import type { PageProblem, Theme } from '../../../widget/messages.ts'
import { CrossIcon } from '../../ui/icons.tsx'
import type { Texts } from '../../ui/texts/en.ts'
import { languageFor } from '../../ui/texts/languages.ts'
import { renderDocument } from '../document.tsx'
import type { ProblemPageState } from '../page-state.ts'

export interface ProblemPageModel {
  /** A package that is no longer offered has a page of its own. */
  why: Exclude<PageProblem, 'not_offered'>
  /** Where loading again may help. */
  reloadUrl: string
  embed: boolean
  theme: Theme
  /** BCP 47, the best first. */
  locales: readonly string[]
  styles: readonly string[]
  /** What tells a merchant's page around it; null for a page without script. */
  program: { script: string; nonce: string } | null
}

/** A page that says what is wrong, as a whole HTML document. */
export function renderProblemPage({
  why,
  reloadUrl,
  embed,
  theme,
  locales,
  styles,
  program,
}: ProblemPageModel): string {
  const language = languageFor(locales)
  const { problem, widget } = language.texts
  const [title, text] = wordsOf(why, problem)
  // It is nobody's, and holds nothing that not everybody may know.
  const state: ProblemPageState = { error: why, allowedOrigins: ['*'], words: { ...widget, title }, theme }
  return renderDocument({
    title,
    language,
    theme,
    embed,
    styles,
    live: program && { ...program, preload: [], state },
    children: (
      <main class="page" data-kind="problem">
        <div class="problem">
          <div class="outcome outcome-closed">
            <div class="outcome-mark">
              <CrossIcon />
            </div>
            <h1 class="outcome-heading">{title}</h1>
            <p>{text}</p>
            {why !== 'not_found' && (
              <a class="button button-quiet" href={reloadUrl}>
                {problem.reload}
              </a>
            )}
          </div>
        </div>
      </main>
    ),
  })
}

function wordsOf(why: ProblemPageModel['why'], words: Texts['problem']): [title: string, text: string] {
  switch (why) {
    case 'not_found':
      return [words.notFoundTitle, words.notFound]
    case 'rate_limited':
      return [words.tooManyTitle, words.tooMany]
    case 'failed':
      return [words.problemTitle, words.problem]
  }
}
