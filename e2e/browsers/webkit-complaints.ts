/**
 * Runs in pages: what the page has complained of since this last ran in it. WebKit's driver tells nothing of that, so
 * the page itself takes notes, from the first time that this runs: soon after it is read, and well before it is paid in.
 */
export function takeComplaints(): string[] {
  const notes = window as unknown as { complaints?: string[] }
  if (notes.complaints) return notes.complaints.splice(0)
  const complaints: string[] = []
  notes.complaints = complaints
  addEventListener('error', ({ message }) => complaints.push(`${message} ${location.href}`))
  addEventListener('unhandledrejection', ({ reason }) => complaints.push(`${reason} ${location.href}`))
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    complaints.push(`${violatedDirective} forbids ${blockedURI}`),
  )
  for (const level of ['error', 'warn'] as const) {
    const tell = console[level]
    console[level] = (...values) => {
      complaints.push(`${values.join(' ')} ${location.href}`)
      tell(...values)
    }
  }
  return []
}
