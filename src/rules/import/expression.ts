/** An expression of CEL or Expr, as far as filters of betterleaks use them. */
export type Expression =
  | { readonly kind: 'value'; readonly value: string | number | boolean }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'name'; readonly name: string }
  /** `object.key`, `object["key"]`, `object?.key`, `object[?"key"]`. */
  | { readonly kind: 'member'; readonly object: Expression; readonly key: Expression }
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: readonly Expression[] }
  | { readonly kind: 'not'; readonly operand: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    }

const tokenPattern =
  /\s+|\/\/[^\n]*|(?<string>[rR]?"""[\s\S]*?"""|[rR]"[^"]*"|[rR]'[^']*'|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)|(?<number>\d+(?:\.\d+)?)|(?<name>[A-Za-z_]\w*)|(?<sign>\?\?|\?\.|\|\||&&|[<>=!]=|\[\?|[-+*/%<>!?:.,()[\]{};=])/y

interface Token {
  readonly kind: 'string' | 'number' | 'name' | 'sign' | 'end'
  readonly text: string
}

/** Binary operators from the loosest to the tightest. */
const levels: readonly (readonly string[])[] = [
  ['??'],
  ['||', 'or'],
  ['&&', 'and'],
  ['==', '!=', '<', '<=', '>', '>=', 'in', 'contains', 'startsWith', 'endsWith', 'matches'],
  ['+', '-'],
  ['*', '/', '%'],
]

/**
 * Parses an expression. Of `let name = …;` before it nothing is known: the name stands for itself.
 *
 * @throws Error saying what is not understood, and where
 */
export function parseExpression(source: string): Expression {
  const tokens = withoutLets(tokensOf(source))
  let at = 0
  const peek = () => tokens[at]!
  const fault = (what: string) =>
    new Error(`${what}${peek().kind === 'end' ? ' at its end' : ` at "${peek().text.slice(0, 20)}"`}`)

  function take(text: string): boolean {
    if (peek().kind === 'string' || peek().text !== text) return false
    at++
    return true
  }

  function expect(text: string): void {
    if (!take(text)) throw fault(`expected ${text}`)
  }

  function binary(level: number): Expression {
    const operators = levels[level]
    if (!operators) return unary()
    let left = binary(level + 1)
    for (;;) {
      const { kind, text } = peek()
      if (kind === 'string' || !operators.includes(text)) return left
      at++
      left = { kind: 'binary', operator: text, left, right: binary(level + 1) }
    }
  }

  function unary(): Expression {
    if (take('!') || take('not')) return { kind: 'not', operand: unary() }
    return postfix(primary())
  }

  function postfix(start: Expression): Expression {
    let node = start
    for (;;) {
      if (take('.') || take('?.')) {
        const { kind, text } = peek()
        if (kind !== 'name') throw fault('expected a name')
        at++
        node = { kind: 'member', object: node, key: { kind: 'value', value: text } }
      } else if (take('[') || take('[?')) {
        node = { kind: 'member', object: node, key: binary(0) }
        expect(']')
      } else if (take('(')) node = { kind: 'call', callee: node, args: list(')') }
      else return node
    }
  }

  function list(end: string): Expression[] {
    const items: Expression[] = []
    while (!take(end)) {
      items.push(binary(0))
      if (!take(',') && peek().text !== end) throw fault(`expected , or ${end}`)
    }
    return items
  }

  function primary(): Expression {
    const { kind, text } = peek()
    if (take('(')) {
      const inner = binary(0)
      expect(')')
      return inner
    }
    if (take('[')) return { kind: 'list', items: list(']') }
    at++
    if (kind === 'string') return { kind: 'value', value: textOf(text) }
    if (kind === 'number') return { kind: 'value', value: Number(text) }
    if (kind === 'name' && text !== 'let') {
      const isFlag = text === 'true' || text === 'false'
      return isFlag ? { kind: 'value', value: text === 'true' } : { kind: 'name', name: text }
    }
    at--
    throw fault('not understood')
  }

  const expression = binary(0)
  if (peek().kind !== 'end') throw fault('not understood')
  return expression
}

function withoutLets(tokens: Token[]): Token[] {
  if (tokens[0]?.text !== 'let') return tokens
  return tokens.slice(tokens.findLastIndex(({ kind, text }) => kind === 'sign' && text === ';') + 1)
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < source.length;) {
    tokenPattern.lastIndex = at
    const found = tokenPattern.exec(source)
    if (!found) throw new Error(`not understood at "${source.slice(at, at + 20)}"`)
    at = tokenPattern.lastIndex
    const { groups } = found
    for (const kind of ['string', 'number', 'name', 'sign'] as const) {
      if (groups?.[kind] !== undefined) tokens.push({ kind, text: groups[kind] })
    }
  }
  return [...tokens, { kind: 'end', text: '' }]
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', 0: '\0' }

function textOf(token: string): string {
  if (token.startsWith('`')) return token.slice(1, -1)
  const isRaw = /^[rR]["']/.test(token)
  const quoted = isRaw ? token.slice(1) : token
  const length = quoted.startsWith('"""') && quoted.length >= 6 ? 3 : 1
  const inner = quoted.slice(length, -length)
  if (isRaw) return inner
  return inner.replaceAll(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([\s\S]))/g,
    (_, hex: string | undefined, unicode: string | undefined, plain: string) =>
      hex || unicode
        ? String.fromCharCode(Number.parseInt(hex ?? unicode!, 16))
        : (escapes[plain] ?? plain),
  )
}
