import { html } from 'hono/html'
import type { Product } from './products.ts'

/** What stands on each label, in a field of 64 by 64. */
const MARKS: Record<Product['mark'], string> = {
  ridge: 'M4 50 22 20l9 14 7-10 22 26z',
  sun: 'M32 14a18 18 0 1 1 0 36 18 18 0 0 1 0-36zM30 2h4v7h-4zM30 55h4v7h-4zM2 30h7v4H2zM55 30h7v4h-7z',
  waves:
    'M4 24q7-9 14 0t14 0 14 0 14 0v6q-7 9-14 0t-14 0-14 0-14 0zM4 40q7-9 14 0t14 0 14 0 14 0v6q-7 9-14 0t-14 0-14 0-14 0z',
  leaf: 'M10 54C6 26 24 8 56 8c0 32-16 50-40 44l26-30z',
}

/** A bag of coffee, drawn. It says nothing that the text beside it does not. */
export function bag({ colours, mark }: Product) {
  return html`<svg class="bag" viewBox="0 0 160 200" aria-hidden="true">
    <path d="M34 22h92l8 20v132q0 12-12 12H38q-12 0-12-12V42z" fill="${colours.paper}" />
    <path d="M34 22h92l8 20H26z" fill="#000" opacity=".22" />
    <path d="M34 14h92v10H34z" fill="${colours.paper}" />
    <path d="M34 14h92v10H34z" fill="#fff" opacity=".14" />
    <path d="M26 42v132q0 12 12 12h10V42z" fill="#fff" opacity=".07" />
    <path d="M112 42v144h10q12 0 12-12V42z" fill="#000" opacity=".1" />
    <rect x="44" y="70" width="72" height="84" rx="6" fill="${colours.label}" />
    <svg x="56" y="78" width="48" height="48" viewBox="0 0 64 64"><path d="${MARKS[mark]}" fill="${colours.mark}" /></svg>
    <rect x="58" y="134" width="44" height="4" rx="2" fill="${colours.mark}" opacity=".75" />
    <rect x="66" y="143" width="28" height="3" rx="1.5" fill="${colours.mark}" opacity=".45" />
    <circle cx="80" cy="54" r="4" fill="#000" opacity=".28" />
  </svg>`
}
