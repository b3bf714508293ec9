import type { Random } from '../../src/rules/sample.ts'

/** JSON as it is written: duplicate keys, numbers as they stand, texts that are JSON themselves. */
export type Json =
  | { readonly kind: 'string'; readonly text: string; readonly secret?: string | undefined }
  | { readonly kind: 'nested'; readonly json: Json }
  | { readonly kind: 'literal'; readonly text: string; readonly isSecret?: boolean }
  | { readonly kind: 'list'; readonly items: readonly Json[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [Json & { kind: 'string' }, Json])[] } // prettier-ignore

const literals = ['0', '-0', '1e400', '-1.5E-7', '12345678901234567890123', '3.14', 'true', 'false', 'null', '42'] // prettier-ignore
const words = ['started', 'é', '', '日本', '😀 ok', 'a/b', 'x\\y', 'say "hi"', 'tab\there', 'line\nbreak', '{not json', '[x]', 'a=b', '+', '\u2028', 'ok'] // prettier-ignore
const names = ['level', 'msg', 'é', 'a b', 'count', '', 'items', 'x"y', 'id', 'data'] // prettier-ignore

export function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)]!
}

/** @param depth of objects and lists at most */
export function randomJson(random: Random, depth: number): Json {
  const roll = random()
  if (depth === 0 || roll < 0.35) {
    return roll % 0.1 < 0.06
      ? { kind: 'string', text: pick(words, random) }
      : { kind: 'literal', text: pick(literals, random) }
  }
  const count = Math.floor(random() * 4)
  const items = Array.from({ length: count }, () => randomJson(random, depth - 1))
  if (roll < 0.5) return { kind: 'list', items }
  const object: Json = {
    kind: 'object',
    members: items.map((item) => [{ kind: 'string', text: pick(names, random) }, item]),
  }
  return roll < 0.7 ? { kind: 'nested', json: object } : object
}

/** Puts a value into an object or list among others, inside of so many strings of JSON. */
export function buryJson(json: Json, levels: number, random: Random): Json {
  let buried = json
  for (let level = 0; level <= levels; level++) {
    const member = [{ kind: 'string', text: pick(names, random) }, buried] as const
    const other = [{ kind: 'string', text: pick(names, random) }, randomJson(random, 1)] as const
    const members = random() < 0.5 ? [member, other] : [other, member]
    buried = random() < 0.3 ? { kind: 'list', items: [buried] } : { kind: 'object', members }
    if (level < levels) buried = { kind: 'nested', json: buried }
  }
  return buried.kind === 'list' ? { kind: 'object', members: [[{ kind: 'string', text: 'l' }, buried]] } : buried // prettier-ignore
}

/** Writes it with random blanks and escapes. */
export function writeJson(json: Json, random: Random): string {
  const blank = () => (random() < 0.8 ? '' : pick([' ', '  ', '\t'], random))
  const between = (parts: readonly string[]) => parts.join(`${blank()},${blank()}`)
  switch (json.kind) {
    case 'string':
      return writeString(json.text, random)
    case 'nested':
      return writeString(writeJson(json.json, random), random)
    case 'literal':
      return json.text
    case 'list':
      return `[${blank()}${between(json.items.map((item) => writeJson(item, random)))}${blank()}]`
    case 'object': {
      const members = json.members.map(
        ([key, value]) =>
          // Nobody writes a tab before a colon; escaped, it would hide a name from its value.
          `${writeString(key.text, random)}${random() < 0.8 ? '' : ' '}:${blank()}${writeJson(value, random)}`,
      )
      return `{${blank()}${between(members)}${blank()}}`
    }
  }
}

function writeString(text: string, random: Random): string {
  const isEscaping = random() < 0.5
  const escaped = JSON.stringify(text).slice(1, -1)
  const varied = escaped.replaceAll(/\\.|[/+<é😀]/gu, (part) => {
    if (!isEscaping || random() < 0.5) return part
    if (part === '/') return '\\/'
    if (part === '\\"') return random() < 0.3 ? '\\u0022' : part
    if (part.startsWith('\\')) return part
    return Array.from({ length: part.length }, (_, at) => unitEscape(part.charCodeAt(at), random)).join('') // prettier-ignore
  })
  return `"${varied}"`
}

function unitEscape(unit: number, random: Random): string {
  const hex = unit.toString(16).padStart(4, '0')
  return `\\u${random() < 0.5 ? hex : hex.toUpperCase()}`
}

/**
 * Reads JSON without losing what JSON.parse loses.
 *
 * @throws Error where it is none
 */
export function readJson(text: string): Json {
  JSON.parse(text)
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? []
  let at = 0
  const value = (): Json => {
    const token = tokens[at++]!
    if (token.startsWith('"')) return { kind: 'string', text: JSON.parse(token) as string }
    if (token === '[') {
      const items: Json[] = []
      while (tokens[at] !== ']') {
        items.push(value())
        if (tokens[at] === ',') at++
      }
      at++
      return { kind: 'list', items }
    }
    if (token !== '{') return { kind: 'literal', text: token }
    const members: [Json & { kind: 'string' }, Json][] = []
    while (tokens[at] !== '}') {
      const key = value() as Json & { kind: 'string' }
      at++
      members.push([key, value()])
      if (tokens[at] === ',') at++
    }
    at++
    return { kind: 'object', members }
  }
  return value()
}
