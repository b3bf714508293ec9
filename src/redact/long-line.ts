import { bytesOfLatin1, latin1Of } from '../text/bytes.ts'
import type { Span } from '../text/span.ts'
import { applyEdits } from './find-masks.ts'
import { placeholderFor } from './placeholder-record.ts'
import { editsFor, type Redaction } from './redact-record.ts'

/** Text that is looked at with a part, but is not let go with it: as long as the longest secret. */
const lookAheadBytes = 1 << 16
/** Within so many bytes a good place to part a line is looked for. */
const partingBytes = 4096
const roundsMax = 8

export interface Parting {
  readonly output: Uint8Array
  /** Bytes of the unit that the output stands for. */
  readonly taken: number
}

/**
 * Redacts the first part of a line that is too long to be one record. What is masked is never parted.
 *
 * @param unit the line's first bytes, as many as a record may have
 * @param context redacted text before it, tokens hidden
 */
export function partLine(redaction: Redaction, unit: Uint8Array, context: Uint8Array): Parting {
  const { policy } = redaction
  let bytes = unit
  let taken = unit.length <= lookAheadBytes ? unit.length : partingPlace(unit)
  /** Where in `bytes` the part ends; what is behind is as it came. */
  let end = taken
  for (let round = 0; round < roundsMax; round++) {
    const { edits, masked, limited } = editsFor(redaction, bytes, context, round)
    if (limited) return withhold(redaction, unit.subarray(0, taken), 'decoding-limit')
    const parted = edits.find(({ span }) => span.start < end && span.end > end)
    if (parted) {
      const to = partedEnd(parted.span, round)
      taken += to - end
      end = to
    }
    const own = edits.filter(({ span }) => span.end <= end)
    if (own.length === 0) return { output: bytes.subarray(0, end), taken }
    masked.forEach((one) => policy.onMasked?.(one))
    const length = bytes.length
    bytes = applyEdits(bytes, own)
    end += bytes.length - length
  }
  return withhold(redaction, unit.subarray(0, taken), 'unstable')
}

/** Before the mask; behind it where nothing would be left, or where the text before it is no longer as it came. */
function partedEnd({ start, end }: Span, round: number): number {
  return round === 0 && start > 0 ? start : end
}

/** Before a quote, so that the next part begins with the key of its first number; else where it must be. */
function partingPlace(unit: Uint8Array): number {
  const last = unit.length - lookAheadBytes
  const quote = latin1Of(unit, last - partingBytes, last).lastIndexOf('"')
  return quote > 0 ? last - partingBytes + quote : last
}

function withhold(
  { policy }: Redaction,
  record: Uint8Array,
  reason: 'decoding-limit' | 'unstable',
): Parting {
  const text = placeholderFor(record, { kind: 'withheld', reason }, policy)
  return { output: bytesOfLatin1(text), taken: record.length }
}
