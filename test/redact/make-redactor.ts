import type { RedactorOptions } from '../../src/redact/redactor.ts'
import type { Redactor } from '../../src/redact/redactor.ts'
import { loadRedactor, type LoadRedactorOptions } from '../../src/scan/load-redactor.ts'
import { parseFingerprintKey } from '../../src/text/fingerprint.ts'

export const testKey = parseFingerprintKey('0123456789abcdef'.repeat(4), 'test key')
export const oldKey = parseFingerprintKey('fedcba9876543210'.repeat(4), 'old test key')

/** The redactor as it is shipped, under a key of the tests. */
export function makeRedactor(
  options: Partial<RedactorOptions & LoadRedactorOptions> = {},
): Redactor {
  return loadRedactor({ keys: [testKey], ...options })
}

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

/** @param lengths of the chunks, used again and again */
export function redactInChunks(
  redactor: Redactor,
  text: string,
  lengths: readonly number[],
): string {
  const stream = redactor.openBytes()
  const bytes = bytesOf(text)
  let out = ''
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = Math.max(1, lengths[turn % lengths.length]!)
    out += textOf(stream.push(bytes.slice(at, at + length)))
    at += length
  }
  return out + textOf(stream.end())
}

export function redactText(redactor: Redactor, text: string): string {
  return textOf(redactor.redact(bytesOf(text)))
}
