import { bytesOfLatin1, concatBytes, latin1Of } from '../text/bytes.ts'
import type { Blanker } from './line-json.ts'

/** A string, a comment (its line end not), or a comma behind a last element: what it is shows only as a whole. */
const parts =
  /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|$)|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|,(?=(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[^]*?\*\/)*[}\]])/g

/**
 * Comments, and commas behind a last element, give way to spaces: in configurations of editors they may stand
 * (https://code.visualstudio.com/docs/languages/json#_json-with-comments).
 *
 * @param text one character per byte
 */
export function withoutComments(text: string): string {
  return text.replace(parts, (part) => (part[0] === '"' ? part : part.replace(/[^\n]/g, ' ')))
}

/** A longer text is no configuration, and passed as it is. */
const textBytesMax = 1 << 22

/** Of a text in chunks. */
export class CommentBlanker implements Blanker {
  #chunks: Uint8Array[] = []
  #length = 0

  push(chunk: Uint8Array, isLast = false): Uint8Array {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    if (this.#length <= textBytesMax && !isLast) return new Uint8Array(0)
    const bytes = concatBytes(this.#chunks)
    this.#chunks = []
    if (this.#length > textBytesMax) return bytes
    return bytesOfLatin1(withoutComments(latin1Of(bytes)))
  }
}
