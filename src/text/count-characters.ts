const counts = new Uint32Array(256)

/**
 * How often each character of a text occurs, in the order in which they are first met. Texts of one character per byte, which
 * most are, need no map.
 */
export function countCharacters(text: string): readonly number[] {
  const met: number[] = []
  let isWide = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0xff) {
      isWide = true
      break
    }
    if (counts[code] === 0) met.push(code)
    counts[code]!++
  }
  const found = met.map((code) => counts[code]!)
  for (const code of met) counts[code] = 0
  return isWide ? countWide(text) : found
}

function countWide(text: string): number[] {
  const wide = new Map<string, number>()
  for (const character of text) wide.set(character, (wide.get(character) ?? 0) + 1)
  return [...wide.values()]
}
