import { CrossIcon } from '../ui/icons.tsx'
import type { Texts } from '../ui/texts/en.ts'

interface ProblemPageProps {
  texts: Texts
  /** The address to load again, where that may help; null for a link that leads nowhere. */
  reloadUrl: string | null
}

/** A page that says what is wrong, without a script. */
export function ProblemPage({ texts: { problem }, reloadUrl }: ProblemPageProps) {
  const notFound = reloadUrl === null
  return (
    <main class="page" data-kind="problem">
      <div class="problem">
        <div class="outcome outcome-closed">
          <div class="outcome-mark">
            <CrossIcon />
          </div>
          <h1 class="outcome-heading">{notFound ? problem.notFoundTitle : problem.problemTitle}</h1>
          <p>{notFound ? problem.notFound : problem.problem}</p>
          {reloadUrl !== null && (
            <a class="button button-quiet" href={reloadUrl}>
              {problem.reload}
            </a>
          )}
        </div>
      </div>
    </main>
  )
}
