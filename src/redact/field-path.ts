/**
 * Where in a record a byte stands: the keys of JSON from the outside in, joined by dots, `[]` for each list; the key
 * of `key=value`; empty in plain text.
 *
 * @param text one character per byte
 */
export function fieldPathAt(text: string, offset: number): string {
  const first = /^\s*[{[]/.exec(text)
  return first ? jsonPathAt(text, offset) : assignedName(text, offset)
}

const nameBytesMax = 64

function assignedName(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - nameBytesMax), offset)
  return /([A-Za-z_][\w.-]*)=["']?$/.exec(before)?.[1] ?? ''
}

/** Reads as far as the byte; what is no JSON gives what was understood so far. */
function jsonPathAt(text: string, offset: number): string {
  const path: string[] = []
  let key = ''
  for (let at = 0; at < offset; at++) {
    const character = text[at]!
    if (character === '"') {
      const end = stringEnd(text, at)
      if (end > offset) break
      const isKey = path.at(-1) !== '[]' && /^\s*:/.test(text.slice(end, end + 8))
      if (isKey) key = text.slice(at + 1, end - 1)
      at = end - 1
    } else if (character === '{') {
      if (path.length > 0 && path.at(-1) !== '[]') path.push(key)
      else if (path.length > 0 || at > 0) path.push('')
      key = ''
    } else if (character === '[') path.push(key, '[]')
    else if (character === '}' || character === ']') path.pop()
  }
  return [...path, key].filter((part) => part !== '').join('.')
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return text.length
}
