import type { ComponentChildren } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { Theme } from '../../widget/messages.ts'
import type { Language } from '../ui/texts/language.ts'
import { STATE_ELEMENT_ID, toEmbeddedJson } from './page-state.ts'

/** What a merchant set of how a page looks (`look.ts`). */
export interface PageLook {
  /** Sets custom properties of `tokens.css`; null: none. */
  style: string | null
  /** Stands beside the merchant's name; null: their initial does. */
  logoUrl: string | null
}

export interface DocumentProps {
  title: string
  language: Language
  theme: Theme
  embed: boolean
  /** Addresses of style sheets. */
  styles: readonly string[]
  /** What a merchant set, under the policy's nonce; left out for pages that belong to nobody. */
  own?: { look: PageLook | null | undefined; nonce: string }
  /** What the page's script starts from; null for a page without script. */
  live: { state: unknown; script: string; preload: readonly string[]; nonce: string } | null
  children: ComponentChildren
}

const ICON =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#4553d6"/>' +
      '<path d="m9 17 5 5 9-11" fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round" stroke-linejoin="round"/></svg>',
  )

/** A whole HTML document. Inline style and scripts have the nonce, so that a policy without `unsafe-inline` holds. */
export function renderDocument(props: DocumentProps): string {
  return `<!doctype html>${renderToString(<HtmlDocument {...props} />)}`
}

function HtmlDocument({ title, language, theme, embed, styles, own, live, children }: DocumentProps) {
  return (
    <html lang={language.locale} dir={language.texts.direction} data-theme={theme} data-embed={embed || undefined}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme === 'system' ? 'light dark' : theme} />
        <meta name="robots" content="noindex" />
        {/* Vite's loader of lazy parts takes the nonce from here. */}
        {live && <meta property="csp-nonce" nonce={live.nonce} />}
        <title>{title}</title>
        <link rel="icon" href={ICON} />
        {styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        {own?.look?.style && <style nonce={own.nonce} dangerouslySetInnerHTML={{ __html: own.look.style }} />}
        {live?.preload.map((href) => (
          <link key={href} rel="modulepreload" href={href} nonce={live.nonce} />
        ))}
        {live && <script type="module" src={live.script} nonce={live.nonce} />}
      </head>
      <body>
        <div id="page">{children}</div>
        {live && (
          <script
            type="application/json"
            id={STATE_ELEMENT_ID}
            nonce={live.nonce}
            dangerouslySetInnerHTML={{ __html: toEmbeddedJson(live.state) }}
          />
        )}
      </body>
    </html>
  )
}
