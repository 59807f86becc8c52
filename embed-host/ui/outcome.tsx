import type { ComponentChildren } from 'preact'
import { CheckIcon, ClockIcon, CrossIcon } from './icons.tsx'

export type OutcomeTone = 'success' | 'waiting' | 'closed'

interface OutcomeProps {
  tone: OutcomeTone
  heading: string
  /** 1 where the page has no other heading above it. Default: 2. */
  level?: 1 | 2
  children?: ComponentChildren
}

const icons = { success: CheckIcon, waiting: ClockIcon, closed: CrossIcon }

/** How something ended: a mark, a heading, a sentence, and below it whatever comes next. */
export function Outcome({ tone, heading, level = 2, children }: OutcomeProps) {
  const Mark = icons[tone]
  const Heading = `h${level}` as const
  return (
    <div class={`outcome outcome-${tone}`}>
      <div class="outcome-mark">
        <Mark />
      </div>
      <Heading class="outcome-heading" tabIndex={-1} data-outcome>
        {heading}
      </Heading>
      {children}
    </div>
  )
}
