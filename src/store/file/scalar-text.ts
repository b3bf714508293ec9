/**
 * Texts that YAML 1.2 reads as themselves without quotes, and YAML 1.1 as well: they begin with a letter, no blank stands
 * before a `#` or behind a `:`, and they are no word that means something else.
 */
const plain = /^[A-Za-z](?:[^\s:#]|[:#](?=\S)| (?=[^\s#]))*$/
const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i
const timeOrDuration = /^(?:\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)?|[1-9]\d{0,6}[mhd])$/

/** What may not stand in a file as it is: controls, line ends of any kind, marks, half characters. */
export const unprintable =
  // eslint-disable-next-line no-control-regex
  /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** A text or a truth value on one line of YAML: plain where that is safe, in single quotes, or with escapes. */
export function writeScalar(value: string | boolean): string {
  if (typeof value === 'boolean') return String(value)
  if (isPlain(value)) return value
  return quoted(value)
}

export function quoted(text: string): string {
  if (unprintable.test(text) || /[\n\r]/.test(text)) return escaped(text)
  return `'${text.replaceAll("'", "''")}'`
}

/**
 * Reads what {@link writeScalar} writes, without escapes.
 *
 * @returns `undefined` for everything else that YAML has
 */
export function readScalar(text: string): string | boolean | undefined {
  if (isPlain(text)) return text
  if (text === 'true' || text === 'false') return text === 'true'
  const last = text.length - 1
  if (last < 1) return undefined
  if (text.startsWith("'") && text.endsWith("'")) {
    const inner = text.slice(1, last)
    if (!inner.includes("'")) return inner
    return /^(?:[^']|'')*$/.test(inner) ? inner.replaceAll("''", "'") : undefined
  }
  if (text.startsWith('"') && text.endsWith('"')) {
    const inner = text.slice(1, last)
    return /["\\]/.test(inner) ? undefined : inner
  }
  return undefined
}

function isPlain(text: string): boolean {
  return (plain.test(text) && !reserved.test(text)) || timeOrDuration.test(text)
}

/** YAML's double quotes take all that JSON's do. */
function escaped(text: string): string {
  const odd = new RegExp(unprintable, 'g')
  return JSON.stringify(text).replace(
    odd,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
