import { seededRandom } from '../../src/rules/sample.ts'

/** JSON of a value with white space anywhere, and some of its characters escaped; no line feed stands in a string. */
export function printWith(seed: number, value: unknown): string {
  const random = seededRandom(seed)
  const oneOf = (...texts: readonly string[]) => texts[Math.floor(random() * texts.length)]!
  const isDense = random() < 0.3
  const space = () => (isDense ? '' : oneOf('', '', ' ', '\n', '\n  ', '\t', '\r\n'))
  const list = (parts: readonly string[], [open, close]: readonly [string, string]) =>
    open + parts.map((part) => space() + part + space()).join(',') + (parts.length === 0 ? space() : '') + close // prettier-ignore
  const print = (part: unknown): string => {
    if (typeof part === 'string') return escapedSome(JSON.stringify(part))
    if (Array.isArray(part)) return list(part.map(print), ['[', ']'])
    if (typeof part !== 'object' || part === null) return JSON.stringify(part)
    const members = Object.entries(part).filter(([, member]) => member !== undefined)
    return list(
      members.map(([key, member]) => `${print(key)}${space()}:${space()}${print(member)}`),
      ['{', '}'],
    )
  }
  const escapedSome = (text: string) =>
    text.replaceAll(/\\u[0-9a-f]{4}|\\.|[\x23-\x5b\x5d-\x7e]/g, (part) => {
      if (part.length > 1 || random() > 0.03) return part
      return part === '/' ? '\\/' : `\\u${part.charCodeAt(0).toString(16).padStart(4, '0')}`
    })
  return space() + print(value) + space()
}
