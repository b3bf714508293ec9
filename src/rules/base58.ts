import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '../text/bytes.ts'

const letters = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const checkBytes = 4

/** Whether the last four bytes are the check bytes of the others, as in keys of Bitcoin. */
export function hasBase58Check(text: string): boolean {
  const bytes = decode(text)
  if (bytes === undefined || bytes.length <= checkBytes) return false
  const body = bytes.subarray(0, -checkBytes)
  return checkOf(body).every((byte, at) => byte === bytes[body.length + at])
}

/** The bytes with their check bytes in base 58; for samples. */
export function encodeBase58Check(bytes: Uint8Array): string {
  return encode(concatBytes([bytes, checkOf(bytes)]))
}

/** https://en.bitcoin.it/wiki/Base58Check_encoding: the first bytes of SHA-256 of SHA-256. */
function checkOf(bytes: Uint8Array): Uint8Array {
  return sha256(sha256(bytes)).subarray(0, checkBytes)
}

/** Each leading 1 is a zero byte. */
function decode(text: string): Uint8Array | undefined {
  const bytes: number[] = []
  for (const letter of text) {
    let carry = letters.indexOf(letter)
    if (carry < 0) return undefined
    for (let at = 0; at < bytes.length; at++) {
      carry += bytes[at]! * 58
      bytes[at] = carry & 255
      carry >>= 8
    }
    for (; carry > 0; carry >>= 8) bytes.push(carry & 255)
  }
  const zeros = /^1*/.exec(text)![0].length
  return Uint8Array.from([...Array.from({ length: zeros }, () => 0), ...bytes.toReversed()])
}

function encode(bytes: Uint8Array): string {
  const digits: number[] = []
  for (const byte of bytes) {
    let carry = byte
    for (let at = 0; at < digits.length; at++) {
      carry += digits[at]! << 8
      digits[at] = carry % 58
      carry = Math.floor(carry / 58)
    }
    for (; carry > 0; carry = Math.floor(carry / 58)) digits.push(carry % 58)
  }
  const zeros = bytes.findIndex((byte) => byte !== 0)
  const ones = '1'.repeat(zeros < 0 ? bytes.length : zeros)
  return ones + digits.toReversed().map((digit) => letters[digit]).join('')
}
