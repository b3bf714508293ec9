import { bytesOfLatin1, bytesOfUtf8 } from '../../text/bytes.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * The text of a JSON string in UTF-8.
 *
 * @param content between the quotes; a view of it is returned where nothing is escaped
 */
export function unescapeJson(content: Uint8Array): Uint8Array {
  if (!content.includes(0x5c)) return content
  return bytesOfUtf8(JSON.parse(`"${decoder.decode(content)}"`) as string)
}

/** What stands between the quotes for a text in UTF-8; bytes that are none are kept. */
export function escapeJson(text: Uint8Array): Uint8Array {
  if (!text.some(needsEscape)) return text
  const escaped: number[] = []
  for (const byte of text) {
    if (byte >= 0x20 && needsEscape(byte)) escaped.push(0x5c, byte)
    else if (byte >= 0x20) escaped.push(byte)
    else escaped.push(...bytesOfLatin1(JSON.stringify(String.fromCharCode(byte)).slice(1, -1)))
  }
  return Uint8Array.from(escaped)
}

function needsEscape(byte: number): boolean {
  return byte < 0x20 || byte === 0x22 || byte === 0x5c
}
