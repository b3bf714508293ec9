/** Every text and attribute value of a document, references resolved. */
export interface XmlContent {
  readonly attributes: readonly string[]
  readonly texts: readonly string[]
}

const name = '[A-Za-z][\\w.-]*'
const value = '"([^<"]*)"'
const token = new RegExp(
  `<\\?xml [^?]*\\?>|</(${name})>|<(${name})((?: ${name}=${value})*)(/?)>|([^<]+)`,
  'uy',
)

/**
 * A strict reader for the little XML that reports need: elements, attributes in double quotes,
 * texts.
 *
 * @throws Error where the text is not well-formed, or holds what XML 1.0 does not allow
 */
export function readXml(text: string): XmlContent {
  if (/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(text)) {
    throw new Error('a character that XML does not allow')
  }
  const content = { attributes: [] as string[], texts: [] as string[] }
  const open: string[] = []
  let roots = 0
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at
    const match = token.exec(text)
    if (!match) throw new Error(`no XML at ${at}: ${text.slice(at, at + 40)}`)
    const [, closing, opening, attributes = '', , selfClosing, characters] = match
    if (closing !== undefined && open.pop() !== closing)
      throw new Error(`</${closing}> closes nothing`)
    if (opening !== undefined) {
      if (open.length === 0 && ++roots > 1) throw new Error('two roots')
      for (const [, written = ''] of attributes.matchAll(new RegExp(value, 'gu'))) {
        content.attributes.push(resolve(written))
      }
      if (selfClosing === '') open.push(opening)
    }
    if (characters !== undefined) {
      if (open.length === 0 && characters.trim() !== '') throw new Error('text outside the root')
      if (characters.includes(']]>')) throw new Error(']]> in a text')
      content.texts.push(resolve(characters))
    }
  }
  if (open.length > 0 || roots === 0) throw new Error(`not closed: ${open.join(' ')}`)
  return content
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function resolve(written: string): string {
  return written.replace(
    /&(?:#x([0-9a-f]+);|#([0-9]+);|([a-z]+);)?/g,
    (all, hex, decimal, entity) => {
      if (entity !== undefined && named[entity] !== undefined) return named[entity]
      if (hex === undefined && decimal === undefined) throw new Error(`bad reference ${all}`)
      const char = String.fromCodePoint(hex === undefined ? Number(decimal) : parseInt(hex, 16))
      if (/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(char)) {
        throw new Error(`a reference to what XML does not allow: ${all}`)
      }
      return char
    },
  )
}
