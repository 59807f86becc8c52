import type { ComponentChildren } from 'preact'

/** Icons only repeat what the words beside them say, so assistive technology skips them. */
function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  )
}

export const LockIcon = () => (
  <Icon>
    <rect x="5" y="11" width="14" height="9" rx="2" />
    <path d="M8 11V8a4 4 0 0 1 8 0v3" />
  </Icon>
)

export const CheckIcon = () => (
  <Icon>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Icon>
)

export const CrossIcon = () => (
  <Icon>
    <path d="m7 7 10 10M17 7 7 17" />
  </Icon>
)

export const AlertIcon = () => (
  <Icon>
    <path d="M12 8v5m0 3v.01" />
    <circle cx="12" cy="12" r="9" />
  </Icon>
)

export const ClockIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7v5l3 2" />
  </Icon>
)

export const CopyIcon = () => (
  <Icon>
    <rect x="9" y="9" width="11" height="11" rx="2" />
    <path d="M15 9V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h3" />
  </Icon>
)

/** Points to the start of the line; mirrored by the style sheet where text runs from right to left. */
export const BackIcon = () => (
  <svg class="icon icon-directional" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d="m14 6-6 6 6 6" />
  </svg>
)

export const Spinner = () => <span class="spinner" aria-hidden="true" />
