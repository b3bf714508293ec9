/** How much of a file {@link isBinary} wants to see, in bytes. Less is fine when the file is shorter. */
export const headLength = 8192

/** 1 for control characters that text does not use. BS, ESC and FF occur in logs and old manuals. */
const controls = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0x7f || (byte < 0x20 && !'\b\t\n\v\f\r\x1b'.includes(String.fromCharCode(byte))) ? 1 : 0,
)

/** Random bytes have 9 % of them, a log with a few torn lines well below 2 %. */
const controlShareMax = 0.02

/** Where there is no NUL: ISO-2022 text and vim's key maps have up to 5 %. */
const controlShareMaxWithoutNul = 0.06

/** Compressed data of `headLength` without a NUL does not occur, so a look at its beginning is enough. */
const lengthWithoutNul = 1024

/** Fewer are never enough to call a file binary, however short it is. */
const controlCountMin = 3

/** NUL-separated text (`/proc/*\/environ`, `find -print0`) has a NUL every ten bytes or fewer. */
const separatorShareMax = 0.1

/**
 * Whether a file holds something else than text, so that scanning it for text is in vain. Doubt is decided
 * for text: a missed secret is worse than a wasted scan. UTF-16 is text, with a byte order mark or, if it
 * is mostly ASCII, without.
 */
export function isBinary(head: Uint8Array): boolean {
  const length = Math.min(head.length, headLength)
  // Of a Buffer it is several times as fast.
  const nul = Buffer.from(head.buffer, head.byteOffset, head.length).indexOf(0)
  if (nul < 0 || nul >= length) return isBinaryWithoutNul(head)
  let nuls = 0
  let oddNuls = 0
  let doubleNuls = 0
  let others = 0
  for (let at = 0; at < length; at++) {
    const byte = head[at]!
    if (controls[byte] === 0) continue
    if (byte !== 0) {
      others++
      continue
    }
    nuls++
    oddNuls += at & 1
    if (at > 0 && head[at - 1] === 0) doubleNuls++
  }
  if (nuls + others < controlCountMin || nuls + others <= length * controlShareMax) return false
  if (others === 0 && doubleNuls === 0 && nuls <= length * separatorShareMax) return false
  if (startsUtf16(head)) return isBinaryUtf16(head, length, head[0] === 0xff ? 1 : 0)
  const looksLikeUtf16 = nuls >= length * 0.35 && (oddNuls === 0 || oddNuls === nuls)
  return !looksLikeUtf16 || others > length * controlShareMax
}

function isBinaryWithoutNul(head: Uint8Array): boolean {
  const length = Math.min(head.length, lengthWithoutNul)
  let found = 0
  for (let at = 0; at < length; at++) found += controls[head[at]!]!
  return found >= controlCountMin && found > length * controlShareMaxWithoutNul
}

function startsUtf16(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
}

/** @param high where the high byte of each unit stands: 0 or 1 */
function isBinaryUtf16(head: Uint8Array, length: number, high: 0 | 1): boolean {
  let bad = 0
  for (let at = 2; at + 1 < length; at += 2) {
    if (head[at + high] === 0 && controls[head[at + 1 - high]!] === 1) bad++
  }
  return bad > (length / 2) * controlShareMax
}
