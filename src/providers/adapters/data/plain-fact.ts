import { bytesOfUtf8 } from '../../../text/bytes.ts'

const factLengthMax = 200
/** Characters of a secret that in a row are a piece of it. */
const pieceLength = 8
const pieceMin = 3

/** Whether a text holds a piece of what must not be shown. */
export type LeakTest = (text: string) => boolean

/**
 * Looks for pieces of 8 characters of any of the values, plain or in base64, hex or percent-encoding; of a shorter one, for
 * all of it.
 *
 * @param shown what may be shown although it stands in a value: its public id
 */
export function makeLeakTest(values: readonly string[], shown: readonly string[] = []): LeakTest {
  // Most tests are never asked.
  let pieces: ReadonlyMap<number, ReadonlySet<string>> | undefined
  return (text) => {
    pieces ??= piecesOf(values)
    const plain = shown.reduce((rest, one) => (one === '' ? rest : rest.replaceAll(one, ' ')), text)
    for (const [length, ofLength] of pieces)
      for (let at = 0; at + length <= plain.length; at++)
        if (ofLength.has(plain.slice(at, at + length))) return true
    return false
  }
}

/** By their length. */
function piecesOf(values: readonly string[]): Map<number, Set<string>> {
  const pieces = new Map<number, Set<string>>()
  for (const form of new Set(values.flatMap(formsOf))) {
    const length = Math.min(pieceLength, form.length)
    if (length < pieceMin) continue
    const ofLength = pieces.get(length) ?? new Set()
    pieces.set(length, ofLength)
    for (let at = 0; at + length <= form.length; at++) ofLength.add(form.slice(at, at + length))
  }
  return pieces
}

/**
 * A short text for people of what a provider said: of lists its items, without control characters.
 *
 * @returns `undefined` for nothing, for what is no plain value, and for what holds a piece of a secret
 */
export function plainFact(
  value: unknown,
  leaks: LeakTest,
  lengthMax: number = factLengthMax,
): string | undefined {
  const text = Array.isArray(value)
    ? value.every(isPlain)
      ? value.join(', ')
      : ''
    : isPlain(value)
      ? String(value)
      : ''
  // A terminal would obey them.
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  if (clean === '' || leaks(text) || leaks(clean)) return undefined
  return clean.length > lengthMax ? `${clean.slice(0, lengthMax - 1)}…` : clean
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function formsOf(value: string): string[] {
  const bytes = bytesOfUtf8(value)
  const hex = Buffer.from(bytes).toString('hex')
  // A value that begins in the middle of a group of three is written otherwise.
  const base64 = [0, 1, 2].map((at) =>
    Buffer.from(bytes.subarray(at)).toString('base64url').replace(/.$/, ''),
  )
  return [
    value,
    encodeURIComponent(value),
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map((one) => one.replaceAll('-', '+').replaceAll('_', '/')),
  ]
}
