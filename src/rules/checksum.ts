import { crc32 } from '../text/crc32.ts'
import { hasAzureChecksum } from './azure-checksum.ts'
import { hasBase58Check } from './base58.ts'

/**
 * Named checks of a secret's own structure. Each answers whether the text can have been issued at all; none
 * says that it is live.
 */
export const checksums = {
  'crc32-base62': hasCrc32Base62,
  'crc32-hex': hasCrc32Hex,
  'crc32-base36': hasCrc32Base36,
  'azure-annotated-key': hasAzureChecksum,
  base58check: hasBase58Check,
  luhn: hasLuhnDigit,
  jwt: isJwt,
  bech32: hasBech32Checksum,
  'base64-json': isBase64Json,
  der: holdsDer,
} as const satisfies Readonly<Record<string, (secret: string) => boolean>>

export type ChecksumName = keyof typeof checksums

/** Those that other text passes too: one of ten numbers, one of 256 runs of base64. */
const passedByChance: readonly ChecksumName[] = ['luhn', 'der']

/** Whether a text that passes begins and ends where the secret does, whatever stands beside it. */
export function provesBorders(checksum: ChecksumName | undefined): checksum is ChecksumName {
  return checksum !== undefined && !passedByChance.includes(checksum)
}

const base62Digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `value` in base 62 (digits, upper case, lower case), padded with zeros to `width`. */
export function base62Of(value: number, width: number): string {
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = base62Digits[rest % 62] + text
  return text.padStart(width, '0')
}

/**
 * The last six characters are the CRC-32, in base 62, of what stands between the last underscore and them.
 * https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
 */
function hasCrc32Base62(secret: string): boolean {
  const body = secret.slice(secret.lastIndexOf('_') + 1, -6)
  return base62Of(crc32(body), 6) === secret.slice(-6)
}

/**
 * The last eight characters are the CRC-32, its lowest byte first, in hex, of what stands before the underscore.
 * https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/tokengen.go
 */
function hasCrc32Hex(secret: string): boolean {
  return crc32HexOf(secret.slice(0, -9)) === secret.slice(-8)
}

export function crc32HexOf(text: string): string {
  const sum = crc32(text)
  return [0, 8, 16, 24].map((by) => ((sum >>> by) & 255).toString(16).padStart(2, '0')).join('')
}

/**
 * The last seven characters are the CRC-32, in base 36, of what stands before them, with the token's prefix or without.
 * https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/
 */
function hasCrc32Base36(secret: string): boolean {
  const body = secret.slice(0, -7)
  const bodies = [body, body.replace(/^gl[a-z]+-/, ''), body.replace(/^gl[a-z]+-(?:t[1-3]_)?/, '')]
  return bodies.some((text) => crc32Base36Of(text) === secret.slice(-7))
}

export function crc32Base36Of(text: string): string {
  return crc32(text).toString(36).padStart(7, '0')
}

/** ISO/IEC 7812-1, annex B. */
function hasLuhnDigit(secret: string): boolean {
  const digits = [...secret].filter((character) => character >= '0' && character <= '9').toReversed()
  const total = digits.reduce((sum, digit, at) => {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1)
    return sum + (value > 9 ? value - 9 : value)
  }, 0)
  return digits.length > 1 && total % 10 === 0
}

/** The digit that makes the number of these right; for samples. */
export function luhnDigitOf(digits: string): string {
  return Array.from('0123456789').find((digit) => hasLuhnDigit(digits + digit))!
}

/** RFC 7519 over RFC 7515 compact form: header and payload are JSON objects, the header names an `alg`. */
function isJwt(secret: string): boolean {
  const [header, payload] = secret.split('.')
  const head = jsonOf(header)
  return head !== undefined && 'alg' in head && jsonOf(payload) !== undefined
}

function isBase64Json(secret: string): boolean {
  return jsonOf(secret) !== undefined
}

function jsonOf(base64: string | undefined): object | undefined {
  try {
    const text = atob((base64 ?? '').replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''))
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** The body of a PEM block, or bare base64, starts with a DER SEQUENCE (ITU-T X.690) or is encrypted text. */
function holdsDer(secret: string): boolean {
  if (/Proc-Type|ENCRYPTED|OPENSSH/.test(secret)) return true
  const body = secret.replaceAll(/-----[A-Z0-9 ]+-----|\\[nr]|[^A-Za-z0-9+/]/g, '')
  try {
    return atob(body.slice(0, 8)).charCodeAt(0) === 0x30
  } catch {
    return false
  }
}

const bech32Characters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const bech32Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

/** BIP 173, used by age identities: https://age-encryption.org/v1 */
function hasBech32Checksum(secret: string): boolean {
  const values = bech32Values(secret)
  return values !== undefined && bech32Remainder(values) === 1
}

/** The prefix expanded and the data as five-bit values; `undefined` where a character is none. */
function bech32Values(text: string): number[] | undefined {
  const lower = text.toLowerCase()
  const separator = lower.lastIndexOf('1')
  if (separator < 1) return undefined
  const prefix = Array.from(lower.slice(0, separator), (character) => character.charCodeAt(0))
  const data = Array.from(lower.slice(separator + 1), (character) =>
    bech32Characters.indexOf(character),
  )
  if (data.includes(-1)) return undefined
  return [...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...data]
}

function bech32Remainder(values: readonly number[]): number {
  let remainder = 1
  for (const value of values) {
    const top = remainder >>> 25
    remainder = ((remainder & 0x1ffffff) << 5) ^ value
    bech32Generator.forEach((generator, bit) => {
      if ((top >>> bit) & 1) remainder ^= generator
    })
  }
  return remainder
}

/** The six characters that a bech32 text `prefix1data` must end with; for samples. */
export function bech32ChecksumOf(text: string): string {
  const remainder = bech32Remainder([...(bech32Values(text) ?? []), 0, 0, 0, 0, 0, 0]) ^ 1
  return [5, 4, 3, 2, 1, 0].map((at) => bech32Characters[(remainder >>> (5 * at)) & 31]).join('')
}
