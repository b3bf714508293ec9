/** What the statement that made a table says of its records. */
export interface TableColumns {
  /** In the order of the values in a record. */
  readonly names: readonly string[]
  readonly isWithoutRowid: boolean
  /** A column of which the record has no value, since it is the row's id. */
  readonly rowidColumn: string | undefined
  /** Of a table without row ids. */
  readonly keyColumns: readonly string[]
}

interface Token {
  readonly text: string
  readonly isName: boolean
}

const tokenPattern =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|'(?:[^']|'')*'|[\w$\u0080-\uffff]+|[^\s]/g

/**
 * Reads a `CREATE TABLE` statement: https://www.sqlite.org/lang_createtable.html. One that is not understood has no
 * columns.
 */
export function readTableColumns(sql: string): TableColumns {
  const tokens = tokensOf(sql)
  const open = tokens.findIndex(({ text }) => text === '(')
  const { parts, rest } = partsOf(tokens.slice(open < 0 ? tokens.length : open + 1))
  const isWithoutRowid = rest.some(
    (token, at) => isWord(token, 'without') && isWord(rest[at + 1], 'rowid'),
  )
  const names: string[] = []
  const keyColumns: string[] = []
  const integers = new Set<string>()
  let rowidColumn: string | undefined
  for (const part of parts) {
    const words = part.map(({ text, isName }) => (isName ? '' : text.toLowerCase()))
    const key = words.findIndex((word, at) => word === 'primary' && words[at + 1] === 'key')
    if (['constraint', 'primary', 'unique', 'check', 'foreign'].includes(words[0]!)) {
      if (key < 0) continue
      const listed = partsOf(part.slice(key + 3)).parts.map(([name]) => name!.text)
      keyColumns.push(...listed)
      const [only] = listed
      if (listed.length === 1 && integers.has(only!)) rowidColumn = only
      continue
    }
    if (isVirtual(words)) continue
    const name = part[0]!.text
    names.push(name)
    if (words[1] === 'integer') integers.add(name)
    if (key > 0) keyColumns.push(name)
    if (key > 0 && words[1] === 'integer' && words[key + 2] !== 'desc') rowidColumn = name
  }
  return {
    names: isWithoutRowid
      ? [...keyColumns, ...names.filter((name) => !keyColumns.includes(name))]
      : names,
    isWithoutRowid,
    rowidColumn: isWithoutRowid ? undefined : rowidColumn,
    keyColumns,
  }
}

/** Computed when read: no record has it. */
function isVirtual(words: readonly string[]): boolean {
  return (
    words.some((word, at) => word === 'as' && words[at + 1] === '(') && !words.includes('stored')
  )
}

function tokensOf(sql: string): Token[] {
  const tokens: Token[] = []
  for (const [text] of sql.matchAll(tokenPattern)) {
    if (text.startsWith('--') || text.startsWith('/*')) continue
    const quote = text[0]!
    if (text.length > 1 && '"`\''.includes(quote)) {
      tokens.push({ text: text.slice(1, -1).replaceAll(quote + quote, quote), isName: true })
    } else if (text.length > 1 && quote === '[')
      tokens.push({ text: text.slice(1, -1), isName: true })
    else tokens.push({ text, isName: false })
  }
  return tokens
}

/** What commas part, up to the bracket that closes the list. */
function partsOf(tokens: readonly Token[]): { parts: Token[][]; rest: readonly Token[] } {
  const parts: Token[][] = [[]]
  let depth = 0
  for (const [at, token] of tokens.entries()) {
    const text = token.isName ? '' : token.text
    if (text === '(') depth++
    if (text === ')' && depth-- === 0) {
      return { parts: parts.filter((part) => part.length > 0), rest: tokens.slice(at + 1) }
    }
    if (text === ',' && depth === 0) parts.push([])
    else parts.at(-1)!.push(token)
  }
  return { parts: parts.filter((part) => part.length > 0), rest: [] }
}

function isWord(token: Token | undefined, word: string): boolean {
  return token !== undefined && !token.isName && token.text.toLowerCase() === word
}
