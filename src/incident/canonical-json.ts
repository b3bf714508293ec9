/**
 * JSON in one way only, so that it can be hashed and signed: keys in the order of their UTF-16 units, no blanks
 * (RFC 8785). Keys without a value are left out.
 *
 * @param value made of objects, lists, texts, finite numbers, booleans and `null`
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one)).join(',')}]`
  const fields = value as Readonly<Record<string, unknown>>
  let text = ''
  for (const key of Object.keys(fields).sort()) {
    const one = fields[key]
    if (one === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(one)}`
  }
  return `{${text}}`
}
