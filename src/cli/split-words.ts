/**
 * Words as a shell would make them of a line: apart by blanks, whole between quotes; a backslash keeps the character
 * behind it, but not between single quotes. Nothing is expanded.
 *
 * @returns `undefined` when a quote is not closed, or nothing follows a backslash
 */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < line.length; at++) {
    const character = line[at]!
    if (character === '\\' && quote !== "'") {
      const next = line[++at]
      if (next === undefined) return undefined
      const isKept = quote === '"' && next !== '"' && next !== '\\'
      word = (word ?? '') + (isKept ? character : '') + next
    } else if (quote !== '') {
      if (character === quote) quote = ''
      else word += character
    } else if (character === '"' || character === "'") {
      quote = character
      word ??= ''
    } else if (!/\s/.test(character)) word = (word ?? '') + character
    else if (word !== undefined) {
      words.push(word)
      word = undefined
    }
  }
  if (quote !== '') return undefined
  return word === undefined ? words : [...words, word]
}
