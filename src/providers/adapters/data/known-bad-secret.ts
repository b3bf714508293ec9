/**
 * A value of the same shape that cannot be a credential: each letter and digit beyond what it keeps is another one of its
 * class, drawn at random. Of an address only its last part changes.
 *
 * @param options `visiblePrefix` characters are kept, and what the pattern `keeps` matches at the start; `random` is from 0 to 1
 */
export function makeKnownBadSecret(
  value: string,
  options: {
    readonly visiblePrefix: number
    readonly keeps?: string | undefined
    readonly random: () => number
  },
): string {
  const kept = Math.min(keptLengthOf(value, options), Math.max(0, value.length - leastChanged))
  const changed = value
    .slice(kept)
    .replace(/[0-9]|[a-z]|[A-Z]/g, (character) => otherOf(character, options.random))
  return value.slice(0, kept) + changed
}

/** Characters that change at least, whatever is to be kept. */
const leastChanged = 8

function keptLengthOf(
  value: string,
  { visiblePrefix, keeps }: { readonly visiblePrefix: number; readonly keeps?: string | undefined },
): number {
  if (/^(?:https?:\/\/|[a-z0-9.-]+\.[a-z]{2,}\/)/i.test(value)) return value.lastIndexOf('/') + 1
  const matched =
    keeps === undefined ? 0 : (new RegExp(`^(?:${keeps})`, 'u').exec(value)?.[0].length ?? 0)
  return Math.max(visiblePrefix, matched)
}

function otherOf(character: string, random: () => number): string {
  const letters = /[0-9]/.test(character)
    ? '0123456789'
    : /[a-z]/.test(character)
      ? // Hexadecimal letters stay such.
        character <= 'f'
        ? 'abcdef'
        : 'ghijklmnopqrstuvwxyz'
      : character <= 'F'
        ? 'ABCDEF'
        : 'GHIJKLMNOPQRSTUVWXYZ'
  const others = letters.replace(character, '')
  return others[Math.floor(random() * others.length) % others.length]!
}
