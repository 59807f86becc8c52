import type { ComponentChildren } from 'preact'
import { CheckIcon, ClockIcon, CrossIcon } from './icons.tsx'

export type OutcomeTone = 'success' | 'waiting' | 'closed'

interface OutcomeProps {
  tone: OutcomeTone
  heading: string
  children?: ComponentChildren
}

const icons = { success: CheckIcon, waiting: ClockIcon, closed: CrossIcon }

/** How something ended: a mark, a heading, a sentence, and below it whatever comes next. */
export function Outcome({ tone, heading, children }: OutcomeProps) {
  const Mark = icons[tone]
  return (
    <div class={`outcome outcome-${tone}`}>
      <div class="outcome-mark">
        <Mark />
      </div>
      <h2 class="outcome-heading" tabIndex={-1} data-outcome>
        {heading}
      </h2>
      {children}
    </div>
  )
}
