import { placeholderFor } from '../../redact/placeholder-record.ts'
import type { Redactor } from '../../redact/redactor.ts'
import { bytesOfLatin1, concatBytes } from '../../text/bytes.ts'

/** Redacts a text by itself: whatever goes wrong, it is not let through. */
export function redactText(redactor: Redactor, text: Uint8Array): Uint8Array {
  try {
    const stream = redactor.openRecords()
    const parts = [...stream.push(text), ...stream.end()]
    return parts.length === 1 ? parts[0]! : concatBytes(parts)
  } catch {
    const result = { kind: 'withheld', reason: 'error' } as const
    return bytesOfLatin1(placeholderFor(text, result, redactor.policy))
  }
}

/** Whether redacting a text leaves it as it is. */
export function isClean(redactor: Redactor, text: Uint8Array): boolean {
  return text.length === 0 || equalBytes(redactText(redactor, text), text)
}

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left === right || Buffer.compare(left, right) === 0
}
