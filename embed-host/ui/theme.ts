import type { Theme } from '../../widget/messages.ts'

/** The colours of the page, for what CSS does not reach: the merchant's wish and a provider's form in its own frame. */
export interface PageTheme {
  set(theme: Theme): void
  isDark(): boolean
  /** Calls back whenever the page turns dark or light, until the returned function is called. */
  onChange(listener: () => void): () => void
}

export function createPageTheme(document: Document, first: Theme): PageTheme {
  const systemDark = matchMedia('(prefers-color-scheme: dark)')
  const listeners = new Set<() => void>()
  let theme = first
  const tell = () => {
    for (const listener of listeners) listener()
  }
  systemDark.addEventListener('change', tell)

  return {
    set(wish) {
      if (wish === theme) return
      theme = wish
      document.documentElement.dataset.theme = theme
      const scheme = document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]')
      if (scheme) scheme.content = theme === 'system' ? 'light dark' : theme
      tell()
    },
    isDark: () => (theme === 'system' ? systemDark.matches : theme === 'dark'),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
