/** A text in a configuration file. */
export interface Leaf {
  /** From the root; lists by index. */
  readonly path: readonly (string | number)[]
  /** The nearest key above it, so that an item of a list has its list's. */
  readonly key: string
  readonly value: string
  /** From 1; of a block of text its first line. */
  readonly line: number
  /** Offsets in the text, half-open, quotes included. Of TOML the whole line. */
  readonly start: number
  readonly end: number
}

/** The line of an offset's text inside a leaf; its first line where the text is written in another way there. */
export function lineOf(leaf: Leaf, needle: string, text: string): number {
  const at = text.indexOf(needle, leaf.start)
  if (at < 0 || at >= leaf.end) return leaf.line
  return leaf.line + countLineFeeds(text, leaf.start, at)
}

function countLineFeeds(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1))
    count++
  return count
}
