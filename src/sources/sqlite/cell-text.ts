import { bytesOfUtf8 } from '../../text/bytes.ts'
import type { DatabaseHeader } from './database-header.ts'

/** A text of a database as a string. */
export function textOfCell(bytes: Uint8Array, encoding: DatabaseHeader['encoding']): string {
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)
}

/** A text of a database in UTF-8; what is in it already is passed on as it stands, whatever it is. */
export function* utf8OfCell(
  chunks: Iterable<Uint8Array>,
  encoding: DatabaseHeader['encoding'],
): Generator<Uint8Array, void, undefined> {
  if (encoding === 'utf-8') return yield* chunks
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  for (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    if (text !== '') yield bytesOfUtf8(text)
  }
  const text = decoder.decode()
  if (text !== '') yield bytesOfUtf8(text)
}
