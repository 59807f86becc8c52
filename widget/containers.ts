/** What a script puts into the containers of a page, and how it knows them. */
export interface Containers {
  /** Of the script, below the host: how a module script, which is not told, finds its tag. */
  file: string
  /** Makes an element a container. Its value is the id of what is to be shown. */
  attribute: string
  /** Registered, because the script may be loaded twice: a container belongs to whichever came first. */
  mounted: symbol
  /** `base` is where the host is served, which may be below a path. @returns ends it. */
  open(container: HTMLElement, id: string, base: URL): () => void
}

/** Ends what is shown of `id`. A copy of another version calls it too. */
type Unmount = (() => void) & { id: string }
type Container = HTMLElement & Record<symbol, Unmount | undefined>

/** Shows what each container asks for, also in those that are added later, until it is gone or asks for another. */
export function watchContainers({ file, attribute, mounted, open }: Containers): void {
  const { currentScript } = document
  const script =
    // An element of the page's that is named so is no script.
    currentScript instanceof HTMLScriptElement
      ? currentScript
      : document.querySelector<HTMLScriptElement>(`script[src*="/${file}"]`)
  if (!script) {
    console.error(`paylink: no script tag loads ${file}`)
    return
  }
  const base = new URL('..', script.src)

  const watch = new MutationObserver((records) => {
    for (const { type, target, addedNodes, removedNodes } of records) {
      if (type === 'attributes') replace(target as Container)
      for (const node of removedNodes) containersIn(node).forEach(unmountIfGone)
      for (const node of addedNodes) containersIn(node).forEach(mount)
    }
  })
  // Of the whole document: where the script runs in its head, the parser adds the rest as any other script would.
  watch.observe(document, { childList: true, subtree: true, attributeFilter: [attribute] })
  containersIn(document).forEach(mount)

  function containersIn(node: Node): Container[] {
    const { querySelectorAll, matches } = node as Partial<Element>
    const inside = querySelectorAll ? [...(node as Element).querySelectorAll<Container>(`[${attribute}]`)] : []
    return matches && (node as Element).matches(`[${attribute}]`) ? [node as Container, ...inside] : inside
  }

  function mount(container: Container): void {
    const id = container.getAttribute(attribute)
    if (container[mounted] || !id || !container.isConnected) return
    const close = open(container, id, base)
    const unmount = () => {
      delete container[mounted]
      close()
    }
    container[mounted] = Object.assign(unmount, { id })
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
