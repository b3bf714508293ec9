import { reasonOf } from '../../text/error.ts'
import type { AllowInFile } from '../schema.ts'
import { parseExpression, type Expression } from './expression.ts'

/** What a filter says, as far as it can be said in a rule. */
export interface TranslatedFilter {
  entropy?: number
  entropyAbove?: number
  tokenEfficiency?: number
  readonly require: string[]
  readonly allow: AllowInFile[]
  /** Parts that cannot be said, each with why. */
  readonly left: string[]
  /** Parts that are said a little otherwise. */
  readonly changed: string[]
}

type Target = 'secret' | 'match' | 'line' | 'paths'

const unknownExpression = 'unknown filter expression'

/**
 * Translates a filter, whose truth drops a finding: a disjunction of tests of entropy, of token efficiency, and of
 * pieces and patterns in the secret, the match, the line or the path. What it cannot translate finds more, never less.
 */
export function translateFilter(source: string): TranslatedFilter {
  const result: TranslatedFilter = { require: [], allow: [], left: [], changed: [] }
  try {
    for (const term of termsOf(parseExpression(source), '||')) translateTerm(term, result)
  } catch (error) {
    result.left.push(`${unknownExpression}: ${reasonOf(error)}`)
  }
  return result
}

/** The operands of a chain of one operator. */
function termsOf(node: Expression, operator: '||' | '&&'): Expression[] {
  const names = operator === '||' ? ['||', 'or'] : ['&&', 'and']
  if (node.kind !== 'binary' || !names.includes(node.operator)) return [node]
  return [...termsOf(node.left, operator), ...termsOf(node.right, operator)]
}

function translateTerm(term: Expression, result: TranslatedFilter): void {
  if (translateEntropy(term, result) || translateTokens(term, result)) return
  const required = requiredBy(term)
  const allowed = required === undefined ? allowedBy(term) : undefined
  if (required !== undefined) result.require.push(required)
  else if (allowed) result.allow.push(allowed)
  else result.left.push(`${unknownExpression}: ${shown(term)}`)
}

/** `entropy(secret) <= N`. */
function translateEntropy(term: Expression, result: TranslatedFilter): boolean {
  const compared = comparisonOf(term, ['entropy'])
  if (compared?.target !== 'secret' || !'<='.startsWith(compared.operator)) return false
  const key = compared.operator === '<' ? 'entropy' : 'entropyAbove'
  result[key] = Math.max(result[key] ?? 0, compared.bound)
  return true
}

/** betterleaks counts the tokens of another vocabulary; random text has about as many in both. */
function translateTokens(term: Expression, result: TranslatedFilter): boolean {
  const compared = comparisonOf(term, ['tokenRatio'])
  const isTest = term.kind === 'call' && nameOf(term.callee) === 'failsTokenEfficiency'
  const isRatio = compared?.target === 'secret' && '>='.startsWith(compared.operator)
  if (!isRatio && !(isTest && targetOf(term.args[0]) === 'secret')) return false
  result.tokenEfficiency = Math.max(1, isRatio ? compared.bound : betterleaksTokenEfficiency)
  result.changed.push(tokenEfficiencyChange)
  return true
}

export const betterleaksTokenEfficiency = 2.5
export const tokenEfficiencyChange = 'counted in tokens of another vocabulary'

interface Comparison {
  readonly target: Target | undefined
  readonly operator: string
  readonly bound: number
}

const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** `name(target) operator bound`, also the other way round. */
function comparisonOf(term: Expression, names: readonly string[]): Comparison | undefined {
  if (term.kind !== 'binary' || !(term.operator in mirrored)) return undefined
  const isTurned = term.left.kind === 'value'
  const [call, value] = isTurned ? [term.right, term.left] : [term.left, term.right]
  if (call.kind !== 'call' || !names.includes(nameOf(call.callee))) return undefined
  if (value.kind !== 'value' || typeof value.value !== 'number') return undefined
  return {
    target: targetOf(call.args[0]),
    operator: isTurned ? mirrored[term.operator]! : term.operator,
    bound: value.value,
  }
}

/** What a negated test wants in the secret. */
function requiredBy(term: Expression): string | undefined {
  if (term.kind !== 'not') return undefined
  const allowed = allowedBy(term.operand)
  if (!allowed || allowed.all || !isOnly(allowed, 'secret')) return undefined
  const [first, ...rest] = allowed.secret!
  return rest.length === 0 ? first : allowed.secret!.map((pattern) => `(?:${pattern})`).join('|')
}

