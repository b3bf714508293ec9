import { createHash } from 'node:crypto'
import { bytesOfUtf8 } from '../../../text/bytes.ts'

const lengthMax = 256
const digestLength = 24

/**
 * The id of an imported record, `<store>/<part>/…` or `<store>/<part>/…#<key>`, as `recordIdPattern` wants it. Bytes that
 * no id may have, and those that would join two parts, are written `~XX`; what is too long ends with `~~` and a digest. So two
 * places never share an id.
 */
export function recordIdOf(store: string, parts: readonly string[], key?: string): string {
  const path = [store, ...parts.map(encodePart)].join('/')
  const id = key === undefined ? path : `${path}#${encodePart(key)}`
  if (id.length <= lengthMax) return id
  const digest = createHash('sha256').update(id).digest('hex').slice(0, digestLength)
  return `${id.slice(0, lengthMax - digestLength - 2)}~~${digest}`
}

function encodePart(part: string): string {
  return part.replaceAll(/[^A-Za-z0-9._@:+=-]/gu, (character) =>
    Array.from(
      bytesOfUtf8(character),
      (byte) => `~${byte.toString(16).padStart(2, '0').toUpperCase()}`,
    ).join(''),
  )
}
