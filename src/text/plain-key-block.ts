import { bytesOfLatin1, latin1Of } from './bytes.ts'

const lineEnds = /(?:\\+[nr]|[\r\n])+/
/** What a tool has put before a line: its number, or the sign of a patch. */
const lineMark = /^ *(?:\d+(?:\\+t|\t|:|\xe2\x86\x92)|[-+])/
/** Quotes, indents and what else a program or a chat has around a line. */
const around = /^[\s"'`,;&|>*#\\]+|[\s"'`,;&|>*#\\]+$/g

/**
 * A block of PEM as it stands in a file: with plain line ends, where JSON has escapes of them, a program quotes and a
 * patch signs. So all copies of a key are one secret.
 *
 * @returns the same array for what is no such block, or one that is plain
 */
export function plainKeyBlock(secret: Uint8Array): Uint8Array {
  if (secret[0] !== 0x2d || secret.length > 1 << 16) return secret
  const text = latin1Of(secret)
  if (!text.startsWith('-----BEGIN ')) return secret
  const lines = text.split(lineEnds).map((line) => line.replaceAll(around, ''))
  // What stands before the last line stands before all; a line of base64 can begin as a mark does.
  const isMarked = !lines.at(-1)!.startsWith('-----END ')
  const plain = lines.map((line, at) =>
    isMarked && at > 0 ? line.replace(lineMark, '').replaceAll(around, '') : line,
  )
  const block = plain.filter((line) => line !== '').join('\n')
  return block === text ? secret : bytesOfLatin1(block)
}
