import { hostOf } from './host-of.ts'

/** What a script puts into the containers of a page, and how it knows them. */
export interface Containers {
  /** What comes before the script's own name in its address. */
  folder: RegExp
  /** Makes an element a container. Its value is the id of what is to be shown. */
  attribute: string
  /** Registered, because the script may be loaded twice: a container belongs to whichever came first. */
  mounted: symbol
  /** `base` is where the host is served, which may be below a path; it ends with a slash. @returns ends it. */
  open(container: HTMLElement, id: string, base: string): () => void
}

/** Ends what is shown of `id`. A copy of another version calls it too. */
type Unmount = (() => void) & { id: string }
type Container = HTMLElement & Record<symbol, Unmount | undefined>

/** Shows what each container asks for, also in those that are added later, until it is gone or asks for another. */
export function watchContainers({ folder, attribute, mounted, open }: Containers): void {
  const { currentScript } = document
  // A module is not told its tag, and an element of the page's that is named so is none: there the stack tells.
  const address = currentScript instanceof HTMLScriptElement ? currentScript.src : Error().stack!
  const base = hostOf(folder.exec(address)?.[0])
  if (!base) {
    console.error(`paylink: no host for ${attribute}`)
    return
  }

  const watch = new MutationObserver((records) => {
    for (const { type, target, addedNodes, removedNodes } of records) {
      if (type === 'attributes') replace(target as Container)
      for (const node of removedNodes) containersIn(node).forEach(unmountIfGone)
      for (const node of addedNodes) containersIn(node).forEach(mount)
    }
  })
  // Of the whole document: where the script runs in its head, the parser adds the rest as any other script would.
  watch.observe(document, { childList: true, subtree: true, attributeFilter: [attribute] })
  containersIn(document.documentElement).forEach(mount)

  function containersIn(node: Node): Container[] {
    if (!(node instanceof Element)) return []
    const inside = [...node.querySelectorAll<Container>(`[${attribute}]`)]
    return node.hasAttribute(attribute) ? [node as Container, ...inside] : inside
  }

  function mount(container: Container): void {
    const id = container.getAttribute(attribute)
    if (container[mounted] || !id || !container.isConnected) return
    const close = open(container, id, base!)
    const unmount = () => {
      delete container[mounted]
      close()
    }
    unmount.id = id
    container[mounted] = unmount
  }

  /** Another copy of this script may have done it already. */
  function replace(container: Container): void {
    if (container[mounted]?.id === container.getAttribute(attribute)) return
    container[mounted]?.()
    mount(container)
  }

  /** What was only moved is removed and added: then there is nothing to end. */
  function unmountIfGone(container: Container): void {
    if (!container.isConnected) container[mounted]?.()
  }
}
