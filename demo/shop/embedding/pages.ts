import { html, raw } from 'hono/html'
import { type Html, page } from '../page.ts'
import { type Example, type Way, ways } from './ways.ts'

/** All ways, each with a page of its own. */
export function waysPage(): Html {
  return page(
    'Ways to embed the checkout · Birch & Ember',
    html`<article class="embedding">
      <h1>Ways to embed the checkout</h1>
      <p class="notes">Each page runs the code that it shows, on a site of its own, against the checkout beside it.</p>
      <ul class="ways">
        ${ways.map(
          ({ slug, name, when }) => html`<li><a href="/embed/${slug}">${name}</a><p class="notes">${when}</p></li>`,
        )}
      </ul>
      <p><a href="/">Back to the shelf</a></p>
    </article>`,
  )
}

/** One way: at work, and its code beside it. */
export function wayPage(way: Way, example: Example): Html {
  const { name, when, sells, needs, program } = way
  const markup = way.markup(example)
  return page(
    `${name} · Birch & Ember`,
    html`<article class="embedding">
        <header>
          <h1>${name}</h1>
          <p class="notes">${when}</p>
        </header>
        <div class="side-by-side">
          <section class="live" aria-label="At work">${raw(markup)}</section>
          <div class="codes">
            ${program && code(program.file, program.language, program.source)}
            ${code(program ? 'In the page' : 'The code', 'HTML', markup)}
            ${sells === 'payment' ? code('On your server', 'Shell', createPayment(example)) : ''}
            ${needs.length > 0 ? code('Content security policy, if your site has one', 'HTTP', policyLines(needs, example)) : ''}
          </div>
        </div>
        <p>
          <a href="/embed/${way.slug}">Start over with a new ${sells}</a> · <a href="/embed">All ways</a> ·
          <a href="/">Back to the shelf</a>
        </p>
      </article>
      <script src="/embed/copy.js" defer></script>
      ${program && html`<script type="module" src="/programs/${program.file.replace(/\.tsx?$/, '.js')}"></script>`}`,
  )
}

const code = (title: string, language: string, text: string): Html =>
  html`<section class="code">
    <h2>${title} <small>${language}</small></h2>
    <button type="button" data-copy hidden>Copy</button>
    <pre tabindex="0"><code>${text}</code></pre>
  </section>`

const createPayment = ({ host }: Example) =>
  `curl ${host}/v1/payments \\
  -H "X-API-Key: $PAYLINQ_API_KEY" \\
  -H "Idempotency-Key: order-4711" \\
  -H "Content-Type: application/json" \\
  -d '{"amount": 1450, "currency": "EUR"}'
# The id in the answer is the payment's.`

const policyLines = (needs: Way['needs'], { host }: Example) => needs.map((name) => `${name} ${host};`).join('\n')
