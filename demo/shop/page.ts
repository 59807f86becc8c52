import { html } from 'hono/html'

export type Html = ReturnType<typeof html>

/** The shop's frame around each of its pages. */
export function page(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/shop.css" />
      </head>
      <body>
        <header><a href="/">Birch <span aria-hidden="true">&amp;</span> Ember</a><span>Coffee roasters</span></header>
        <main>${content}</main>
        <footer>
          <p>A demonstration shop: no coffee is shipped and no real money moves.</p>
          <details>
            <summary>Test cards</summary>
            <p>Any future date and any code go with them.</p>
            <dl>
              ${TEST_CARDS.map(
                ([number, outcome]) => html`<div><dt><code>${number}</code></dt><dd>${outcome}</dd></div>`,
              )}
            </dl>
          </details>
        </footer>
      </body>
    </html>`
}

const TEST_CARDS = [
  ['4242 4242 4242 4242', 'pays'],
  ['4000 0027 6000 3184', 'asks for 3-D Secure'],
  ['4000 0000 0000 0002', 'is declined'],
  ['4000 0000 0000 9995', 'has too little money'],
] as const
