/** The selectors of the frames to go through, outermost first. The page itself is `[]`. */
export type FramePath = readonly string[]

/** The first element that matches, is visible and, if a text is given, says exactly that or is labelled so. */
export interface Wanted {
  selector: string
  text?: string | undefined
}

/**
 * A window of a real browser: what its driver must be able to do. Each does its thing once and throws where that cannot
 * be done, also because something is not there yet; waiting is up to `place.ts`. Input is the browser's own, so that its
 * events are trusted.
 */
export interface Driver {
  /** Resolves when the document is read. Its frames may still load. */
  open(url: string): Promise<void>
  /** Runs a function in a frame, with an element there. What else goes in and out of it is JSON. */
  evaluate<Values extends unknown[], Result>(
    frame: FramePath,
    wanted: Wanted,
    run: (element: HTMLElement, ...values: Values) => Result,
    ...values: Values
  ): Promise<Result>
  /** In the middle of it. */
  click(frame: FramePath, wanted: Wanted): Promise<void>
  /** Keys, one after the other, to whatever has the focus. */
  write(text: string): Promise<void>
  press(key: 'Escape' | 'Tab' | 'Enter'): Promise<void>
  /** Turns the wheel over a point of the page, in CSS pixels. */
  wheel(x: number, y: number, distance: number): Promise<void>
  /** What the page can be as large as, in CSS pixels. */
  resize(width: number, height: number): Promise<void>
  /** PNG. */
  screenshot(): Promise<Buffer>
  /** Errors and warnings of the page and its frames since this was last asked. */
  complaints(): Promise<string[]>
  close(): Promise<void>
}

/** What `find` says where there is none. */
export const nothingIs = ({ selector, text = '' }: Wanted) => new Error(`Nothing visible is ${selector} ${text}`)

/** A browser, and how to start it. */
export interface Engine {
  name: string
  isInstalled(): boolean
  /** With nothing of anyone's in it. */
  launch(): Promise<Driver>
}

/** Runs in pages: what is wanted, also in shadow trees that are open. */
export function findInPage(selector: string, text: string | null): HTMLElement | null {
  const all = (root: Document | ShadowRoot): HTMLElement[] =>
    [...root.querySelectorAll<HTMLElement>('*')].flatMap((element) => [
      ...(element.matches(selector) ? [element] : []),
      ...(element.shadowRoot ? all(element.shadowRoot) : []),
    ])
  const says = (element: HTMLElement) => [element.innerText?.trim(), element.getAttribute('aria-label')]
  const isWanted = (element: HTMLElement) =>
    element.checkVisibility({ visibilityProperty: true }) && (text === null || says(element).includes(text))
  return all(document).find(isWanted) ?? null
}
