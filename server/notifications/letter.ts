import { html } from 'hono/html'

/** What a mail says, before it is written as text and as HTML. Nothing in it is markup. */
export interface Letter {
  subject: string
  heading: string
  paragraphs: string[]
  facts: { label: string; value: string }[]
  button: { label: string; url: string } | null
  /** Small print. */
  footer: string[]
  /** Where its reader ends mails of this kind. */
  stop: { label: string; url: string } | null
}

export function renderText({ heading, paragraphs, facts, button, footer, stop }: Letter): string {
  const blocks = [
    heading,
    ...paragraphs,
    facts.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    button ? `${button.label}:\n${button.url}` : '',
    '-- ',
    ...footer,
    stop ? `${stop.label}:\n${stop.url}` : '',
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

const FONT = 'font-family:-apple-system,BlinkMacSystemFont,Segoe UI,Roboto,Helvetica,Arial,sans-serif'
const TEXT = `${FONT};font-size:16px;line-height:24px;color:#1c2033`
const SMALL = `${FONT};font-size:13px;line-height:20px;color:#5b6178`
const LABEL = `${SMALL};padding:6px 16px 6px 0;vertical-align:top;white-space:nowrap`
const VALUE = `${TEXT};padding:6px 0;vertical-align:top;word-break:break-word;overflow-wrap:anywhere`
const BUTTON = `${FONT};display:inline-block;padding:12px 24px;border-radius:8px;background:#4553d6;color:#ffffff;font-size:16px;font-weight:600;text-decoration:none`

/**
 * Styles stand in the elements, because many mail programs read no others; those that do, and are dark, get the rules
 * at the top. Everything that is said is escaped.
 */
export async function renderHtml({
  subject,
  heading,
  paragraphs,
  facts,
  button,
  footer,
  stop,
}: Letter): Promise<string> {
  const document = await html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>
@media (prefers-color-scheme: dark) {
  .page { background: #14161f !important }
  .card { background: #1f2230 !important; border-color: #363b50 !important }
  .text { color: #eceef6 !important }
  .small { color: #a9afc6 !important }
}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f4f5fa">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f4f5fa">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;background:#ffffff;border:1px solid #dfe2ee;border-radius:12px">
<tr><td style="padding:28px 24px">
<h1 class="text" style="${TEXT};font-size:22px;line-height:28px;margin:0 0 16px;overflow-wrap:anywhere">${heading}</h1>
${paragraphs.map((text) => html`<p class="text" style="${TEXT};margin:0 0 16px;overflow-wrap:anywhere">${text}</p>`)}
${
  facts.length > 0
    ? html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px">${facts.map(
        ({ label, value }) =>
          html`<tr><td class="small" style="${LABEL}">${label}</td><td class="text" width="100%" style="${VALUE}">${value}</td></tr>`,
      )}</table>`
    : ''
}
${button ? html`<p style="margin:0"><a href="${button.url}" style="${BUTTON}">${button.label}</a></p>` : ''}
</td></tr>
</table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td style="padding:16px 24px">
${footer.map((text) => html`<p class="small" style="${SMALL};margin:0 0 8px;overflow-wrap:anywhere">${text}</p>`)}
${stop ? html`<p class="small" style="${SMALL};margin:0"><a class="small" href="${stop.url}" style="${SMALL}">${stop.label}</a></p>` : ''}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
  return document.toString()
}
