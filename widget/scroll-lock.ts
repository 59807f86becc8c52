import { styleSheet } from './style-sheet.ts'

/**
 * Keeps the page behind a dialog from scrolling until the function returned is called.
 *
 * Every lock is a style sheet of its own: no style of the page's is read or written, so there is nothing to restore
 * wrongly, and any number of locks, from any number of copies of this code, may be lifted in any order.
 */
export function lockScroll(): () => void {
  const root = document.documentElement
  // The viewport scrolls by the root's overflow or, where that is visible, by the body's. To hide the other one would
  // make the body a scroll container of its own and lose the place in the page.
  const scroller = getComputedStyle(root).overflow === 'visible' ? 'body' : 'html'
  const gutter = innerWidth > root.clientWidth ? 'html{scrollbar-gutter:stable!important}' : ''
  const sheet = styleSheet(`${scroller}{overflow:hidden!important}${gutter}`)
  document.adoptedStyleSheets.push(sheet)
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet)
  }
}
