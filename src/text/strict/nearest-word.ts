/**
 * The candidate that `word` was probably meant to be, or none that is near enough: at most one wrong,
 * missing, extra or swapped letter for every three. Case, hyphens and underscores do not count.
 */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  const plain = plainOf(word)
  if (plain.length > 100) return undefined
  const distances = candidates.map((candidate) => ({
    candidate,
    distance: distanceOf(plain, plainOf(candidate)),
  }))
  const [best] = distances.sort((a, b) => a.distance - b.distance)
  const distanceMax = Math.max(1, Math.floor(plain.length / 3))
  return best !== undefined && best.distance <= distanceMax ? best.candidate : undefined
}

function plainOf(word: string): string {
  return word.toLowerCase().replaceAll(/[-_\s]/g, '')
}

/** Edits, insertions, deletions and swaps of neighbours that turn `source` into `target`. */
function distanceOf(source: string, target: string): number {
  let rows = [ascending(target.length), ascending(target.length)] as const
  for (let at = 1; at <= source.length; at++) {
    const [before, above] = rows
    const row = [at]
    for (let to = 1; to <= target.length; to++) {
      const cost = source[at - 1] === target[to - 1] ? 0 : 1
      let least = Math.min(above[to]! + 1, row[to - 1]! + 1, above[to - 1]! + cost)
      const swapped = source[at - 1] === target[to - 2] && source[at - 2] === target[to - 1]
      if (at > 1 && to > 1 && swapped) least = Math.min(least, before[to - 2]! + 1)
      row.push(least)
    }
    rows = [above, row]
  }
  return rows[1][target.length]!
}

function ascending(max: number): number[] {
  return Array.from({ length: max + 1 }, (_, at) => at)
}
