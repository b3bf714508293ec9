import { gzipSync } from 'node:zlib'

/**
 * One way to write a text, as tools do it. `text` has one character per byte; so has the result.
 */
export type Encoding = (text: string) => string

const hexOf = (text: string) => Buffer.from(text, 'latin1').toString('hex')
const base64Of = (text: string) => Buffer.from(text, 'latin1').toString('base64')
const base64UrlOf = (text: string) => Buffer.from(text, 'latin1').toString('base64url')

const wrap = (width: number, lineEnd: string) => (text: string) =>
  base64Of(text).replaceAll(new RegExp(`.{${width}}`, 'g'), `$&${lineEnd}`)

/** Other bytes before the text move it to another of base64's three alignments. */
const shifted = (before: string) => (text: string) => base64Of(before + text)

const eachCharacter = (write: (code: number) => string) => (text: string) =>
  Array.from(text, (character) => write(character.charCodeAt(0))).join('')

const entityNames: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', ':': '&colon;', '/': '&sol;', '=': '&equals;', '@': '&commat;',
} // prettier-ignore

/** RFC 2045, lines of at most 76 characters. */
function quotedPrintable(text: string, lineEnd: string): string {
  const pieces = Array.from(text.replaceAll('\r\n', '\n'), (character) => {
    if (character === '\n') return lineEnd
    if (character !== '=' && character >= ' ' && character <= '~') return character
    return `=${hexOf(character).toUpperCase()}`
  })
  let width = 0
  return pieces
    .map((piece) => {
      width = piece === lineEnd ? 0 : width + piece.length
      if (width <= 75) return piece
      width = piece.length
      return `=${lineEnd}${piece}`
    })
    .join('')
}

const utf16le = (text: string) => Buffer.from(text, 'utf16le').toString('latin1')
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('latin1')

/** Encodings whose result is text again, so that they nest in each other. */
export const textEncodings: Readonly<Record<string, Encoding>> = {
  'base64': base64Of,
  'base64 behind one byte': shifted(' '),
  'base64 behind two bytes': shifted('  '),
  'base64 without padding': (text) => base64Of(text).replace(/=+$/, ''),
  'base64url': base64UrlOf,
  'base64 wrapped at 64, LF': wrap(64, '\n'),
  'base64 wrapped at 64, CRLF': wrap(64, '\r\n'),
  'base64 wrapped at 76, CRLF': wrap(76, '\r\n'),
  'base64 wrapped at 76, indented': wrap(76, '\n    '),
  'base64 wrapped at 64, written \\n': wrap(64, '\\n'),
  'base64 wrapped at 76, written \\n': wrap(76, '\\n'),
  'base64 wrapped at 64, written \\r\\n': wrap(64, '\\r\\n'),
  'hex': hexOf,
  'hex, upper case': (text) => hexOf(text).toUpperCase(),
  'percent, all': (text) => hexOf(text).replaceAll(/../g, '%$&'),
  'percent, reserved': (text) => encodeURIComponent(text),
  '\\uXXXX': eachCharacter((code) => `\\u${code.toString(16).padStart(4, '0')}`),
  '\\xXX': eachCharacter((code) => `\\x${code.toString(16).padStart(2, '0')}`),
  'a JSON string': (text) => JSON.stringify({ message: text }),
  'JSON in JSON': (text) => JSON.stringify({ body: JSON.stringify({ message: text }) }),
  'HTML, decimal': eachCharacter((code) => `&#${code};`),
  'HTML, hexadecimal': eachCharacter((code) => `&#x${code.toString(16)};`),
  'HTML, named': (text) => text.replaceAll(/[&<>"':/=@]/g, (mark) => entityNames[mark]!),
  'quoted-printable': (text) => quotedPrintable(text, '\n'),
  'quoted-printable, CRLF': (text) => quotedPrintable(text, '\r\n'),
  'gzip in base64': (text) => gzipSync(Buffer.from(text, 'latin1')).toString('base64'),
} // prettier-ignore

/** Encodings whose result is no text: only outermost, or inside base64 and hex. */
export const binaryEncodings: Readonly<Record<string, Encoding>> = {
  'UTF-16 little endian': utf16le,
  'UTF-16 little endian with mark': (text) => `\xff\xfe${utf16le(text)}`,
  'UTF-16 big endian': utf16be,
  'UTF-16 big endian with mark': (text) => `\xfe\xff${utf16be(text)}`,
}

/** Encodings that can hold any bytes. */
export const byteEncodings = [
  'base64', 'base64 behind one byte', 'base64url', 'base64 wrapped at 76, CRLF', 'hex', 'gzip in base64',
] as const // prettier-ignore
