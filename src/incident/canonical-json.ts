/**
 * JSON in one way only, so that it can be hashed and signed: keys in the order of their UTF-16 units, no blanks
 * (RFC 8785). Keys without a value are left out.
 *
 * @param value made of objects, lists, texts, finite numbers, booleans and `null`
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonicalJson(one)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`)
  return `{${fields.join(',')}}`
}
