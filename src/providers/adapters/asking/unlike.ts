const alphabets = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEF', 'GHIJKLMNOPQRSTUVWXYZ']

/**
 * A value of the same shape that nobody was given, for the control of a probe: every letter and digit behind what is kept
 * is another one of its kind.
 *
 * @param keeps what stands at the start of all such values, and tells the provider what it is
 */
export function unlike(value: string, keeps: RegExp): string {
  const kept = keeps.exec(value)?.[0].length ?? 0
  const changed = value.slice(kept).replaceAll(/[0-9A-Za-z]/g, (character) => {
    const alphabet = alphabets.find((one) => one.includes(character))!
    const others = alphabet.replace(character, '')
    const [random] = crypto.getRandomValues(new Uint32Array(1))
    return others[random! % others.length]!
  })
  return value.slice(0, kept) + changed
}
