import type { Edit } from '../../redact/find-masks.ts'
import { varintOf, WireReader, wireType } from './wire-format.ts'

/**
 * The lengths that become wrong when a message of protobuf is edited, as edits of their own. A length that stays right
 * stays as it was written.
 *
 * @param bytes a whole message that was read before
 * @param edits ascending, disjoint, none of them empty; each covers whole fields, or all that one holds
 */
export function lengthEdits(bytes: Uint8Array, edits: readonly Edit[]): Edit[] {
  const lengths: Edit[] = []
  const wire = new WireReader(bytes, 0)
  let next = 0

  /** @returns by how much the message grows */
  const readMessage = (end: number): number => {
    let growth = 0
    while (wire.at < end) growth += readField(end)
    return growth
  }

  const readField = (end: number): number => {
    const fieldStart = wire.at
    const { type } = wire.tag(end)
    const lengthStart = wire.at
    const start = wire.skip(type, end)
    const fieldEnd = wire.at
    if (next === edits.length || edits[next]!.span.start >= fieldEnd) return 0
    if (edits[next]!.span.start === fieldStart) return growthOf(edits[next++]!)
    if (type !== wireType.length) throw new RangeError('an edit within a number')
    const inner = covers(edits[next]!, start, fieldEnd)
      ? growthOf(edits[next++]!)
      : readInside(start, fieldEnd)
    if (inner === 0) return 0
    const length = varintOf(fieldEnd - start + inner)
    lengths.push({ span: { start: lengthStart, end: start }, text: length })
    return inner + length.length - (start - lengthStart)
  }

  const readInside = (start: number, end: number): number => {
    wire.at = start
    return readMessage(end)
  }

  readMessage(bytes.length)
  return lengths
}

function growthOf({ span, text }: Edit): number {
  return text.length - (span.end - span.start)
}

function covers({ span }: Edit, start: number, end: number): boolean {
  return span.start === start && span.end === end
}
