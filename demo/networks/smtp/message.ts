/** A mail as it was read from the wire: RFC 5322 and MIME (RFC 2045 to 2047), as far as mail programs need them. */
export interface ReadMessage {
  headers: Header[]
  subject: string
  /** Null when there is no such part. */
  text: string | null
  html: string | null
}

export interface Header {
  name: string
  /** Unfolded, as it was sent. */
  value: string
}

/** @param raw with CRLF at the end of each line. */
export function readMessage(raw: Buffer): ReadMessage {
  const part = readPart(raw.toString('latin1'))
  return {
    headers: part.headers,
    subject: decodeWords(headerOf(part, 'subject') ?? ''),
    text: textOf(part, 'text/plain'),
    html: textOf(part, 'text/html'),
  }
}

interface Part {
  headers: Header[]
  /** One character a byte. */
  body: string
}

export const headerOf = ({ headers }: Pick<Part, 'headers'>, name: string): string | undefined =>
  headers.find((header) => header.name.toLowerCase() === name)?.value

function readPart(source: string): Part {
  const end = source.indexOf('\r\n\r\n')
  const head = end < 0 ? source : source.slice(0, end)
  const headers = head
    .replaceAll(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
    .flatMap((line) => {
      const colon = line.indexOf(':')
      return colon < 1 ? [] : [{ name: line.slice(0, colon), value: line.slice(colon + 1).trim() }]
    })
  return { headers, body: end < 0 ? '' : source.slice(end + 4) }
}

/** The first part of this type, however deep. */
function textOf(part: Part, wanted: string): string | null {
  const { type, parameters } = contentType(part)
  if (type.startsWith('multipart/') && parameters.boundary !== undefined) {
    for (const inner of partsOf(part.body, parameters.boundary)) {
      const text = textOf(inner, wanted)
      if (text !== null) return text
    }
    return null
  }
  return type === wanted ? decodeBody(part, parameters.charset ?? 'us-ascii') : null
}

const PARAMETER = /;\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]+))/g

function contentType(part: Part): { type: string; parameters: Record<string, string> } {
  const value = headerOf(part, 'content-type') ?? 'text/plain'
  const parameters: Record<string, string> = {}
  for (const [, name, quoted, plain] of value.matchAll(PARAMETER)) {
    parameters[name!.toLowerCase()] = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain!
  }
  return { type: value.split(';', 1)[0]!.trim().toLowerCase(), parameters }
}

function partsOf(body: string, boundary: string): Part[] {
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`)
  const end = pieces.findIndex((piece, index) => index > 0 && piece.startsWith('--'))
  return pieces.slice(1, end < 0 ? undefined : end).map((piece) => readPart(piece.slice(piece.indexOf('\r\n') + 2)))
}

function decodeBody(part: Part, charset: string): string {
  const encoding = (headerOf(part, 'content-transfer-encoding') ?? '7bit').toLowerCase()
  if (encoding === 'base64') return decodeBytes(Buffer.from(part.body, 'base64'), charset)
  const bytes = encoding === 'quoted-printable' ? unquote(part.body.replaceAll(/=[ \t]*\r\n/g, '')) : part.body
  return decodeBytes(Buffer.from(bytes, 'latin1'), charset).replaceAll('\r\n', '\n')
}

const unquote = (text: string): string =>
  text.replaceAll(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

const ENCODED_WORD = /=\?([^?]+)\?([BQ])\?([^?]*)\?=/gi

/** RFC 2047: white space between two encoded words is none of the text's. */
export const decodeWords = (value: string): string =>
  value
    .replaceAll(/(\?=)\s+(?==\?)/g, '$1')
    .replaceAll(ENCODED_WORD, (_, charset: string, encoding: string, text: string) =>
      encoding.toUpperCase() === 'B'
        ? decodeBytes(Buffer.from(text, 'base64'), charset)
        : decodeBytes(Buffer.from(unquote(text.replaceAll('_', ' ')), 'latin1'), charset),
    )

function decodeBytes(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    // A character set that nobody knows.
    return bytes.toString('latin1')
  }
}
