import { bytesOfUtf8 } from '../text/bytes.ts'

const looked = 16

/**
 * The same text in UTF-8, if it is in UTF-16, as PowerShell writes it: with a byte order mark, or plain ASCII at its
 * start.
 */
export function utf8OfUtf16(head: Uint8Array): Uint8Array | undefined {
  const order = orderOf(head)
  if (order === undefined) return undefined
  const even = head.subarray(0, head.length & ~1)
  return bytesOfUtf8(new TextDecoder(`utf-16${order}`).decode(even))
}

function orderOf(head: Uint8Array): 'le' | 'be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'be'
  if (head.length < looked) return undefined
  const holdsNul = (at: number) => head[at] === 0
  const places = Array.from({ length: looked }, (_, at) => at)
  if (places.every((at) => holdsNul(at) === (at % 2 === 1))) return 'le'
  return places.every((at) => holdsNul(at) === (at % 2 === 0)) ? 'be' : undefined
}
