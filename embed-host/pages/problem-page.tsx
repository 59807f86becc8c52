import { CrossIcon } from '../ui/icons.tsx'

interface ProblemPageProps {
  title: string
  text: string
  /** Where loading again may help; null for a link that leads nowhere. */
  reload: { url: string; label: string } | null
}

/** A page that says what is wrong, without a script. */
export function ProblemPage({ title, text, reload }: ProblemPageProps) {
  return (
    <main class="page" data-kind="problem">
      <div class="problem">
        <div class="outcome outcome-closed">
          <div class="outcome-mark">
            <CrossIcon />
          </div>
          <h1 class="outcome-heading">{title}</h1>
          <p>{text}</p>
          {reload && (
            <a class="button button-quiet" href={reload.url}>
              {reload.label}
            </a>
          )}
        </div>
      </div>
    </main>
  )
}
