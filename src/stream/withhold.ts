import { placeholderFor } from '../redact/placeholder-record.ts'
import type { RedactionPolicy } from '../redact/policy.ts'
import { bytesOfLatin1, concatBytes } from '../text/bytes.ts'

/**
 * What stands for text that a defect of Stanch, or of a callback, kept from being redacted: a placeholder for each line, each
 * with a line feed. Quarantine is not asked, since it may be what failed.
 */
export function withhold(text: Uint8Array, policy: RedactionPolicy): Uint8Array {
  const quiet = { ...policy, onWithheld: undefined }
  const lines: Uint8Array[] = []
  for (let from = 0; from < text.length;) {
    const feed = text.indexOf(10, from)
    const end = feed < 0 ? text.length : feed
    const line = text.subarray(from, end)
    lines.push(
      bytesOfLatin1(`${placeholderFor(line, { kind: 'withheld', reason: 'error' }, quiet)}\n`),
    )
    from = end + 1
  }
  return concatBytes(lines)
}
