import { bytesOfUtf8, latin1Of } from '../../text/bytes.ts'

const tables = new Map<string, readonly string[] | undefined>()

/**
 * What the bytes from 0x80 on are in a charset that has one byte for each character, in UTF-8, one character per byte.
 *
 * @param charset as a mail names it; undefined for one of several bytes, UTF-8 or one that is not known
 */
export function highBytesOf(charset: string): readonly string[] | undefined {
  const name = charset.toLowerCase()
  if (!/^(?:us-ascii|iso-?8859-?\d{1,2}|latin1|windows-125\d|cp125\d|koi8-[ru]|macintosh|ibm866)$/.test(name)) return undefined // prettier-ignore
  if (!tables.has(name)) tables.set(name, tableOf(name))
  return tables.get(name)
}

function tableOf(name: string): readonly string[] | undefined {
  try {
    const decoder = new TextDecoder(name)
    return Array.from({ length: 128 }, (_, at) =>
      latin1Of(bytesOfUtf8(decoder.decode(Uint8Array.of(at + 128)))),
    )
  } catch {
    return undefined
  }
}
