import type { ParentLink } from './parent.ts'

/** Escape leaves the page, unless something in it has made use of it. */
export function leaveByEscape(parent: Pick<ParentLink, 'close'>): void {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) parent.close()
  })
}
