import { applyEdits } from '../apply-edits.ts'
import type { FileEdit } from '../plan-edits.ts'
import { bytesOfLatin1, concatBytes, latin1Of } from '../../text/bytes.ts'
import { Base64Body, encodeBase64 } from './base64-body.ts'

/** RFC 2045, section 6.8. */
const lineLengthMax = 76

/**
 * The body of a part in base64 with some of its bytes changed: its lines are as long as they were, and end as they did.
 *
 * @param body as it stands in the mail; what is behind its padding stays
 * @param edits of the decoded bytes, ascending, disjoint
 */
export function reencodePart(body: Uint8Array, edits: readonly FileEdit[]): Uint8Array {
  const decoded = new Base64Body(body)
  const text = latin1Of(body)
  const [head, before, line, lineEnd] = /^([^A-Za-z0-9+/]*)([A-Za-z0-9+/=]*)(\r?\n)?/.exec(text)!
  const isOneLine = head.length >= decoded.end
  const lineLength = isOneLine ? Math.max(line!.length, lineLengthMax) : line!.length
  const encoded = encodeBase64(concatBytes([...applyEdits([decoded.bytes], edits)]))
  const lines: string[] = []
  for (let at = 0; at < encoded.length; at += lineLength) {
    lines.push(encoded.slice(at, at + lineLength))
  }
  const changed = before! + lines.join(lineEnd ?? '\r\n')
  return concatBytes([bytesOfLatin1(changed), body.subarray(decoded.end)])
}
