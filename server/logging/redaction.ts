/**
 * Takes out of a text what must not be kept where people read along: API keys and secrets (ours, and of providers),
 * e-mail addresses, and numbers that may be a card's. Also where they are percent-encoded, once or more. Whatever
 * stands around it stays as it was sent.
 */
export function redact(text: string): string {
  // Most texts hold nothing: they are not taken apart.
  if (!ENCODED.test(text) && text.search(SECRET) === -1) return text
  const secret = new Set<number>()
  for (let read = asSent(text), level = 0; ; level += 1) {
    for (const { index, 0: found } of read.text.matchAll(SECRET)) {
      for (let at = read.from[index]!; at < read.from[index + found.length]!; at += 1) secret.add(at)
    }
    if (level === MOST_LEVELS || !ENCODED.test(read.text)) break
    read = decoded(read)
  }
  return secret.size === 0 ? text : cutOut(text, secret)
}

const REDACTED = '[redacted]'

/** What nobody encodes by accident is not looked into for ever. */
const MOST_LEVELS = 4

/** Of ASCII, which all secrets are made of. */
const ENCODED = /%[0-7][\da-f]/i

/** What may come before a sure sign is bounded, so that no text takes long to read. */
const SECRET = new RegExp(
  [
    // Our API keys, Stripe's and Mollie's: plr_live_…, sk_test_…, live_….
    /(?:live|test)_\w{16,}/,
    // Stripe's client secrets, Mollie's access tokens.
    /(?:_secret|access)_\w{16,}/,
    // Webhook secrets are base64.
    /whsec_[\w+/=-]{16,}/,
    // Keys without a mark of their own, as PayPal and Airwallex give, and what we sealed. A ledger's hash has 64.
    /[\w-]{72,}/,
    /\beyJ[\w-]{8,2000}\.[\w.-]{8,4000}/,
    /\bBearer +[^\s"]{8,}/,
    // A password in an address: smtp://user:password@host.
    /(?<=\/\/)[^\s/@:]{1,200}:[^\s/@]{1,200}(?=@)/,
    // An e-mail address.
    /[^\s"'<>()[\],;:/?#&=@\\]{1,64}@[^\s"'<>()[\],;:/?#&=@\\]{1,253}\.(?:xn--[a-z\d-]+|\p{L}{2,})/u,
    // A card's number, 13 to 19 digits, in one piece or in its groups; a longer one may hold one.
    /\d{13,}/,
    /(?<![\da-z])\d{4}(?:[ +.-]\d{4}){2}[ +.-]\d{1,7}(?![\da-z])/,
    /(?<![\da-z])\d{4}[ +.-]\d{6}[ +.-]\d{4,5}(?![\da-z])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'giu',
)

interface Read {
  text: string
  /** Where each character came from in what was sent, and where all of it ends. */
  from: number[]
}

const asSent = (text: string): Read => ({ text, from: Array.from({ length: text.length + 1 }, (_, at) => at) })

function decoded({ text, from }: Read): Read {
  const parts: string[] = []
  const starts: number[] = []
  for (let at = 0; at < text.length; ) {
    const code = text.slice(at, at + 3)
    const encoded = ENCODED.test(code)
    parts.push(encoded ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : text[at]!)
    starts.push(from[at]!)
    at += encoded ? 3 : 1
  }
  return { text: parts.join(''), from: [...starts, from[text.length]!] }
}

function cutOut(text: string, secret: ReadonlySet<number>): string {
  let kept = ''
  for (let at = 0; at < text.length; at += 1) {
    if (!secret.has(at)) kept += text[at]
    else if (!secret.has(at - 1)) kept += REDACTED
  }
  return kept
}