function allowedBy(term: Expression): AllowInFile | undefined {
  const parts = termsOf(term, '&&')
  if (parts.length > 1) return allowedByAll(parts)
  if (term.kind === 'binary' && ['||', 'or'].includes(term.operator)) {
    const options = termsOf(term, '||').map(allowedBy)
    return joinLists(options, false)
  }
  if (term.kind === 'binary') return comparedText(term)
  if (term.kind !== 'call') return undefined
  const name = nameOf(term.callee)
  const isMethod = term.callee.kind === 'member' && !isNamespace(term.callee.object)
  const [subject, wanted] = isMethod
    ? [(term.callee as { object: Expression }).object, term.args[0]]
    : [term.args[0], term.args[1]]
  return testOf(name, targetOf(subject), textsOf(wanted))
}

function allowedByAll(parts: readonly Expression[]): AllowInFile | undefined {
  return joinLists(parts.map(allowedBy), true)
}

/** One list of several; each kind of pattern only once where all must hold. */
function joinLists(
  lists: readonly (AllowInFile | undefined)[],
  all: boolean,
): AllowInFile | undefined {
  const joined: AllowInFile = all ? { all } : {}
  for (const list of lists) {
    if (!list || (list.all && !all)) return undefined
    for (const key of ['secret', 'match', 'line', 'stopwords', 'paths'] as const) {
      if (list[key] === undefined) continue
      if (all && joined[key] !== undefined) return undefined
      joined[key] = [...(joined[key] ?? []), ...list[key]]
    }
  }
  return joined
}

/** `secret == "x"`, `secret in ["x"]`, `path contains "x"`. */
function comparedText(term: Extract<Expression, { kind: 'binary' }>): AllowInFile | undefined {
  const name = { '==': 'is', in: 'is' }[term.operator] ?? term.operator
  return testOf(name, targetOf(term.left), textsOf(term.right))
}

function testOf(
  name: string,
  target: Target | undefined,
  texts: readonly string[] | undefined,
): AllowInFile | undefined {
  if (target === undefined || texts === undefined || texts.length === 0) return undefined
  // In the secret it looks for lower-case pieces in any case, as stopwords do.
  if (name === 'containsAny' && target === 'secret') return { stopwords: [...texts] }
  const patterns = {
    matchesAny: (text: string) => text,
    matches: (text: string) => text,
    containsAny: (text: string) => `(?i)${quoted(text)}`,
    contains: quoted,
    startsWith: (text: string) => `^${quoted(text)}`,
    endsWith: (text: string) => `${quoted(text)}$`,
    is: (text: string) => `^${quoted(text)}$`,
  }[name]
  return patterns && { [target]: texts.map(patterns) }
}

function isOnly(list: AllowInFile, key: Target): boolean {
  return Object.keys(list).every((other) => other === key)
}

/** The last part of a dotted name. */
function nameOf(callee: Expression): string {
  if (callee.kind === 'name') return callee.name
  if (callee.kind === 'member' && callee.key.kind === 'value') return String(callee.key.value)
  return ''
}

function isNamespace(node: Expression): boolean {
  return node.kind === 'name' && node.name === 'filter'
}

/** What a test looks at, whatever stands in for it when it is absent. */
function targetOf(node: Expression | undefined): Target | undefined {
  if (node?.kind === 'binary' && node.operator === '??') return targetOf(node.left)
  if (node?.kind === 'call') {
    if (nameOf(node.callee) === 'orValue' && node.callee.kind === 'member') {
      return targetOf(node.callee.object)
    }
    const [object, key] = node.args
    if (nameOf(node.callee) !== 'get' || !object || !key) return undefined
    return targetOf({ kind: 'member', object, key })
  }
  if (node?.kind !== 'member' || node.object.kind !== 'name' || node.key.kind !== 'value') {
    return undefined
  }
  const { value } = node.key
  if (node.object.name === 'attributes') return value === 'path' ? 'paths' : undefined
  if (node.object.name !== 'finding') return undefined
  return value === 'secret' || value === 'match' || value === 'line' ? value : undefined
}

function textsOf(node: Expression | undefined): readonly string[] | undefined {
  if (node?.kind === 'value') return typeof node.value === 'string' ? [node.value] : undefined
  if (node?.kind !== 'list') return undefined
  const texts = node.items.map((item) => (item.kind === 'value' ? item.value : undefined))
  return texts.every((text) => typeof text === 'string') ? texts : undefined
}

function quoted(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

/** The head of an expression, to be recognised by. */
function shown(node: Expression): string {
  switch (node.kind) {
    case 'value':
      return JSON.stringify(node.value)
    case 'list':
      return `[${node.items.length} items]`
    case 'name':
      return node.name
    case 'member':
      return `${shown(node.object)}.${node.key.kind === 'value' ? String(node.key.value) : '…'}`
    case 'call':
      return `${shown(node.callee)}(…)`
    case 'not':
      return `!${shown(node.operand)}`
    case 'binary':
      return `${shown(node.left)} ${node.operator} ${shown(node.right)}`
  }
}
