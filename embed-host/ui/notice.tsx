import type { ComponentChildren } from 'preact'
import { AlertIcon } from './icons.tsx'

interface NoticeProps {
  /** `danger` interrupts a screen reader, `warning` and `info` stand in the text. */
  tone: 'danger' | 'warning' | 'info'
  heading?: string
  children: ComponentChildren
}

/** A boxed message beside what it is about. */
export function Notice({ tone, heading, children }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={tone === 'danger' ? 'alert' : undefined} tabIndex={-1}>
      <AlertIcon />
      <div class="notice-body">
        {heading && <p class="notice-heading">{heading}</p>}
        {typeof children === 'string' ? <p>{children}</p> : children}
      </div>
    </div>
  )
}
