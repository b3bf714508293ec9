import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { bytesOfUtf8 } from '../text/bytes.ts'
import { recordIdPattern } from './record.ts'

const lengthMax = 256
const hashDigits = 16

/**
 * An id for whatever a store calls a secret: what no id may have becomes `~` and two hex digits for each byte, and the end
 * of what is too long becomes a part of its SHA-256. The same name has the same id.
 *
 * @param name begins with the name of the store, such as `dotenv/app/.env#KEY`
 */
export function toRecordId(name: string): string {
  if (recordIdPattern.test(name)) return name
  const encoded = name.replaceAll(/[^A-Za-z0-9._/@:#+=-]/gu, encode)
  const id = /^[A-Za-z0-9]/.test(encoded) ? encoded : `x${encoded}`
  if (id.length <= lengthMax) return id
  const hash = bytesToHex(sha256(bytesOfUtf8(name))).slice(0, hashDigits)
  return `${id.slice(0, lengthMax - hashDigits - 1)}~${hash}`
}

function encode(character: string): string {
  return Array.from(
    bytesOfUtf8(character),
    (byte) => `~${byte.toString(16).padStart(2, '0')}`,
  ).join('')
}
