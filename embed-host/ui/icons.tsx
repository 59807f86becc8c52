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

export const CardIcon = () => (
  <Icon>
    <rect x="3" y="5" width="18" height="14" rx="2.5" />
    <path d="M3 10h18M7 15h3" />
  </Icon>
)

export const WalletIcon = () => (
  <Icon>
    <path d="M17 7V5.5A1.5 1.5 0 0 0 15.5 4h-10a2.5 2.5 0 0 0 0 5H19a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H6a3 3 0 0 1-3-3V6.5" />
    <path d="M16.5 14.5v.01" />
  </Icon>
)

export const BankIcon = () => (
  <Icon>
    <path d="m4 9 8-5 8 5H4ZM6 9v8m4-8v8m4-8v8m4-8v8M4 20h16" />
  </Icon>
)

export const PhoneIcon = () => (
  <Icon>
    <rect x="7" y="3" width="10" height="18" rx="2" />
    <path d="M11 17.5h2M7 8h10" />
  </Icon>
)

export const TagIcon = () => (
  <Icon>
    <path d="M4 12.5V5a1 1 0 0 1 1-1h7.5L20 11.5a1.5 1.5 0 0 1 0 2.1L13.6 20a1.5 1.5 0 0 1-2.1 0L4 12.5Z" />
    <path d="M8.5 8.5v.01" />
  </Icon>
)

/** Points to the start of the line; mirrored by the style sheet where text runs from right to left. */
export const BackIcon = () => (
  <svg class="icon icon-directional" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d="m14 6-6 6 6 6" />
  </svg>
)

export const Spinner = () => <span class="spinner" aria-hidden="true" />
